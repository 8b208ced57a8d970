"""How long a trait may be: what the identity room can hold, said beside the field before anything is saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from orphee.care.desk_sets import MAIN, latest
from orphee.datasets.conditions import is_answered
from orphee.datasets.definition import Severity, Text
from orphee.datasets.problems import Path, Problem
from orphee.identity.queries import longest_identifier, longest_traits

Answers = Mapping[str, object]
PLACES = ("root", "value")  # the parts of a local identifier


def problems_of_length(answers: Answers) -> tuple[Problem, ...]:
    """Every trait or local identifier that is longer than can be kept."""
    return tuple(_too_long(answers))


def _too_long(answers: Answers) -> Iterator[Problem]:
    for name, most in longest_traits().items():
        value = answers.get(name)
        if isinstance(value, str) and len(_counted(name, value)) > most:
            yield _problem((name,), len(value), most)
    identifier_lengths = longest_identifier()
    identifiers = answers.get("local_ids")
    for index, one in enumerate(identifiers if isinstance(identifiers, list | tuple) else ()):
        for part in PLACES:
            value, most = one.get(part) if isinstance(one, Mapping) else None, identifier_lengths[part]
            if isinstance(value, str) and len(value) > most:
                yield _problem(("local_ids", index, part), len(value), most)


def _counted(name: str, value: str) -> str:
    return "".join(value.split()) if name == "ins" else value  # kept without its spaces


def _problem(path: Path, length: int, most: int) -> Problem:
    item = latest(MAIN).instrument("identity").item(".".join(part for part in path if isinstance(part, str)))
    text = Text(
        f"{length} caractères ; au plus {most}. Raccourcissez.", f"{length} characters; at most {most}. Shorten it."
    )
    return Problem(path, "too-long", Severity.ERROR, item.label, text, {"length": length, "most": most})


def keeps_from_saving(problem: Problem, answers: Answers, stood: Answers) -> bool:
    """Whether a form that cannot be kept as a draft must be corrected first.

    A question of the first level that nobody has answered yet can wait; an answer that stood cannot be taken away.
    """
    if not problem.is_error:
        return False
    if problem.code != "missing-answer" or len(problem.path) != 1:
        return True
    name = str(problem.path[0])
    return is_answered(stood.get(name)) and not is_answered(answers.get(name)) and name != "local_ids"

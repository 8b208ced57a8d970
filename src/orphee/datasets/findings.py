"""Making problems while validating: the sentence is filled only when there is something to say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from orphee.datasets.conditions import Context
from orphee.datasets.definition import Item, Text
from orphee.datasets.problems import Param, Path, Problem
from orphee.datasets.sentences import SENTENCES
from orphee.datasets.terminology_port import Terminology
from orphee.foundation.typography import spaced

_PART = re.compile(r"\{([^{}]+)\}")
MOST_PROBLEMS = 500  # a hostile or broken entry is described well enough by these


@dataclass(slots=True)
class Findings:
    """The problems of one entry, with what is needed to find more."""

    context: Context
    terminology: Terminology
    problems: list[Problem] = field(default_factory=list)

    def note(self, code: str, path: Path, item: Item | None, /, **params: Param | Text) -> None:
        """Note a problem of SENTENCES; parts that differ by language are given as Text."""
        severity, template = SENTENCES[code]
        self.add(
            Problem(
                path=path,
                code=code,
                severity=severity,
                label=item.label if item is not None else Text("", ""),
                text=Text(_filled(template.fr, params, "fr"), _filled(template.en, params, "en")),
                params={name: value for name, value in params.items() if not isinstance(value, Text)},
            )
        )

    def add(self, problem: Problem) -> None:
        """Keep a problem, up to MOST_PROBLEMS, its French with the spaces that hold."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(replace(problem, text=Text(spaced(problem.text.fr), problem.text.en)))


def _filled(template: str, params: Mapping[str, Param | Text], language: str) -> str:
    if "{" not in template:
        return template

    def part(match: re.Match[str]) -> str:
        value = params.get(match[1], "")
        return value.in_(language) if isinstance(value, Text) else str(value)

    return _PART.sub(part, template)

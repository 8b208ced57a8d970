"""What validation found, said so that the reader knows what is wrong, by how much, and what to do.

A problem never carries a name, an INS, a birth date or a text typed by somebody: only codes and numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from orphee.datasets.definition import Severity, Text
from orphee.foundation.typography import spaced

Path = tuple[str | int, ...]
Param = str | int | float


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of one entry. `path` leads to the answer ("foetuses", 0, "sex"); `label` names the question."""

    path: Path
    code: str
    severity: Severity
    label: Text
    text: Text
    params: Mapping[str, Param]

    @property
    def link(self) -> str:
        """The fragment of the field on a form: "#item-foetuses-0-sex"."""
        return "#" + field_id(self.path)

    @property
    def is_error(self) -> bool:
        """Whether it keeps the entry from being complete."""
        return self.severity is Severity.ERROR

    def sentence(self, language: str) -> str:
        """Label and text: “Age at onset: …”; in French, what follows a colon begins small."""
        label, text = self.label.in_(language), self.text.in_(language)
        if not label:
            return text
        return f"{label}: {text}" if language.startswith("en") else spaced(f"{label} : {_small(text)}")

    def as_json(self) -> dict[str, object]:
        """For receipts, acknowledgements and programs."""
        return {
            "path": list(self.path),
            "code": self.code,
            "severity": self.severity.value,
            "label": {"fr": self.label.fr, "en": self.label.en},
            "text": {"fr": self.text.fr, "en": self.text.en},
            "params": dict(self.params),
            "link": self.link,
        }


def _small(text: str) -> str:
    """A French sentence that begins small, but for an abbreviation or a code."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] in {"’", " "} else text


def field_id(path: Path) -> str:
    """The HTML id of the field at a path; forms and problems agree on it here."""
    return "-".join(("item", *(str(part) for part in path)))


def errors(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Only those that keep the entry from being complete."""
    return tuple(problem for problem in problems if problem.is_error)

"""What intake answers: stored or not, and every problem with where it stands and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from orphee.record.rules.submission import Remainder


class Outcome(StrEnum):
    """What became of a submission."""

    STORED = "stored"
    UNCHANGED = "unchanged"  # the same document or entries again: nothing to do
    SUPERSEDED = "superseded"  # an older version arriving after a newer one: kept as a document, not applied
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of a submission, for the integrator or the author of a form.

    `path` is where it stands in the source (XPath, JSON path, or dataset/instrument/item for a form);
    `severity` is refusal (nothing stored), error (stored as draft), query (stored, to be looked at) or kept
    (not understood, kept as received). `text` says what, how much and what to do, without any identity.
    """

    code: str
    severity: str
    path: str
    text: dict[str, str]  # {"fr": …, "en": …}
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to one submission."""

    outcome: Outcome
    record_key: str = ""
    record_number: str = ""
    document_key: str = ""
    entries_new: int = 0
    entries_revised: int = 0
    entries_unchanged: int = 0
    findings: tuple[Finding, ...] = ()
    remainders: tuple[Remainder, ...] = ()


class Refused(ValueError):
    """The input cannot become a submission: nothing is stored but the sealed original."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(", ".join(finding.code for finding in findings))
        self.findings = findings

"""The answer to an integrator: what became of the document, and every problem with its XPath and what to do.

JSON for programs, plain text for people; both languages in each. Nothing in it names the person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict

from orphee.exchange.cda.problems import PROBLEMS, finding
from orphee.exchange.cda.reading import Reading
from orphee.record.rules.receipt import Finding, Outcome, Receipt
from orphee.record.rules.submission import Remainder


class ProblemAnswered(TypedDict):
    """One problem as the integrator reads it."""

    code: str
    severity: str
    xpath: str
    fr: str
    en: str


class Answer(TypedDict):
    """The whole answer; `namespaces` makes the XPaths usable."""

    outcome: str
    record: str
    document: dict[str, object]
    entries: dict[str, int]
    problems: list[ProblemAnswered]
    namespaces: dict[str, str]


NAMESPACES = {"": "urn:hl7-org:v3", "sdtc": "urn:hl7-org:sdtc"}
_ORDER = {"refusal": 0, "error": 1, "query": 2, "kept": 3}


def answer_to(receipt: Receipt, reading: Reading | None = None) -> Answer:
    """The answer to a document that was read: intake's problems, the official rules', and what was left over."""
    problems = [*_located(receipt.findings, reading), *map(_kept, receipt.remainders)]
    if reading is not None and receipt.outcome is Outcome.STORED:
        told = {one["xpath"] for one in problems}
        problems += [one for one in map(_as_given, reading.objections()) if one["xpath"] not in told]
    return {
        "outcome": receipt.outcome.value,
        "record": receipt.record_number,
        "document": _document(reading),
        "entries": {
            "new": receipt.entries_new,
            "revised": receipt.entries_revised,
            "unchanged": receipt.entries_unchanged,
        },
        "problems": sorted(problems, key=lambda one: _ORDER.get(one["severity"], 9)),
        "namespaces": NAMESPACES,
    }


def refusal_of(findings: Sequence[Finding]) -> Answer:
    """The answer to a document of which nothing could be stored."""
    return answer_to(Receipt(outcome=Outcome.REFUSED, findings=tuple(findings)))


def spoken(answer: Mapping[str, object], language: str = "fr") -> str:
    """The answer as plain text."""
    outcome = str(answer.get("outcome", ""))
    if outcome == Outcome.REFUSED.value and "delivery" not in answer:
        outcome = "not kept"
    lines = [_OUTCOMES.get(outcome, (outcome, outcome))[0 if language == "fr" else 1]]
    problems = answer.get("problems")
    for one in problems if isinstance(problems, list) else []:
        severity = _SEVERITIES.get(one["severity"], (one["severity"],) * 2)[0 if language == "fr" else 1]
        lines.append(f"- {severity} — {one['fr'] if language == 'fr' else one['en']}\n  {one['xpath']} [{one['code']}]")
    return "\n".join(lines) + "\n"


_OUTCOMES = {
    "stored": ("Document enregistré.", "Document stored."),
    "unchanged": ("Document déjà reçu : rien n'a changé.", "Document already received: nothing changed."),
    "superseded": (
        "Une version plus récente est déjà enregistrée : celle-ci est conservée et ne change rien.",
        "A newer version is already stored: this one is kept and changes nothing.",
    ),
    "refused": (
        "Document refusé : rien n'est enregistré dans un dossier. L'original est conservé, chiffré.",
        "Document refused: nothing is stored in a record. The original is kept, encrypted.",
    ),
    "not kept": (
        "Document refusé : rien n'est enregistré ni conservé.",
        "Document refused: nothing is stored, nothing is kept.",
    ),
}
_SEVERITIES = {
    "refusal": ("Refus", "Refusal"),
    "error": ("Erreur", "Error"),
    "query": ("À vérifier", "To check"),
    "kept": ("Conservé", "Kept"),
}


def _document(reading: Reading | None) -> dict[str, object]:
    document = reading.submission.document if reading else None
    if document is None:
        return {}
    return {"id": document.identifier, "set": document.set_id, "version": document.version}


def _located(findings: Iterable[Finding], reading: Reading | None) -> list[ProblemAnswered]:
    return [_as_given(one, _xpath(one, reading)) for one in findings]


def _xpath(one: Finding, reading: Reading | None) -> str:
    params = dict(one.params)
    if reading is None:
        return one.path
    if "item" not in params:
        return reading.place_of(one.code) or one.path
    return reading.xpath(params.get("instrument", ""), params.get("entry", ""), params["item"]) or one.path


def _as_given(one: Finding, xpath: str = "") -> ProblemAnswered:
    return {
        "code": one.code,
        "severity": one.severity,
        "xpath": xpath or one.path,
        "fr": one.text["fr"],
        "en": one.text["en"],
    }


def _kept(left: Remainder) -> ProblemAnswered:
    reason = left.reason if left.reason in PROBLEMS else "not_understood"
    return _as_given(finding(reason, left.path))

"""From the findings of several documents to proposals: one a thing said, with every passage that says it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from orphee.prefill.rules.findings import ASKED, PROPOSED, Found, Kind, Stand

CERTAINTIES = ("confirmed", "stated", "probable", "possible", "excluded", "relative")  # the firmest first


class Act(StrEnum):
    """What someone decides of a proposal."""

    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"
    UNDONE = "undone"


class Standing(StrEnum):
    """What the record says already of what is proposed."""

    NEW = "new"
    KNOWN = "known"
    IMPLIED = "implied"  # by a more precise term that is there, or a broader one that is absent
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class Passage:
    """A place in a document."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided of a proposal: the last word. `code` and `said` are what was written."""

    act: Act
    by: str
    batch: str
    code: str = ""
    said: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing the documents say, wherever they say it."""

    kind: Kind
    code: str
    stand: Stand
    passages: tuple[Passage, ...]
    details: tuple[str, ...] = ()
    age: str = ""
    period: str = ""
    standing: Standing = Standing.NEW
    is_disputed: bool = False  # another passage says the contrary
    decided: Decided | None = None

    @property
    def key(self) -> str:
        """What it is about, and how it was said; a variant by a digest, for it is words of the document."""
        named = digest(self.code) if self.kind is Kind.VARIANT else self.code
        return f"{self.kind}|{named}|{self.stand}"

    @property
    def mark(self) -> str:
        """A name for it on a page."""
        return "p-" + digest(self.key)

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.is_asked and self.decided is None and self.standing in (Standing.NEW, Standing.CONTRADICTED)

    @property
    def is_asked(self) -> bool:
        """Whether a question of the record takes it."""
        return self.kind in ASKED

    @property
    def is_proposed(self) -> bool:
        """Whether it is said of the person, now: what else is said is shown, and proposed to nobody."""
        if self.kind in (Kind.GENE, Kind.VARIANT):
            return self.stand is Stand.OBSERVED  # no question takes what was not found
        return self.stand in PROPOSED

    @property
    def is_plain(self) -> bool:
        """Whether it may be accepted together with others: nothing there or elsewhere says the contrary."""
        return self.is_open and self.is_proposed and not self.is_disputed and self.standing is Standing.NEW

    @property
    def certainty(self) -> str:
        """The firmest certainty of a disease."""
        return next((one for one in CERTAINTIES if one in self.details), "")


@dataclass(frozen=True, slots=True)
class Known:
    """What the record says already. `above`: each code with the codes above it."""

    features: Mapping[str, bool] = field(default_factory=dict)  # term: whether looked for and absent
    diseases: Mapping[str, bool] = field(default_factory=dict)  # disease: whether refuted
    genes: frozenset[str] = frozenset()
    variants: str = ""  # other descriptions, as typed
    consanguinity: bool | None = None
    above: Mapping[str, frozenset[str]] = field(default_factory=dict)


def digest(text: str) -> str:
    """A short name for a text that is not to be written down."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def proposals(
    found: Mapping[str, Sequence[Found]], known: Known, decisions: Mapping[str, Decided]
) -> tuple[Proposal, ...]:
    """Every proposal, in the order in which the documents say it first. `found`: findings by document."""
    drawn: dict[str, Proposal] = {}
    for document, listed in found.items():
        for one in listed:
            new = Proposal(one.kind, one.code, one.stand, (Passage(document, one.start, one.end),),
                           (one.detail,) if one.detail else (), one.age, one.period)  # fmt: skip
            drawn[new.key] = _joined(drawn[new.key], new) if new.key in drawn else new
    said = {(one.kind, one.code, one.stand) for one in drawn.values()}
    return tuple(
        replace(
            one,
            standing=standing_of(one, known),
            is_disputed=(one.kind, one.code, _contrary(one.stand)) in said,
            decided=decisions.get(one.key),
        )
        for one in drawn.values()
    )


def _joined(first: Proposal, more: Proposal) -> Proposal:
    details = tuple(dict.fromkeys((*first.details, *more.details)))
    return replace(
        first,
        passages=first.passages + more.passages,
        details=details,
        age=first.age or more.age,
        period=first.period or more.period,
    )


def _contrary(stand: Stand) -> Stand | None:
    return {Stand.OBSERVED: Stand.EXCLUDED, Stand.EXCLUDED: Stand.OBSERVED}.get(stand)


def standing_of(one: Proposal, known: Known) -> Standing:
    """What the record says of a proposal; what is said of others or supposed is compared with nothing."""
    if not one.is_proposed:
        return Standing.NEW
    if one.kind is Kind.FEATURE:
        return _feature(one.code, one.stand is Stand.EXCLUDED, known)
    if one.kind is Kind.DIAGNOSIS:
        return _compared(known.diseases.get(one.code), one.stand is Stand.EXCLUDED)
    if one.kind is Kind.CONSANGUINITY:
        return _compared(known.consanguinity, one.code == "yes")
    is_there = one.code in known.genes if one.kind is Kind.GENE else one.code.rpartition(":")[2] in known.variants
    return Standing.KNOWN if is_there else Standing.NEW


def _compared(there: bool | None, said: bool) -> Standing:
    if there is None:
        return Standing.NEW
    return Standing.KNOWN if there is said else Standing.CONTRADICTED


def _feature(code: str, is_absent: bool, known: Known) -> Standing:
    direct = _compared(known.features.get(code), is_absent)
    if direct is not Standing.NEW:
        return direct
    above = known.above.get(code, frozenset())
    if is_absent:
        implied = any(known.features.get(one) is True for one in above)
    else:
        implied = any(code in known.above.get(one, ()) for one, absent in known.features.items() if not absent)
    return Standing.IMPLIED if implied else Standing.NEW


def codes_of(found: Iterable[Sequence[Found]]) -> set[str]:
    """The HPO terms spoken of."""
    return {one.code for listed in found for one in listed if one.kind is Kind.FEATURE}

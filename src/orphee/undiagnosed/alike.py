"""Who is like someone: people of the reader's own centres by their record, people of others as lines without a person.

Opposition is asked of the database with every answer, not of what was gathered before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from orphee.access.context import as_system
from orphee.access.rules.policy import Action, Purpose, Reader
from orphee.datasets.sdm_mr_codes import ONGOING, PROBABLE
from orphee.identity.queries import display_name
from orphee.insight.knowledge import Knowledge
from orphee.insight.ranking.answers import Term
from orphee.insight.ranking.ontology import Flags
from orphee.record.models import Reach, Summary
from orphee.undiagnosed.bank import HOLDER, MOST_CHANGED, Bank, changed_since
from orphee.undiagnosed.matrix import Matrix, Near, said, telling_of
from orphee.undiagnosed.rules.sharing import FEWEST, MOST_LINES, Line, Other, lines
from orphee.undiagnosed.rules.standing import PRECISE

CONSIDERED = 120  # the likest, before oppositions and groups
LEAST = 0.1  # likeness under which nobody is named
SUPPOSED = (PROBABLE, ONGOING)  # statuses of a diagnosis that is shown, with its status, to who follows the person


@dataclass(frozen=True, slots=True)
class Ours:
    """Someone the reader follows: their record may be opened."""

    record_key: str
    number: str
    name: str
    diagnosis: str
    status: str
    likeness: float
    shared: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """Who is like someone. `terms` are the features that the lines name, by code."""

    ours: tuple[Ours, ...]
    others: tuple[Line, ...]
    terms: Mapping[str, Term]
    compared: int


def alike(knowledge: Knowledge, bank: Bank, reader: Reader, record_key: UUID, observed: Sequence[int]) -> Alike:
    """People like one of the reader's, likest first. `observed`: the numbers of the HPO codes of the record."""
    mine = said(knowledge, observed)
    with as_system(reader.actor, Purpose.CARE):
        near = _nearest(knowledge, bank, mine, record_key)
        synthetic = Summary.objects.filter(pk=record_key, is_synthetic=True).exists()
        comparable = _comparable((one.key for one in near), synthetic=synthetic)
        reached = _reached(reader, comparable)
    ours = [one for one in near if one.key in reached][:MOST_LINES]
    theirs = [(one, comparable[one.key]) for one in near if one.key in comparable and one.key not in reached]
    across, terms = _across(knowledge, bank, theirs)
    return Alike(_followed(knowledge, ours, reader), across, terms, len(bank.matrix))


def _nearest(knowledge: Knowledge, bank: Bank, mine: Flags, record_key: UUID) -> list[Near]:
    """The likest of the bank, and of what changed since it was gathered."""
    changed = changed_since(bank)
    if len(changed) > MOST_CHANGED // 2:
        HOLDER.again()
    recent = Matrix(knowledge, ((key, codes) for key, codes in changed.items() if codes))
    found = bank.matrix.most_like(mine, CONSIDERED, without={record_key, *changed})
    found += recent.most_like(mine, CONSIDERED, without={record_key})
    near = (one for one in found if one.likeness >= LEAST)
    return sorted(near, key=lambda one: (-one.likeness, str(one.key)))[:CONSIDERED]


def _comparable(keys: Iterable[UUID], *, synthetic: bool) -> dict[UUID, Summary]:
    """Those who may be compared now: nobody who opposed, no invented person with a real one."""
    rows = Summary.objects.filter(pk__in=list(keys), opposed=False, is_synthetic=synthetic)
    return {row.record_id: row for row in rows}


def _reached(reader: Reader, among: Iterable[UUID]) -> set[UUID]:
    mine = Reach.objects.filter(site_id__in=reader.site_ids, record_id__in=list(among))
    return set(mine.values_list("record_id", flat=True))


def _across(
    knowledge: Knowledge, bank: Bank, theirs: Sequence[tuple[Near, Summary]]
) -> tuple[tuple[Line, ...], dict[str, Term]]:  # fmt: skip
    """The lines, and the features they name: of what is shared, only what enough people of the bank have."""
    named: dict[str, Term] = {}
    others = []
    for near, summary in theirs:
        shared = telling_of(knowledge, near.both[bank.having[near.both] >= FEWEST])
        named |= {term.code: term for term in shared}
        others.append(Other(near.likeness, _diagnosis(summary, PRECISE), next(iter(summary.sites), ""), _codes(shared)))
    return lines(others, bank.named), named


def _followed(knowledge: Knowledge, found: Sequence[Near], reader: Reader) -> tuple[Ours, ...]:
    """People of the reader's centres, read as the reader, behind the wall."""
    rows = Summary.objects.filter(pk__in=[one.key for one in found]).select_related("record__person")
    summaries = {row.record_id: row for row in rows}
    may_name = reader.may(Action.READ_IDENTITY)
    return tuple(
        Ours(
            record_key=str(one.key),
            number=(row := summaries[one.key]).record.number,
            name=display_name(row.record.person) if may_name else "",
            diagnosis=_diagnosis(row, (*PRECISE, *SUPPOSED)),
            status=row.diagnosis_status,
            likeness=one.likeness,
            shared=telling_of(knowledge, one.both),
        )
        for one in found
        if one.key in summaries
    )


def _diagnosis(summary: Summary, statuses: Sequence[str]) -> str:
    return summary.diagnosis if summary.diagnosis_status in statuses else ""


def _codes(terms: Sequence[Term]) -> tuple[str, ...]:
    return tuple(term.code for term in terms)

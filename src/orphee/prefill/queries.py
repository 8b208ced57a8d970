"""Reads of the room: what is known, what is proposed, what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from orphee.care.signs import terms_said
from orphee.datasets.sdm_mr_codes import REFUTED
from orphee.foundation.locks import hold
from orphee.prefill.documents import Opened, of_record, opened
from orphee.prefill.models import Decision, Document
from orphee.prefill.rules.answers import DIAGNOSIS, FAMILY
from orphee.prefill.rules.findings import Kind
from orphee.prefill.rules.proposals import Act, Decided, Known, Proposal, codes_of, proposals
from orphee.record.rules.view import RecordView

_ABOVE = """
    SELECT descendant, ancestor FROM terminology_ancestry
    WHERE descendant = ANY (%(codes)s) AND ancestor = ANY (%(codes)s) AND descendant <> ancestor
"""


@dataclass(frozen=True, slots=True)
class Workspace:
    """The documents of a record, and what they propose."""

    view: RecordView
    rows: tuple[Document, ...]
    opened: tuple[Opened, ...]
    proposals: tuple[Proposal, ...]
    last_batch: str  # what this reader decided last and can undo

    def of(self, key: str) -> Proposal | None:
        """A proposal by its key."""
        return next((one for one in self.proposals if one.key == key), None)


def one_at_a_time(record_key: UUID) -> None:
    """Let nobody else decide on this record before this transaction ends: two would write the same feature twice."""
    hold("prefill", [str(record_key)])


def workspace(view: RecordView, actor: str) -> Workspace:
    """Everything a page needs of the documents of a record."""
    rows = of_record(UUID(view.key))
    texts = opened(rows)
    found = {str(one.row.key): one.found for one in texts}
    lines = list(Decision.objects.filter(record_key=view.key).order_by("pk"))
    decided = standing(lines)
    last = next((one for one in reversed(lines) if one.by == actor and one.act != Act.UNDONE), None)
    is_there = last is not None and any(one.batch == str(last.batch) for one in decided.values())
    return Workspace(
        view=view,
        rows=tuple(rows),
        opened=tuple(texts),
        proposals=proposals(found, known_of(view, codes_of(found.values())), decided),
        last_batch=str(last.batch) if last is not None and is_there else "",
    )


def standing(lines: Iterable[Decision]) -> dict[str, Decided]:
    """The last word on each proposal, by its key; an undone one has none."""
    last: dict[str, Decided] = {}
    for one in lines:
        last.pop(one.proposal, None)
        if one.act != Act.UNDONE:
            last[one.proposal] = Decided(Act(one.act), one.by, str(one.batch), one.code, one.said, one.pk)
    return last


def known_of(view: RecordView, codes: set[str]) -> Known:
    """What the record says already."""
    features = {code: absent for code, absent in terms_said(view).items() if code.startswith("HP:")}
    diagnoses = list(view.of(*DIAGNOSIS))
    diseases = {str(one.payload.get("disease") or ""): one.payload.get("status") == REFUTED for one in diagnoses}
    said = view.one(*FAMILY).get("consanguinity")
    return Known(
        features=features,
        diseases={code: refuted for code, refuted in diseases.items() if code},
        genes=frozenset(gene for one in diagnoses for gene in _texts(one.payload.get("genes"))),
        variants=" ".join(str(one.payload.get("other_genetics") or "") for one in diagnoses),
        consanguinity=said if isinstance(said, bool) else None,
        above=_above({*features, *codes}),
    )


def _above(codes: set[str]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    if codes:
        with connection.cursor() as cursor:
            cursor.execute(_ABOVE, {"codes": sorted(codes)})
            for below, above in cursor.fetchall():
                found.setdefault(below, set()).add(above)
    return {code: frozenset(above) for code, above in found.items()}


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def kind_of(proposal_key: str) -> Kind:
    """The kind of a proposal, from its key."""
    return Kind(proposal_key.partition("|")[0])

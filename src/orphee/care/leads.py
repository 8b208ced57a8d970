"""What a record asks of the knowledge of diseases, and which candidates were set aside: remembered, never altered."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from orphee.access.rules.policy import Action, Reader
from orphee.access.trail import leave_line
from orphee.care.desk_sets import MAIN
from orphee.care.models import LeadLine
from orphee.care.rules import circumstances
from orphee.care.rules.clean import clean
from orphee.care.rules.leads import Act, Line, Reason, asked, checked, onset_of, standing
from orphee.care.signs import FEATURE, terms_said
from orphee.datasets.sdm_mr_codes import CONFIRMED, PHENOTYPE, SDM
from orphee.foundation.models import AuditAction
from orphee.foundation.sealing import UnableToOpenSeal, open_sealed, seal
from orphee.insight.ranking.query import Query
from orphee.record.rules.view import RecordView
from orphee.record.rules.worth import is_dead, main_diagnosis


def query_of(view: RecordView, today: dt.date) -> Query:
    """What a record says that a ranking may use: features, sex, ages, genes, family; nothing that says who it is."""
    person = view.person
    query = asked(
        terms_said(view),
        sex=person.sex if person else view.sex,
        birth_date=person.birth_date if person else view.birth_month,
        onset=onset_of(entry.payload.get("first_signs") for entry in view.of(MAIN, "diagnosis")),
        until=today,
    )
    return replace(
        query,
        features=circumstances.features(entry.payload for entry in view.of(PHENOTYPE, FEATURE)),
        genes=circumstances.genes(entry.payload for entry in view.of(MAIN, "diagnosis")),
        variants=circumstances.variants(
            (entry.payload for entry in view.of("sdm-g", "variant")),
            (entry.payload for entry in view.of(PHENOTYPE, "interpretation")),
        ),
        is_consanguineous=circumstances.is_consanguineous(view.one(MAIN, "family")),
    )


def diseases_of(view: RecordView) -> frozenset[str]:
    """The diseases the record names already."""
    return frozenset(str(entry.payload.get("disease") or "") for entry in view.of(MAIN, "diagnosis")) - {""}


def set_aside_of(record_key: UUID) -> tuple[Line, ...]:
    """What is set aside now, the newest first."""
    return standing(_line(one) for one in LeadLine.objects.filter(record_key=record_key).order_by("pk"))


def aside_among(record_keys: Iterable[UUID]) -> dict[UUID, frozenset[str]]:
    """The diseases set aside now for each of some records, without the reasons: for rooms that look at many."""
    last: dict[tuple[UUID, str], str] = {}
    rows = LeadLine.objects.filter(record_key__in=list(record_keys)).order_by("pk")
    for key, disease, act in rows.values_list("record_key", "disease", "act"):
        last[key, disease] = act
    found: dict[UUID, set[str]] = {}
    for (key, disease), act in last.items():
        if act == Act.ASIDE:
            found.setdefault(key, set()).add(disease)
    return {key: frozenset(diseases) for key, diseases in found.items()}


def is_settled(view: RecordView) -> bool:
    """Whether nobody looks for a diagnosis any more: one is confirmed, or the person died."""
    return main_diagnosis(view.of(SDM, "diagnosis")).get("status") == CONFIRMED or is_dead(
        view.one(SDM, "vital_status")
    )


def set_aside(reader: Reader, record_key: UUID, disease: str, reason: str, words: str, *, now: dt.datetime) -> None:
    """Remember that a candidate is not the one, and why. Raises `UnableToSetAside`."""
    said = clean(words).strip()
    given = checked(disease, reason, said)
    if all(one.disease != disease for one in set_aside_of(record_key)):
        _add(reader, record_key, disease, Act.ASIDE, now, given, said)


def put_back(reader: Reader, record_key: UUID, disease: str, *, now: dt.datetime) -> None:
    """Let a candidate that was set aside appear again."""
    if any(one.disease == disease for one in set_aside_of(record_key)):
        _add(reader, record_key, disease, Act.BACK, now)


def _add(
    reader: Reader,
    record_key: UUID,
    disease: str,
    act: Act,
    now: dt.datetime,
    reason: Reason | str = "",
    words: str = "",
) -> None:
    why = json.dumps({"reason": str(reason), "words": words})
    LeadLine.objects.create(
        record_key=record_key, disease=disease, act=act.value, by=reader.actor, at=now, sealed=seal(why.encode())
    )
    detail = {"lead": act.value}
    leave_line(reader, AuditAction.WRITE, right=Action.WRITE_RECORD, record_key=record_key, detail=detail, now=now)


def _line(row: LeadLine) -> Line:
    try:
        why = json.loads(open_sealed(bytes(row.sealed)))
    except UnableToOpenSeal:
        why = {"reason": "", "words": ""}
    return Line(row.disease, row.act, why["reason"], why["words"], row.by, row.at)

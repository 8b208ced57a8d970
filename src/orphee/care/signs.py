"""Phenotypic features one at a time: what is around a term, what usually goes with others, and writing one down."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from orphee.access.rules.policy import Reader
from orphee.care import actions
from orphee.care.places import Place, Spot, find_place
from orphee.datasets.conditions import is_answered
from orphee.datasets.sdm_mr_codes import PHENOTYPE, SDM
from orphee.record.rules.receipt import Receipt
from orphee.record.rules.view import RecordView

FEATURE = "feature"
ROOT = "HP:0000118"  # phenotypic abnormality: what is above is no feature
OFFERED, CONSIDERED, DISEASES = 8, 60, 150
SHARE_UNKNOWN = 0.3  # of the people with a disease, where the source does not say

_AROUND = """
    SELECT 'above', parent FROM terminology_edge WHERE child = %(code)s AND parent LIKE 'HP:%%'
    UNION SELECT 'below', child FROM terminology_edge WHERE parent = %(code)s AND child LIKE 'HP:%%'
"""
_BESIDE = """
    WITH near AS (
        SELECT disease, count(DISTINCT term) AS shared FROM terminology_phenotypeannotation
        WHERE term = ANY (%(observed)s) AND NOT excluded
        GROUP BY disease ORDER BY shared DESC, disease LIMIT %(diseases)s
    )
    SELECT a.term, sum(near.shared * near.shared * coalesce(a.share, %(unknown)s))::float AS weight
    FROM near JOIN terminology_phenotypeannotation a ON a.disease = near.disease
    WHERE NOT a.excluded AND a.aspect IN ('P', '') AND a.term <> ALL (%(left_out)s)
    GROUP BY a.term ORDER BY weight DESC, a.term LIMIT %(considered)s
"""
_ABOVE = "SELECT DISTINCT ancestor FROM terminology_ancestry WHERE descendant = ANY (%s)"
_COMMON = """
    SELECT term, count(DISTINCT disease) FROM terminology_phenotypeannotation
    WHERE term = ANY (%s) AND NOT excluded GROUP BY term
"""


@dataclass(frozen=True, slots=True)
class Sign:
    """What is said of one term. `said`: observed | excluded | unknown."""

    code: str
    said: str
    onset: str = ""
    severity: str = ""


def around(code: str) -> tuple[list[str], list[str]]:
    """The terms one step more general and one step more specific."""
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, {"code": code})
        rows = cursor.fetchall()
    return (
        [one for side, one in rows if side == "above" and one != ROOT],
        [one for side, one in rows if side == "below"],
    )


def beside(observed: Iterable[str], left_out: Iterable[str]) -> list[str]:
    """What else usually goes with some terms, in the diseases that share most of them; the telling ones first.

    A term of many diseases tells little: its weight is divided by the root of how many have it.
    """
    chosen = sorted(set(observed))
    if not chosen:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, [chosen])
        known = {*left_out, *chosen, *(row[0] for row in cursor.fetchall())}
        given: dict[str, Any] = {
            "observed": chosen,
            "left_out": sorted(known),
            "diseases": DISEASES,
            "considered": CONSIDERED,
        }
        cursor.execute(_BESIDE, given | {"unknown": SHARE_UNKNOWN})
        weights = dict(cursor.fetchall())
        cursor.execute(_COMMON, [list(weights)])
        common = dict(cursor.fetchall())
    ranked = sorted(weights, key=lambda term: (-weights[term] / math.sqrt(common.get(term, 1)), term))
    return ranked[:OFFERED]


def terms_said(view: RecordView) -> dict[str, bool]:
    """The terms the record speaks of, and whether each was looked for and absent."""
    said: dict[str, bool] = {}
    for entry in view.of(PHENOTYPE, FEATURE):
        said[str(entry.payload.get("term") or "")] = entry.payload.get("excluded") is True
    for entry in view.of(SDM, "diagnosis"):
        described = entry.payload.get("clinical_description")
        for code in described if isinstance(described, list) else ():
            said.setdefault(str(code), False)
    return said


def has_observed(view: RecordView) -> bool:
    """Whether the record speaks of a feature that is there."""
    return any(code and not is_absent for code, is_absent in terms_said(view).items())


def answers_of(sign: Sign, before: Mapping[str, object]) -> dict[str, object]:
    """The answers of a feature's form with what is said of it; what else was said of it stays."""
    answers = {key: value for key, value in before.items() if key not in ("onset", "severity")}
    answers |= {"term": sign.code, "excluded": sign.said == "excluded"}
    if sign.said == "excluded":
        return answers
    known = before.get("onset")
    onset = dict(known) if isinstance(known, Mapping) else {}
    onset.pop("term", None)
    if sign.onset:
        onset["term"] = sign.onset
    return answers | {
        key: value for key, value in (("onset", onset), ("severity", sign.severity)) if is_answered(value)
    }


def add(record_key: UUID, sign: Sign, *, reader: Reader, now: dt.datetime) -> Receipt:
    """Write down a new feature. Raises UnableToFindRecord."""
    spot = Spot(PHENOTYPE, FEATURE, new_key=uuid4())
    place = find_place(reader, record_key, spot, now=now, audit=False)
    return change(place, sign, based_on=place.stamp, reader=reader, now=now)


def change(place: Place, sign: Sign, *, based_on: str, reader: Reader, now: dt.datetime) -> Receipt:
    """Write down what is said of a feature now. Unknown: it is taken off, and stays in the history."""
    if sign.said == "unknown" and place.entry is not None:
        return actions.withdraw(place, reader=reader, now=now)
    answers = answers_of(sign, place.answers)
    if "identifier" in place.instrument.by_key:
        answers.setdefault("identifier", place.source_key)
    return actions.save(place, answers, complete=True, based_on=based_on, reader=reader, now=now)

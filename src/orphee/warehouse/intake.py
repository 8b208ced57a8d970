"""From a record to the warehouse's rows: the only place where a person becomes a pseudonym.

A `RecordView` comes in without identity; rows of `tables` come out. Who opposed the reuse of their data gives no
row at all. Dates are cut to the month before anything else happens to them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from orphee.datasets import catalogue
from orphee.datasets.ages import months_of
from orphee.datasets.definition import Item, TerminologyBinding
from orphee.datasets.sdm_mr_codes import PHENOTYPE, SDM
from orphee.record.rules.submission import Payload
from orphee.record.rules.view import EntryView, RecordView
from orphee.record.rules.worth import by_firmness, is_dead
from orphee.warehouse.pseudonyms import entry_pseudonym, pseudonym
from orphee.warehouse.set_rows import SetTables
from orphee.warehouse.set_values import Known, code_of, concept_of, month_of, period_of

Row = dict[str, object]


class UnableToPseudonymise(ValueError):
    """A record came with an identity: the warehouse refuses to look at it."""


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What the warehouse knows of a site: the code of its filière."""

    filiere: str = ""


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of the minimum data set a record answers, as `datasets.completeness` measured it: percent, and what is
    missing as "instrument.item"."""

    percent: int | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Surroundings:
    """What a row needs beside the record: the day, the key, the sites, the regions, the tables of the data sets."""

    today: dt.date
    key: bytes
    sites: Mapping[str, SiteFacts] = field(default_factory=dict)
    region_of: Mapping[str, str] = field(default_factory=dict)  # department code: region code
    sets: SetTables = field(default_factory=lambda: SetTables(()))


def is_opposed(view: RecordView) -> bool:
    """Whether the person opposed the reuse of their data in the national warehouse (CONS-01)."""
    return view.consent.reuse_opposed is True


def rows_of(view: RecordView, completeness: Completeness, around: Surroundings) -> Iterator[tuple[str, Row]]:
    """Every row of one record, as (table, row); none for a person who opposed. Raises `UnableToPseudonymise`."""
    if view.person is not None:
        raise UnableToPseudonymise("records must reach the warehouse without identity")
    if is_opposed(view):
        return
    person = pseudonym(around.key, view.key)
    common: Row = {"person": person, "synthetic": view.synthetic}
    diagnoses = _diagnosis_rows(view, around)
    produced: tuple[tuple[str, Iterable[Row]], ...] = (
        ("person", [_person_row(view, completeness, around, diagnoses)]),
        ("follow_up", _follow_up_rows(view, around)),
        ("diagnosis", diagnoses),
        ("activity", _activity_rows(view, around)),
        ("feature", _feature_rows(view)),
    )
    for table, rows in produced:
        for row in rows:
            yield table, row | common
    entries = {entry.key: entry_pseudonym(around.key, entry.key) for entry in view.entries}
    yield from around.sets.rows(view.entries, entries, common, around.sites)


def _person_row(view: RecordView, completeness: Completeness, around: Surroundings, diagnoses: list[Row]) -> Row:
    sites = [follow_up.site_code for follow_up in sorted(view.follow_ups, key=lambda f: f.included_on or "9999")]
    main = next((row for row in diagnoses if row["is_main"]), None)
    if main is not None and main["site"] in around.sites:
        sites.insert(0, str(main["site"]))
    vital = view.one(SDM, "vital_status")
    deceased = is_dead(vital)
    until = _first_day(vital.get("died_on")) if deceased else around.today
    return {
        "sex": view.sex or "UN",
        "birth_month": month_of(view.birth_month),
        "age_years": _completed_years(view.birth_month, until),
        "deceased": deceased,
        "department": view.department if view.department in around.region_of else None,
        "region": around.region_of.get(view.department),
        "filiere": next((found for code in sites if (found := _filiere(code, around))), None),
        "included_month": _included_month(view),
        "completeness": completeness.percent,
        "missing": list(completeness.missing),
    }


def _included_month(view: RecordView) -> str:
    months = [month for follow_up in view.follow_ups if (month := month_of(follow_up.included_on))]
    return min(months, default=view.created_at.date().isoformat()[:7])


def _follow_up_rows(view: RecordView, around: Surroundings) -> Iterator[Row]:
    for follow_up in view.follow_ups:
        yield {
            "site": follow_up.site_code,
            "filiere": _filiere(follow_up.site_code, around),
            "included_month": month_of(follow_up.included_on),
        }


def _diagnosis_rows(view: RecordView, around: Surroundings) -> list[Row]:
    entries = by_firmness(view.of(SDM, "diagnosis"))
    return [_diagnosis_row(entry, view, around, is_main=entry is entries[0]) for entry in entries]


def _diagnosis_row(entry: EntryView, view: RecordView, around: Surroundings, *, is_main: bool) -> Row:
    said = entry.payload
    clinical, genetic = months_of(said.get("clinical_diagnosis")), months_of(said.get("genetic_diagnosis"))
    first_signs = said.get("first_signs")
    return {
        "is_main": is_main,
        "status": _coded("sdm-mr/diagnosis/status", said.get("status")),
        "disease": _coded("sdm-mr/diagnosis/disease", said.get("disease")),
        "first_signs_period": period_of(first_signs),
        "first_signs_months": months_of(first_signs),
        "clinical_months": clinical,
        "genetic_months": genetic,
        "diagnosed_year": _diagnosed_year(said, view.birth_month, clinical, genetic),
        "origin": _coded("sdm-mr/diagnosis/sporadic_or_familial", said.get("sporadic_or_familial")),
        "site": _site(entry, around),
    }


def _diagnosed_year(said: Payload, birth: str, clinical: float | None, genetic: float | None) -> int | None:
    age = min((months for months in (clinical, genetic) if months is not None), default=None)
    birth = month_of(birth) or ""  # what a form kept as typed may be no date
    if age is not None and birth:
        middle = int(birth[5:7]) if len(birth) >= 7 else 7  # only the year is known: the middle of it
        return int(birth[:4]) + int(middle - 1 + max(age, 0.0)) // 12
    given = month_of(said.get("diagnosed_on"))
    return int(given[:4]) if given else None


def _activity_rows(view: RecordView, around: Surroundings) -> Iterator[Row]:
    for entry in view.of(SDM, "activity"):
        yield {
            "context": _coded("sdm-mr/activity/context", entry.payload.get("context")),
            "month": month_of(entry.payload.get("performed_on")),
            "site": _site(entry, around),
        }


def _feature_rows(view: RecordView) -> Iterator[Row]:
    for entry in view.of(PHENOTYPE, "feature"):
        term = _coded("phenotype/feature/term", entry.payload.get("term"))
        if term is None:
            continue
        onset = entry.payload.get("onset")
        yield {
            "term": term,
            "excluded": entry.payload.get("excluded") is True,
            "onset": _hpo(onset.get("term")) if isinstance(onset, Mapping) else None,
        }


def _completed_years(birth: str, until: dt.date | None) -> int | None:
    month = month_of(birth)
    if month is None or until is None:
        return None
    years = until.year - int(month[:4])
    before_birthday = len(month) == 7 and until.month < int(month[5:7])
    return max(years - before_birthday, 0)


def _first_day(value: object) -> dt.date | None:
    month = month_of(value)
    return dt.date(int(month[:4]), int(month[5:7]) if len(month) == 7 else 7, 1) if month else None


def _filiere(site_code: str, around: Surroundings) -> str | None:
    facts = around.sites.get(site_code)
    return facts.filiere or None if facts else None


def _coded(item: str, value: object) -> str | None:
    """A code that the question foresees: a draft keeps what was typed in its place."""
    asked = _asked(item)
    if asked.value_set is not None:
        return code_of(asked.value_set, value)
    return concept_of(asked.terminology or TerminologyBinding(()), value, Known())


def _hpo(value: object) -> str | None:
    return concept_of(TerminologyBinding(("hpo",)), value, Known())


@cache
def _asked(item: str) -> Item:
    dataset, instrument, path = item.split("/")
    return catalogue.dataset(dataset).instrument(instrument).item(path)


def _site(entry: EntryView, around: Surroundings) -> str | None:
    """The site that an entry names, else the one that wrote it."""
    named = (entry.payload.get("site"), entry.site)
    return next((one for one in named if isinstance(one, str) and one in around.sites), None)

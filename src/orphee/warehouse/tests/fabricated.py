"""Records made up for the tests: no database, no person."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterator

from orphee.record.rules.submission import ConsentAsGiven
from orphee.record.rules.view import EntryView, FollowUpView, RecordView
from orphee.warehouse.intake import Completeness, SiteFacts, Surroundings
from orphee.warehouse.records import france

NOW = dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)
CONFIRMED, PROBABLE, ONGOING, UNDETERMINED = "255545003", "2931005", "385651009", "42425007"
KEY = b"a key that serves in the tests only, and nowhere else"
SITES = {"S001": SiteFacts("filnemus"), "S002": SiteFacts("cardiogen"), "S003": SiteFacts("g2m")}


def around(**changes: object) -> Surroundings:
    """Surroundings of a fabricated build."""
    given = {"today": NOW.date(), "key": KEY, "sites": SITES, "region_of": france().region_of}
    return Surroundings(**(given | changes))


def entry(
    instrument: str, *, dataset: str = "sdm-mr", site: str = "S001", state: str = "complete", **payload
) -> EntryView:
    """One current entry."""
    return EntryView(
        key=str(uuid.uuid4()), dataset=dataset, version="2025.01", instrument=instrument, source_key="",
        payload=payload, state=state, revision=1, site=site, author="", channel="synthetic", said_at=NOW,
    )  # fmt: skip


def months(number: float) -> dict:
    """An age after birth."""
    return {"period": "767023003", "months": number}


def record(
    *entries: EntryView, key: str = "", sites: tuple[tuple[str, str], ...] = (("S001", "2024-05-17"),), **changes
) -> RecordView:
    """A record without identity."""
    given = {
        "key": key or str(uuid.uuid4()),
        "number": "R-1",
        "person": None,
        "sex": "F",
        "birth_month": "2010-03",
        "department": "75",
        "consent": ConsentAsGiven(),
        "synthetic": True,
        "created_at": NOW,
        "updated_at": NOW,
        "follow_ups": tuple(FollowUpView(code, "", on) for code, on in sites),
        "entries": entries,
    }
    return RecordView(**(given | changes))


def cohort(size: int, *, seed: int = 1) -> Iterator[tuple[RecordView, Completeness]]:
    """A country: skewed territories and filières, every status, partial ages."""
    draw = random.Random(seed)
    departments = [code for code in france().region_of for _ in range(1 + hash_of(code) % 9)]
    for number in range(size):
        site = draw.choices(list(SITES), weights=(70, 25, 5))[0]
        birth = dt.date(draw.randint(1945, 2025), draw.randint(1, 12), 1)
        signs = draw.choice([0, 3, 6, 12, 24, 60])
        status = draw.choices([CONFIRMED, PROBABLE, ONGOING, UNDETERMINED], weights=(60, 15, 15, 10))[0]
        diagnosis = entry(
            "diagnosis", site=site, status=status, disease="ORPHA:513", first_signs=months(signs),
            clinical_diagnosis=months(signs + draw.choice([2, 8, 20, 40, 90])),
        )  # fmt: skip
        view = record(
            *([diagnosis] if draw.random() < 0.95 else []),
            entry("activity", site=site, context="A", performed_on="2025-02-03"),
            entry("feature", dataset="phenotype", term="HP:0001250", excluded=False),
            key=str(uuid.UUID(int=draw.getrandbits(128))),
            sites=((site, f"{draw.randint(2014, 2026)}-0{draw.randint(1, 9)}-11"),),
            sex=draw.choice("FM"),
            birth_month=birth.isoformat()[:7],
            department=draw.choice(departments) if draw.random() < 0.97 else "",
            consent=ConsentAsGiven(reuse_opposed=number % 50 == 0),
        )
        yield view, Completeness(draw.randint(15, 100), ("family.consanguinity",))


def hash_of(code: str) -> int:
    """A small number that a code always gives."""
    return sum(code.encode())

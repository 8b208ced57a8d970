"""Looking again at everyone without a diagnosis, and who is like someone: time by the number of people.

    python benchmarks/undiagnosed.py --json [--sizes 2000,8000,20000]

Loads the invented cohort on a throw-away cluster and takes everybody's diagnosis away, so that each person counts as
someone to look at. Measured at each size: the first look (everything drawn, everyone ranked, two processes), the night
after (nothing changed), the night of a new release (everyone ranked and compared), the worklist with a cue for one
person in five, gathering the bank, similar people through the whole stack. `for_150000` carries the pace of the largest
size over. Targets: 150,000 people in 30 minutes on 2 cores, similar people under 300 ms, worklist p95 under 150 ms.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from _throwaway import installation, terminologies
from _timing import peak_megabytes, timed

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

EVERYONE = 150_000
TARGETS = {"night_minutes": 30, "similar_p95_ms": 300, "worklist_p95_ms": 150}
DEFAULT_SIZES = "2000,8000,20000"
CALLS = 60
SEED = 4
CUED = """
    INSERT INTO undiagnosed_cue (record_id, kind, cause, codes, names, before, after, because, news, terms, release, at,
                                 is_open)
    SELECT record_id, 'new', 'knowledge', '{ORPHA:98}', '{"fr": "Maladie", "en": "Disease"}', 0.02, 0.4, '{}', '{}',
           '{}', 'HPO', now(), true FROM undiagnosed_look WHERE ('x' || right(record_id::text, 4))::bit(16)::int % 5 = 0
    ON CONFLICT DO NOTHING
"""


def main() -> None:
    """Measure and print."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--json", action="store_true", help="one object on standard output")
    reader.add_argument("--sizes", default=DEFAULT_SIZES, help="people, growing, separated by commas")
    given = reader.parse_args()
    with installation():
        steps = measure([int(size) for size in given.sizes.split(",")])
    answer = {"benchmark": "undiagnosed", "targets": TARGETS, "steps": steps, "for_150000": _carried(steps[-1])}
    print(json.dumps(answer, indent=1) if given.json else "\n".join(map(str, [*steps, answer["for_150000"]])))


def measure(sizes: list[int]) -> list[dict[str, object]]:
    """Grow one cohort through the sizes, and look at everyone at each."""
    from orphee.insight import knowledge
    from orphee.synthetic.accounts import ensure_accounts
    from orphee.synthetic.actions import load_cohort

    terminologies()
    knowledge.load()  # compiled once, before anything is timed
    steps = []
    for size in sizes:
        load_cohort(size, SEED, now=dt.datetime.now(dt.UTC))
        ensure_accounts(now=dt.datetime.now(dt.UTC))
        _take_diagnoses_away()
        steps.append({"cohort": size, **_nights(), **_pages()})
        print(steps[-1], file=sys.stderr)
    return steps


def _take_diagnoses_away() -> None:
    """Everyone is being looked for, and was never looked at."""
    with _system() as cursor:
        for table in ("undiagnosed_cueline", "undiagnosed_cue", "undiagnosed_look", "undiagnosed_outline"):
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute("UPDATE record_summary SET diagnosis_status = '385651009', deceased = false")
    _analyse()


def _analyse() -> None:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    connections["owner"].close()


@contextmanager
def _system() -> Iterator[CursorWrapper]:
    """The owner of the tables, seeing everything: what a benchmark invents is nobody's."""
    from django.db import connections, transaction

    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT set_config('app.scope', 'system', true)")
        yield cursor


def _nights() -> dict[str, object]:
    first, usual = _look(), _look()
    with _system() as cursor:
        cursor.execute("UPDATE undiagnosed_look SET release = 'before'")
    _analyse()
    return {"first_look": first, "usual_night": usual, "new_release": _look(), "memory_mb": peak_megabytes()}


def _look() -> dict[str, object]:
    from orphee.undiagnosed.looking import look

    started = time.perf_counter()
    found = look(now=dt.datetime.now(dt.UTC))
    seconds = time.perf_counter() - started
    return {
        "seconds": round(seconds, 1),
        "drawn": found.outlined,
        "ranked": found.looked,
        "people_a_second": round(found.looked / seconds, 1),
    }


def _pages() -> dict[str, object]:
    from django.test import Client

    from orphee.access.context import reading_as
    from orphee.access.models import User
    from orphee.access.queries import reader_of
    from orphee.care import knowing
    from orphee.record.models import Summary
    from orphee.undiagnosed import bank

    clinician = User.objects.get(email__startswith="clinicien")
    client = Client()
    client.force_login(clinician)
    without = timed(lambda: client.get("/people/"), CALLS)
    with _system() as cursor:
        cursor.execute(CUED)
    _analyse()
    with reading_as(reader_of(clinician)):
        keys = [str(key) for key in Summary.objects.values_list("pk", flat=True)]
    held = knowing.HOLDER.wait(120).knowledge
    assert held is not None
    bank.HOLDER.again()
    started = time.perf_counter()
    bank.HOLDER.wait(held, 120)
    gathered = time.perf_counter() - started
    draw = random.Random(SEED)
    part = {"HX-Request": "true"}  # how the pages ask for a part of themselves
    similar = timed(lambda: client.get(f"/records/{draw.choice(keys)}/alike/", headers=part), CALLS)
    return {
        "my_people": len(keys),
        "worklist_without_cues": without,
        "worklist": timed(lambda: client.get("/people/"), CALLS),
        "to_review_only": timed(lambda: client.post("/people/", {"missing": "review"}, headers=part), CALLS),
        "gather_seconds": round(gathered, 2),
        "similar_people": similar,
    }


def _carried(step: dict[str, object]) -> dict[str, float]:
    """The largest size's pace over everyone."""
    minutes = {}
    for name in ("first_look", "new_release"):
        found = step[name]
        assert isinstance(found, dict)
        minutes[f"{name}_minutes"] = round(EVERYONE / max(float(found["people_a_second"]), 0.01) / 60, 1)
    return minutes


if __name__ == "__main__":
    main()

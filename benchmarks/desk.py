"""The desk with many people: worklist, search and chart, as one server process answers them.

    python benchmarks/desk.py --json [--sizes 5000,50000,150000]

Loads the invented cohort on a throw-away cluster, signs in as a clinician of the three busiest sites and asks for pages
through the whole stack (middleware, row-level security, templates). The floor of the same run is the sign-in page.
Targets: chart and worklist p95 under 150 ms with 150,000 people.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sys

from _throwaway import installation, terminologies
from _timing import timed

TARGET = 150  # ms, p95
DEFAULT_SIZES = "5000,50000,150000"
CALLS = 150
SEED = 4
WORDS = ("martin", "lea", "dupont", "be", "thomas", "emma r", "le go")


def main() -> None:
    """Measure and print."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--json", action="store_true", help="one object on standard output")
    reader.add_argument("--sizes", default=DEFAULT_SIZES, help="sizes of the cohort, growing, separated by commas")
    given = reader.parse_args()
    with installation():
        steps = measure([int(size) for size in given.sizes.split(",")])
    answer = {"benchmark": "desk", "target_p95_ms": TARGET, "calls": CALLS, "steps": steps}
    print(json.dumps(answer, indent=1) if given.json else "\n".join(map(str, steps)))


def measure(sizes: list[int]) -> list[dict[str, object]]:
    """Grow one cohort through the sizes, and measure the pages at each."""
    from orphee.synthetic.accounts import ensure_accounts
    from orphee.synthetic.actions import load_cohort

    terminologies()
    steps = []
    for size in sizes:
        load_cohort(size, SEED, now=dt.datetime.now(dt.UTC))
        ensure_accounts(now=dt.datetime.now(dt.UTC))
        steps.append({"people": size, **_pages()})
        print(steps[-1], file=sys.stderr)
    return steps


def _pages() -> dict[str, object]:
    from django.test import Client

    from orphee.access.context import reading_as
    from orphee.access.models import User
    from orphee.access.queries import reader_of
    from orphee.record.models import Record

    clinician = User.objects.get(email__startswith="clinicien")
    with reading_as(reader_of(clinician)):
        keys = [str(key) for key in Record.objects.values_list("key", flat=True)]
    draw = random.Random(SEED)
    client, stranger = Client(), Client()
    client.force_login(clinician)
    return {
        "my_people": len(keys),
        "floor_sign_in": timed(lambda: stranger.get("/sign-in/"), CALLS),
        "worklist": timed(lambda: client.get("/people/"), CALLS),
        "search": timed(
            lambda: client.post("/people/", {"search": draw.choice(WORDS)}, headers={"HX-Request": "true"}), CALLS
        ),
        "chart": timed(lambda: client.get(f"/records/{draw.choice(keys)}/"), CALLS),
    }


if __name__ == "__main__":
    main()

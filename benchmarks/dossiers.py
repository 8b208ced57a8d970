"""How long from a REDCap dictionary to a form ready to fill: upload, losses read, review, publication, the form's page.

    python benchmarks/dossiers.py [--json] [--sizes 100,300,600]

The whole way through the pages, with an embedded PostgreSQL of its own that keeps its promises (fsync on), one process.
The floor is the same dictionary read by Python's `csv` alone. Goal: 300 items in less than 5 s.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import io
import json
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from _throwaway import installation

if TYPE_CHECKING:
    from django.test import Client

    from orphee.dossiers.models import Version

Answer = TypeVar("Answer")

GOAL_SECONDS = 5.0
SIZES = (100, 300, 600)
COLUMNS = (
    "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
    "Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number",
    "Text Validation Min", "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)",
    "Required Field?", "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name", "Matrix Ranking?",
    "Field Annotation",
)  # fmt: skip
KINDS = (
    ("text", "", "", "", ""),
    ("radio", "1, Oui | 0, Non | 9, Non su", "", "", ""),
    ("text", "", "number", "0", "300"),
    ("text", "", "date_dmy", "", ""),
    ("checkbox", "1, Cœur | 2, Rein | 3, Cerveau", "", "", ""),
    ("yesno", "", "", "", ""),
)


def dictionary(items: int) -> bytes:
    """A dictionary with a section every 25 fields, lists, bounds, and a condition on every third field."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(COLUMNS)
    for number in range(items):
        kind, choices, check, low, high = KINDS[number % len(KINDS)]
        section = f"Section {number // 25 + 1}" if number % 25 == 0 else ""
        condition = f"[q{number - number % 6 + 1}] = '1'" if number % 3 == 2 else ""
        row = (
            f"q{number}",
            "dossier",
            section,
            kind,
            f"Question {number}",
            choices,
            "",
            check,
            low,
            high,
            "",
            condition,
        )
        rows.writerow([*row, "", "", "", "", "", ""])
    return written.getvalue().encode()


def measured(items: int, number: int, record: str) -> dict[str, Any]:
    """The way of one dictionary, step by step, in seconds."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.urls import reverse

    from orphee.datasets import catalogue
    from orphee.dossiers.models import Version

    maud, luc, anne = _signed_in("maud"), _signed_in("luc"), _signed_in("anne")
    content = dictionary(items)
    steps: dict[str, float] = {}
    started = time.perf_counter()
    list(csv.reader(io.StringIO(content.decode())))
    steps["floor_csv"] = time.perf_counter() - started

    computed = time.process_time()

    def step(name: str, work: Callable[[], Answer]) -> Answer:
        begun = time.perf_counter()
        answer = work()
        steps[name] = time.perf_counter() - begun
        return answer

    file = SimpleUploadedFile("dictionary.csv", content)
    posted = {"title_fr": f"Mesure {number}", "filiere": "filnemus", "origin": "file", "kind": "redcap", "file": file}
    answer = step("upload", lambda: maud.post(reverse("new-dossier"), posted))
    assert answer.status_code == 302, answer.content.decode()[:2000]
    version = Version.objects.latest("pk")
    key = version.dossier.key
    step("losses", lambda: maud.post(reverse("dossier-losses", args=[key, version.version])))
    step("submit", lambda: _decide(maud, version, "submit", "review"))
    step("publish", lambda: _decide(luc, version, "publish", "published"))
    form = catalogue.dataset(key).instruments[0]
    page = step("form", lambda: anne.get(reverse("form", args=[record, key, form.key])))
    assert page.status_code == 200, page.status_code
    total = sum(seconds for name, seconds in steps.items() if name != "floor_csv")
    return {"items": items, "losses_listed": len(version.losses), "seconds": round(total, 2),
            "computing_seconds": round(time.process_time() - computed, 2),
            "steps": {name: round(seconds, 3) for name, seconds in steps.items()}}  # fmt: skip


def _signed_in(name: str) -> Client:
    from django.test import Client

    from orphee.access.models import User

    client = Client()
    client.force_login(User.objects.get(email=f"{name}@example.org"))
    return client


def _decide(client: Client, version: Version, step: str, reached: str) -> None:
    """Decide on the page of the dossier, which says the last decision seen: without it nothing is decided."""
    from django.contrib.messages import get_messages
    from django.urls import reverse

    page = client.get(reverse("dossier", args=[version.dossier.key])).content.decode()
    seen = re.search(r'name="after" value="(\d+)"', page)
    assert seen, f"the page of the dossier offers no decision to take ({step})"
    answer = client.post(
        reverse("dossier-decide", args=[version.dossier.key, version.version]), {"step": step, "after": seen[1]}
    )
    version.refresh_from_db()
    assert version.state == reached, [str(message) for message in get_messages(answer.wsgi_request)]


def prepare() -> str:
    """A network with a centre, those who work there, and someone who is followed: the key of their record."""
    from orphee.access.context import as_system
    from orphee.access.models import Membership, User
    from orphee.network.models import Filiere, Organisation, Site
    from orphee.record.intake import accept
    from orphee.record.rules.submission import Channel, EntryAsGiven, LocalId, PersonAsGiven, Submission

    network = Filiere.objects.create(code="filnemus", acronym="FILNEMUS", title="Filière de mesure")
    hospital = Organisation.objects.create(code="chu", kind="hospital", name="CHU de mesure", finess="750000001")
    site = Site.objects.create(code="S901", kind="ccmr", name="Centre", hospital=hospital, filiere=network)
    for name, role, where in (
        ("maud", "network-data-manager", {"filiere": network}),
        ("luc", "network-data-manager", {"filiere": network}),
        ("anne", "clinician", {"site": site}),
    ):
        user = User.objects.create_user(f"{name}@example.org", name=name)
        Membership.objects.create(user=user, role=role, **where)
    now = dt.datetime.now(dt.UTC)
    person = PersonAsGiven(
        local_ids=(LocalId("1.2.250.1.999", "1"),), birth_name="MESURE", first_given_name="Lina", sex="F",
        birth_date="2019-05-12",
    )  # fmt: skip
    diagnosis = EntryAsGiven("sdm-mr", "2025.01", "diagnosis", {"identifier": "1", "status": "2931005"}, key="1")
    submission = Submission(
        channel=Channel.FORM, sender="site:S901", person=person, entries=(diagnosis,), received_at=now,
        site_codes=("S901",),
    )  # fmt: skip
    with as_system("benchmark"):
        return accept(submission, now=now).record_key


def run(sizes: tuple[int, ...]) -> list[dict[str, Any]]:
    """Every size in one installation of its own."""
    record = prepare()
    measured(20, 0, record)  # libraries are loaded once a process, not once a dossier
    return [measured(size, number, record) for number, size in enumerate(sizes, 1)]


def main() -> None:
    """Measure and say."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--json", action="store_true")
    asked.add_argument("--sizes", default=",".join(map(str, SIZES)))
    given = asked.parse_args()
    sizes = tuple(int(size) for size in given.sizes.split(","))
    with installation():
        steps = run(sizes)
    of_300 = next((one["seconds"] for one in steps if one["items"] == 300), None)
    answer = {"benchmark": "dossiers", "sizes": steps, "goal_seconds_for_300_items": GOAL_SECONDS,
              "met": of_300 is None or of_300 < GOAL_SECONDS}  # fmt: skip
    print(json.dumps(answer, indent=None if given.json else 1, ensure_ascii=False))


if __name__ == "__main__":
    main()

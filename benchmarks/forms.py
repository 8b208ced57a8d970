"""How fast a section of a specialty dossier is shown, through the whole server.

    python benchmarks/forms.py [--json] [--sizes 100,300,600] [--calls 40]

Dossiers of 100, 300 and 600 items in ten sections, each with a draft of every item answered: the first section as a
clinician opens it, a draft kept while typing, and turning the page. The floor of the same run is the sign-in page.
Goal: the first section of 300 items in under 100 ms at the median. The processor time of the same calls says
what a busy machine hides.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from typing import TYPE_CHECKING

from _throwaway import installation
from _timing import timed

if TYPE_CHECKING:
    from orphee.datasets.definition import Dataset

GOAL_MS = 100
SIZES = "100,300,600"
CALLS = 40
SECTIONS = 10
KINDS = ("text", "boolean", "partial_date", "integer", "decimal")
CLINICIAN = "anne@example.org"
ANSWERS = ("texte", "true", "12/01/2024", "4", "2,5")


def main() -> None:
    """Measure and print."""
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--json", action="store_true", help="one object on standard output")
    reader.add_argument("--sizes", default=SIZES, help="items of the dossiers, separated by commas")
    reader.add_argument("--calls", type=int, default=CALLS, help="calls of each page")
    given = reader.parse_args()
    with installation():
        steps = measure([int(size) for size in given.sizes.split(",")], given.calls)
    answer = {"benchmark": "forms", "goal_ms": GOAL_MS, "calls": given.calls, "steps": steps}
    print(json.dumps(answer, indent=1) if given.json else "\n".join(map(str, steps)))


def definition(items: int) -> str:
    """A dossier of so many items in sections, every fifth one conditional."""
    lines = [f'key: long-{items}\nversion: "1"\ntitle: {{fr: Long, en: Long}}\nsource: Benchmark\ninstruments:']
    lines.append("  - key: dossier\n    title: {fr: Dossier, en: Dossier}\n    subject: person\n    sections:")
    lines += [f"      - {{key: s{n}, title: {{fr: Partie {n}, en: Part {n}}}}}" for n in range(SECTIONS)]
    lines.append("    items:")
    for n in range(items):
        when = f", when: {{item: i{n - 4}, is: true}}" if n >= 4 and n % 5 == 0 else ""
        lines.append(
            f"      - {{key: i{n}, type: {KINDS[n % 5]}, section: s{n * SECTIONS // items}, asked: usually, "
            f"label: {{fr: Question {n}, en: Question {n}}}{when}}}"
        )
    return "\n".join(lines) + "\n"


class Shelf:
    """The dossiers of this run, as a source of definitions."""

    def __init__(self, sizes: list[int]) -> None:
        from orphee.datasets.reading import read

        self.sets = {one.key: one for one in (read(definition(size)) for size in sizes)}

    def dataset_keys(self) -> list[str]:
        """Their keys."""
        return list(self.sets)

    def versions(self, key: str) -> list[str]:
        """One version each."""
        return ["1"]

    def load(self, key: str, version: str) -> Dataset:
        """A dossier."""
        return self.sets[key]


def measure(sizes: list[int], calls: int) -> list[dict[str, object]]:
    """Put the dossiers on the desk of one record, and ask for their pages."""
    from orphee.datasets.catalogue import register_source

    _people()
    register_source(Shelf(sizes))
    steps = []
    for size in sizes:
        steps.append({"items": size, **_pages(size, calls)})
        print(steps[-1], file=sys.stderr)
    return steps


def _people() -> None:
    """A clinician of one site, and a person followed there."""
    from orphee.access.context import as_system
    from orphee.access.models import Membership, User
    from orphee.network.models import Organisation, Site
    from orphee.record.intake import accept
    from orphee.record.rules.submission import Channel, LocalId, PersonAsGiven, Submission

    now = dt.datetime.now(dt.UTC)
    hospital = Organisation.objects.create(code="chu-bench", kind="hospital", name="CHU", finess="750000001")
    site = Site.objects.create(code="S901", kind="ccmr", name="Centre", hospital=hospital)
    user = User.objects.create_user(CLINICIAN, name="Dr Mesure")
    Membership.objects.create(user=user, role="clinician", site=site)
    person = PersonAsGiven(
        local_ids=(LocalId("1.2.250.1.999", "1"),), birth_name="MESURE", sex="F", birth_date="2019-05"
    )
    with as_system("benchmark"):
        accept(Submission(Channel.FORM, "benchmark", person, (), received_at=now, site_codes=("S901",)), now=now)


def _pages(size: int, calls: int) -> dict[str, object]:
    from django.test import Client

    from orphee.access.context import reading_as
    from orphee.access.models import User
    from orphee.access.queries import reader_of
    from orphee.record.models import Record

    clinician = User.objects.get(email=CLINICIAN)
    with reading_as(reader_of(clinician)):
        key = Record.objects.values_list("key", flat=True).order_by("key")[0]
    client, stranger = Client(), Client()
    client.force_login(clinician)
    form = f"/records/{key}/forms/long-{size}/dossier/"
    per_section = size // SECTIONS
    for section in range(SECTIONS):
        said = {f"i{n}": ANSWERS[n % 5] for n in range(section * per_section, (section + 1) * per_section)}
        assert client.post(f"{form}draft/?section=s{section}", {"_stamp": "0", **said}).status_code == 200
    first = {f"i{n}": ANSWERS[n % 5] for n in range(per_section)} | {"_stamp": "0"}
    return {
        "floor_sign_in": timed(lambda: stranger.get("/sign-in/"), calls),
        "first_section": timed(lambda: client.get(form), calls),
        "draft_kept": timed(lambda: client.post(f"{form}draft/", first), calls),
        "page_turned": timed(lambda: client.post(form, first | {"_save": "section:s1"}), calls, 302),
    }


if __name__ == "__main__":
    main()

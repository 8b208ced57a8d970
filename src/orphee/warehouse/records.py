"""Records as the warehouse's own database role reads them: never through the identity schema.

The role `orphee_warehouse` reads entries through a view without what leads to a person (`closing`), and nothing of
`identity` or `consent` (tested). All batches come from one snapshot: a person recorded meanwhile waits for the next
build.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connections, transaction

from orphee.access.context import as_system
from orphee.access.rules.policy import Purpose
from orphee.datasets.sdm_mr_codes import SDM
from orphee.network.rules.geography import DEPARTMENTS, REGION_OF, REGIONS
from orphee.network.rules.rare_disease_networks import FILIERES
from orphee.record.rules.submission import ConsentAsGiven
from orphee.record.rules.view import EntryView, FollowUpView, RecordView
from orphee.warehouse.intake import Completeness, SiteFacts, Surroundings
from orphee.warehouse.publication import Territories
from orphee.warehouse.set_rows import SetTables
from orphee.warehouse.set_tables import exported_sets

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

ALIAS = "warehouse"
BATCH = 1000

_RECORDS = """
SELECT record.key, record.number, record.is_synthetic, record.created_at, summary.updated_at, summary.sex,
       left(summary.birth_month, 7), summary.department, summary.opposed, summary.sites,
       summary.completeness, summary.missing
FROM record_record record JOIN record_summary summary ON summary.record_id = record.key
WHERE record.key > %s ORDER BY record.key LIMIT %s
"""
_ENTRIES = """
SELECT record_id, key, dataset, version, instrument, source_key, payload::text, state, revision, site_code,
       channel, said_at
FROM warehouse_entry WHERE record_id = ANY (%s) AND is_current AND state <> 'entered_in_error'
ORDER BY said_at, id
"""


@contextmanager
def snapshot() -> Iterator[CursorWrapper]:
    """A read-only transaction of the warehouse's role that sees every record as it is now."""
    with transaction.atomic(using=ALIAS), connections[ALIAS].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        with as_system("warehouse", Purpose.STATISTICS, using=ALIAS):
            yield cursor


def number_of_records(cursor: CursorWrapper) -> int:
    """How many records there are."""
    cursor.execute("SELECT count(*) FROM record_record")
    return int(cursor.fetchone()[0])


def all_records(cursor: CursorWrapper) -> Iterator[tuple[RecordView, Completeness]]:
    """Every record without identity, with its completeness. Who opposed comes with that said and without any entry."""
    last = "00000000-0000-0000-0000-000000000000"
    while True:
        cursor.execute(_RECORDS, [last, BATCH])
        lines = cursor.fetchall()
        if not lines:
            return
        last = lines[-1][0]
        entries = _entries(cursor, [line[0] for line in lines if not line[8]])
        for line in lines:
            yield _view(line[:10], entries.get(line[0], [])), Completeness(line[10], tuple(line[11]))


def _entries(cursor: CursorWrapper, keys: list[object]) -> dict[object, list[EntryView]]:
    cursor.execute(_ENTRIES, [keys])
    found: dict[object, list[EntryView]] = {}
    for record, key, owner, version, instrument, source, payload, state, revision, site, channel, said_at in cursor:
        entry = EntryView(
            key=str(key), dataset=owner, version=version, instrument=instrument, source_key=source,
            payload=json.loads(payload), state=state, revision=revision, site=site, author="", channel=channel,
            said_at=said_at,
        )  # fmt: skip
        found.setdefault(record, []).append(entry)
    return found


def _view(line: tuple[Any, ...], entries: list[EntryView]) -> RecordView:
    key, number, synthetic, created_at, updated_at, sex, birth_month, department, opposed, sites = line
    included = {
        str(entry.payload.get("site")): str(entry.payload.get("included_on") or "")
        for entry in entries
        if (entry.dataset, entry.instrument) == (SDM, "follow_up")
    }
    return RecordView(
        key=str(key), number=number, person=None, sex=sex, birth_month=birth_month, department=department,
        consent=ConsentAsGiven(reuse_opposed=opposed), synthetic=synthetic, created_at=created_at,
        updated_at=updated_at, entries=tuple(entries),
        follow_ups=tuple(FollowUpView(code, "", included.get(code, "")) for code in sites),
    )  # fmt: skip


def surroundings(cursor: CursorWrapper, *, today: dt.date, key: bytes) -> Surroundings:
    """What rows need beside the records: sites with their filière, regions, the tables of every data set."""
    cursor.execute("SELECT code, coalesce(filiere_id, '') FROM network_site")
    return Surroundings(
        today=today,
        key=key,
        sites={code: SiteFacts(filiere=filiere) for code, filiere in cursor.fetchall()},
        region_of=france().region_of,
        sets=SetTables(exported_sets()),
    )


def france() -> Territories:
    """The filières, the regions and the departments, as the State lists them."""
    return Territories(
        filieres=tuple(one.code for one in FILIERES),
        regions=tuple(region.code for region in REGIONS),
        region_of=REGION_OF,
    )


def names() -> Mapping[str, Mapping[str, str]]:
    """What people read for the codes of each scope."""
    return {
        "filiere": {one.code: one.acronym for one in FILIERES},
        "region": {region.code: region.name for region in REGIONS},
        "department": DEPARTMENTS,
    }

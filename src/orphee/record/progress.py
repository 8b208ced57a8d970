"""How far records are with a collection: overall, by centre, by question, record by record. Numbers, never who.

Someone who reaches records (a network's data manager) counts them behind the wall, once for each of their centres. For
the country everything is counted as the system, without those who opposed the reuse of their data, each record once,
at the centre that followed the person first; what may be shown of it is decided above.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

from orphee.access.context import as_system
from orphee.access.rules.policy import Action, Purpose, Reader, Scope
from orphee.datasets.sdm_mr_codes import SDM
from orphee.record import gates
from orphee.record.models import Progress

MOST_RECORDS = 200

_OF_SET = """
SELECT record_id, sum(asked) AS asked, sum(answered) AS answered FROM record_progress WHERE dataset = %(dataset)s
GROUP BY record_id
"""
_OF_SDM = "SELECT record_id, 100 AS asked, completeness AS answered FROM record_summary"
_MISSING_OF_SET = """
SELECT record_id, instrument || '.' || unnest(missing) AS item FROM record_progress WHERE dataset = %(dataset)s
"""
_MISSING_OF_SDM = "SELECT record_id, unnest(missing) AS item FROM record_summary"
_ALL = "SELECT record_id, site_id FROM record_reach"
_FIRST = "SELECT DISTINCT ON (record_id) record_id, site_id FROM record_reach ORDER BY record_id, since, id"
_TOTAL = """
WITH counted AS ({records})
SELECT count(*), coalesce(sum(asked), 0), coalesce(sum(answered), 0), coalesce(bool_or(summary.is_synthetic), false)
FROM counted JOIN record_summary summary USING (record_id) WHERE summary.opposed = ANY (%(opposed)s)
"""
_SITES = """
WITH counted AS ({records}), home AS ({homes})
SELECT site.code, site.name, coalesce(site.filiere_id, ''), count(*), sum(asked), sum(answered)
FROM counted JOIN home USING (record_id) JOIN network_site site ON site.id = home.site_id
     JOIN record_summary summary USING (record_id)
WHERE summary.opposed = ANY (%(opposed)s) GROUP BY site.code, site.name, site.filiere_id ORDER BY site.code
"""
_ITEMS = """
WITH missing AS ({missing})
SELECT item, count(DISTINCT record_id) FROM missing JOIN record_summary summary USING (record_id)
WHERE summary.opposed = ANY (%(opposed)s) GROUP BY item ORDER BY count(DISTINCT record_id) DESC, item
"""
_RECORDS = """
WITH counted AS ({records})
SELECT record.key, record.number, counted.asked, counted.answered, summary.sites, summary.is_synthetic
FROM counted JOIN record_record record ON record.key = record_id JOIN record_summary summary USING (record_id)
WHERE (%(site)s = '' OR %(site)s = ANY (summary.sites))
ORDER BY counted.answered::float / greatest(counted.asked, 1), record.number LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class Share:
    """Questions asked and answered over some records."""

    records: int
    asked: int
    answered: int

    @property
    def percent(self) -> int:
        """The answered share in whole percent, rounded down; 100 when nothing is asked."""
        return self.answered * 100 // self.asked if self.asked else 100


@dataclass(frozen=True, slots=True)
class SiteShare:
    """One centre; `filiere` is empty for one of no network."""

    code: str
    name: str
    filiere: str
    share: Share


@dataclass(frozen=True, slots=True)
class Measured:
    """A collection: overall, by centre, and how many records miss each question ("instrument.item")."""

    dataset: str
    whole: Share
    sites: tuple[SiteShare, ...]
    missing: tuple[tuple[str, int], ...]
    synthetic: bool
    national: bool


@dataclass(frozen=True, slots=True)
class RecordShare:
    """One record, by its number."""

    key: str
    number: str
    share: Share
    sites: tuple[str, ...]
    synthetic: bool


def is_national(reader: Reader) -> bool:
    """Whether the reader sees the country's numbers rather than the records they reach."""
    return reader.scope is Scope.NONE


def collections(reader: Reader) -> tuple[str, ...]:
    """The collections with something to count, the SDM-MR first."""
    with _counting(reader):
        found = set(Progress.objects.values_list("dataset", flat=True).distinct())
    if not is_national(reader):
        found = {one for one in found if gates.is_open_at(one, reader.site_ids)}
    return (SDM, *sorted(found - {SDM}))


def measured(reader: Reader, dataset: str) -> Measured:
    """How far the records are with one of `collections(reader)`."""
    national = is_national(reader)
    parts = _parts(dataset)
    given: dict[str, Any] = {"dataset": dataset, "opposed": [False] if national else [False, True]}
    with _counting(reader):
        ((records, asked, answered, synthetic),) = _rows(_TOTAL.format(**parts), given)
        sites = _rows(_SITES.format(homes=_FIRST if national else _ALL, **parts), given)
        missing = _rows(_ITEMS.format(**parts), given)
    return Measured(
        dataset=dataset,
        whole=Share(records, int(asked), int(answered)),
        sites=tuple(
            SiteShare(code, name, filiere, Share(count, int(given_asked), int(given_answered)))
            for code, name, filiere, count, given_asked, given_answered in sites
        ),
        missing=tuple((item, count) for item, count in missing),
        synthetic=synthetic,
        national=national,
    )


def least_complete(reader: Reader, dataset: str, *, site: str = "") -> tuple[RecordShare, ...]:
    """The records that the reader reaches, worst first; none for who may not read entries."""
    if not reader.may(Action.READ_ENTRIES) or is_national(reader):
        return ()
    given = {"dataset": dataset, "site": site, "most": MOST_RECORDS}
    rows = _rows(_RECORDS.format(**_parts(dataset)), given)
    return tuple(
        RecordShare(str(key), number, Share(1, int(asked), int(answered)), tuple(sites), synthetic)
        for key, number, asked, answered, sites, synthetic in rows
    )


def _parts(dataset: str) -> dict[str, str]:
    is_sdm = dataset == SDM
    return {"records": _OF_SDM if is_sdm else _OF_SET, "missing": _MISSING_OF_SDM if is_sdm else _MISSING_OF_SET}


def _rows(query: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        return list(cursor.fetchall())


@contextmanager
def _counting(reader: Reader) -> Iterator[None]:
    """As the reader, behind the wall; for the country as the system, for numbers that are then protected."""
    if not is_national(reader):
        yield
        return
    with as_system(reader.actor, Purpose.STATISTICS):
        yield

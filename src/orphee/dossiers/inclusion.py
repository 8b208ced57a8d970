"""Whom a published dossier concerns: on a chart, at the door of the record, and how many there are now."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import connection

from orphee.access.context import as_system
from orphee.access.rules.policy import Purpose, Reader, Scope
from orphee.datasets.definition import Inclusion
from orphee.dossiers.rules.inclusion import EXCLUDING, Payload, has_one_of
from orphee.dossiers.source import SOURCE, Concern, concern_of
from orphee.foundation.secrecy import SMALLEST_PUBLISHED_COUNT
from orphee.network.models import Site
from orphee.record.gates import DIAGNOSIS
from orphee.record.rules.view import RecordView

PREFIX = "dossier-"
_COUNT = """
    SELECT count(DISTINCT entry.record_id)
    FROM record_entry entry
    WHERE entry.is_current AND entry.dataset = %(dataset)s AND entry.instrument = %(instrument)s
      AND entry.state <> 'entered_in_error'
      AND NOT coalesce(entry.payload->>'status', '') = ANY (%(excluding)s)
      AND (%(diseases)s::text[] IS NULL OR entry.payload->>'disease' = ANY (%(diseases)s))
      AND EXISTS (SELECT 1 FROM record_reach reach WHERE reach.record_id = entry.record_id
                  AND (%(sites)s::bigint[] IS NULL OR reach.site_id = ANY (%(sites)s)))
"""


class DossierGate:
    """What dossiers say to the record (`orphee.record.gates.Gate`)."""

    def is_open_at(self, dataset: str, site_ids: Collection[int]) -> bool:
        """Whether one of the sites works with the dossier, or did until it was retired."""
        if not dataset.startswith(PREFIX):
            return True
        concern = SOURCE.concern(dataset, retired_too=True)
        return concern is not None and (concern.sites is None or not concern.sites.isdisjoint(site_ids))

    def includes(self, dataset: str, diagnoses: Iterable[Payload], site_ids: Collection[int]) -> bool:
        """Whether the dossier concerns someone with these diagnoses, followed at these sites."""
        if not dataset.startswith(PREFIX):
            return True
        concern = SOURCE.concern(dataset)
        return concern is not None and _concerns(concern, diagnoses, site_ids)


GATE = DossierGate()


def sets_of(view: RecordView, reader: Reader) -> tuple[str, ...]:
    """The dossiers that concern a record, for a reader: the same site follows the person, is the reader's, and takes
    part in the dossier.
    """
    known = [key for key in SOURCE.dataset_keys() if SOURCE.concern(key) is not None]
    if not known:
        return ()
    diagnoses = [one.payload for one in view.of(*DIAGNOSIS)]
    sites = _sites_of(view, reader)
    return tuple(key for key in known if GATE.includes(key, diagnoses, sites))


def _sites_of(view: RecordView, reader: Reader) -> set[int]:
    codes = [one.site_code for one in view.follow_ups]
    found = set(Site.objects.filter(code__in=codes).values_list("pk", flat=True))
    return found if reader.scope is Scope.SYSTEM else found & reader.site_ids


def _concerns(concern: Concern, diagnoses: Iterable[Payload], site_ids: Collection[int]) -> bool:
    at_site = bool(site_ids) if concern.sites is None else not concern.sites.isdisjoint(site_ids)
    return at_site and has_one_of(diagnoses, concern.diseases)


def people_now(inclusion: Inclusion, filiere: str) -> int | None:
    """How many people an inclusion concerns at this moment; None when they are fewer than `SMALLEST_PUBLISHED_COUNT`.

    Counted over the centres of the inclusion, whoever asks: a number, never who.
    """
    concern = concern_of(inclusion, filiere)
    with as_system("dossiers", Purpose.STATISTICS), connection.cursor() as cursor:
        cursor.execute(
            _COUNT,
            {
                "dataset": DIAGNOSIS[0],
                "instrument": DIAGNOSIS[1],
                "excluding": sorted(EXCLUDING),
                "diseases": sorted(concern.diseases) if concern.diseases is not None else None,
                "sites": sorted(concern.sites) if concern.sites is not None else None,
            },
        )
        found: int = cursor.fetchone()[0]
    return found if found >= SMALLEST_PUBLISHED_COUNT else None


def of_tree(definition: dict[str, object]) -> Inclusion:
    """The inclusion a draft says, as far as it can be read."""
    said = definition.get("inclusion")
    said = said if isinstance(said, dict) else {}
    return Inclusion(_words(said.get("diseases")), _words(said.get("sites")))


def _words(value: object) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()

"""Published dossiers as data sets of the catalogue, from memory.

What is published changes rarely and is asked for many times a page. Each process keeps a snapshot and compares one
row (`Pulse`) before it trusts it: at the first question of a request, and again after `FRESH_FOR` seconds.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType

from django.core.signals import request_started
from django.db import connection

from orphee.datasets.definition import Dataset, DatasetKind, Inclusion, Status, UnknownName
from orphee.dossiers.models import Pulse, Version, VersionState
from orphee.dossiers.queries import judged
from orphee.network.models import Site
from orphee.terminology.models import Ancestry

FRESH_FOR = 0.5  # seconds between two looks at the pulse
RESOLVED_FOR = 60.0  # seconds that the directory of centres is trusted
_STAMP = "SELECT (SELECT token::text FROM dossiers_pulse LIMIT 1), (SELECT max(id) FROM terminology_release)"


@dataclass(frozen=True, slots=True)
class Concern:
    """Whom a dossier concerns, worked out: every ORPHA code (None: all), the keys of its sites (None: all)."""

    diseases: frozenset[str] | None
    sites: frozenset[int] | None


@dataclass(frozen=True, slots=True)
class _Kept:
    """One version that entries may have: what is read of it without its text."""

    pk: int
    digest: str
    is_retired: bool
    filiere: str


@dataclass(slots=True)
class _Snapshot:
    stamp: tuple[object, ...]
    versions: Mapping[str, Mapping[str, _Kept]]  # by key, then version, oldest first
    made: float = field(default_factory=time.monotonic)
    loaded: dict[tuple[str, str], Dataset] = field(default_factory=dict)
    concerns: dict[str, Concern] = field(default_factory=dict)


class DossierSource:
    """The catalogue's source of published and retired dossiers (`orphee.datasets.catalogue.Source`)."""

    def __init__(self) -> None:
        """Nothing is read before it is asked for."""
        self._snapshot: _Snapshot | None = None
        self._checked = 0.0
        self._lock = threading.Lock()

    def dataset_keys(self) -> Sequence[str]:
        """The keys of the dossiers that were ever published."""
        return tuple(self._now().versions)

    def versions(self, key: str) -> Sequence[str]:
        """The published and retired versions, oldest first. Raises UnknownName."""
        return tuple(_of(self._now(), key))

    def load(self, key: str, version: str) -> Dataset:
        """One version, the same object as long as nothing changed. Raises UnknownName."""
        snapshot = self._now()
        found = snapshot.loaded.get((key, version))
        if found is None:
            kept = _of(snapshot, key).get(version)
            if kept is None:
                raise UnknownName(f"the dossier {key[:60]} has no version {version[:20]}")
            found = snapshot.loaded[(key, version)] = _dataset(kept)
        return found

    def migration_text(self, key: str, version: str) -> str:
        """How entries come to a version from the one before, as YAML; empty for the first. Raises UnknownName."""
        kept = _of(self._now(), key).get(version)
        return _migration(kept) if kept else ""

    def concern(self, key: str, *, retired_too: bool = False) -> Concern | None:
        """Whom the version in use concerns; None when the key is no dossier in use.

        `retired_too`: the newest version answers for a dossier that is not in use any more.
        """
        snapshot = self._now()
        if key not in snapshot.versions:
            return None
        versions = snapshot.versions[key]
        in_use = [one for one, kept in versions.items() if not kept.is_retired]
        if not in_use and not retired_too:
            return None
        if key not in snapshot.concerns:
            newest = (in_use or list(versions))[-1]
            inclusion = self.load(key, newest).inclusion or Inclusion()
            snapshot.concerns[key] = concern_of(inclusion, versions[newest].filiere)
        return snapshot.concerns[key]

    def forget(self) -> None:
        """Look at the pulse before the next answer."""
        self._checked = 0.0

    def _now(self) -> _Snapshot:
        snapshot, now = self._snapshot, time.monotonic()
        if snapshot is not None and now - self._checked < FRESH_FOR and now - snapshot.made < RESOLVED_FOR:
            return snapshot
        with self._lock:
            stamp = _stamp()
            if snapshot is None or snapshot.stamp != stamp or now - snapshot.made >= RESOLVED_FOR:
                snapshot = self._snapshot = _Snapshot(stamp, _kept())
            self._checked = time.monotonic()
        return snapshot


def concern_of(inclusion: Inclusion, filiere: str) -> Concern:
    """Whom an inclusion stands for: a group for all that is below it; no centre named, for all of the network's."""
    diseases = set(inclusion.diseases)
    if diseases:
        diseases |= set(Ancestry.objects.filter(ancestor__in=diseases).values_list("descendant", flat=True))
    return Concern(frozenset(diseases) or None, _sites(inclusion, filiere))


def _sites(inclusion: Inclusion, filiere: str) -> frozenset[int] | None:
    if not inclusion.sites and not filiere:
        return None
    sites = Site.objects.filter(filiere_id=filiere) if filiere else Site.objects.all()
    chosen = sites.filter(code__in=inclusion.sites) if inclusion.sites else sites
    return frozenset(chosen.values_list("pk", flat=True))


def touch() -> None:
    """Tell every process that what is published has changed. In the transaction of the change."""
    Pulse.objects.update_or_create(pk=1, defaults={"token": uuid.uuid4()})
    SOURCE.forget()


def _stamp() -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_STAMP)
        return tuple(cursor.fetchone())


def _kept() -> Mapping[str, Mapping[str, _Kept]]:
    found: dict[str, dict[str, _Kept]] = {}
    rows = Version.objects.filter(state__in=(VersionState.PUBLISHED, VersionState.RETIRED)).order_by("pk")
    columns = ("dossier__key", "version", "pk", "digest", "state", "dossier__filiere_id")
    for key, version, pk, digest, state, filiere in rows.values_list(*columns):
        found.setdefault(key, {})[version] = _Kept(pk, digest, state == VersionState.RETIRED, filiere or "")
    return MappingProxyType(found)


def _of(snapshot: _Snapshot, key: str) -> Mapping[str, _Kept]:
    try:
        return snapshot.versions[key]
    except KeyError:
        raise UnknownName(f"no dossier {key[:60]} was published") from None


@lru_cache(maxsize=256)
def _dataset(kept: _Kept) -> Dataset:
    """A version as the catalogue gives it: frozen, so that its digest says all; a retired one is told to be."""
    text: str = Version.objects.values_list("text", flat=True).get(pk=kept.pk)
    dataset = judged(text).dataset
    if dataset is None:
        raise UnknownName("what was published cannot be read any more: the language of definitions has changed")
    status = Status.RETIRED if kept.is_retired else Status.PUBLISHED
    inclusion = dataset.inclusion or Inclusion()  # never open to everyone
    return replace(dataset, status=status, kind=DatasetKind.SPECIALTY, inclusion=inclusion, digest=kept.digest)


@lru_cache(maxsize=256)
def _migration(kept: _Kept) -> str:
    return Version.objects.values_list("migration", flat=True).get(pk=kept.pk)


def _forget(**_signal: object) -> None:
    SOURCE.forget()


SOURCE = DossierSource()
request_started.connect(_forget, dispatch_uid="dossiers-source")

"""Reads of dossiers: those a reader manages, a version to work on, what is wrong in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q, QuerySet

from orphee.access.models import Membership, User
from orphee.access.rules.policy import Reader
from orphee.datasets.definition import Dataset, Inclusion
from orphee.datasets.reading import read
from orphee.datasets.yaml_tree import Fault, UnableToReadDefinition
from orphee.dossiers.models import Dossier, Version
from orphee.dossiers.rules.rights import NATIONAL, OF_A_NETWORK, is_national, manages
from orphee.dossiers.rules.states import Standing, State
from orphee.network.models import Filiere, Site
from orphee.terminology.queries import exists


class UnableToFindDossier(LookupError):
    """There is no such dossier, or it is another network's: the two cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A text as validation sees it: the data set, or what keeps it from being one."""

    dataset: Dataset | None
    faults: tuple[Fault, ...]


def dossiers_of(reader: Reader) -> QuerySet[Dossier]:
    """The dossiers a reader manages, with their versions."""
    found = Dossier.objects.select_related("filiere").prefetch_related("versions")
    return found if is_national(reader) else found.filter(filiere_id__in=reader.filieres)


def filieres_of(reader: Reader) -> list[Filiere]:
    """The networks for which a reader may make a dossier."""
    found = Filiere.objects.order_by("acronym")
    return list(found if is_national(reader) else found.filter(code__in=reader.filieres))


def dossier(reader: Reader, key: str) -> Dossier:
    """One dossier that a reader manages. Raises UnableToFindDossier."""
    found = Dossier.objects.select_related("filiere").filter(key=key).first()
    if found is None or not manages(reader, found.filiere_id or ""):
        raise UnableToFindDossier
    return found


def version(reader: Reader, key: str, name: str, *, lock: bool = False) -> Version:
    """One version of a dossier that a reader manages. Raises UnableToFindDossier."""
    rows = Version.objects.select_for_update(of=("self",)) if lock else Version.objects.all()
    found = rows.select_related("dossier__filiere").filter(dossier=dossier(reader, key), version=name).first()
    if found is None:
        raise UnableToFindDossier
    return found


@lru_cache(maxsize=64)
def judged(text: str) -> Judged:
    """Read a text, and keep what came of it: a page asks several times."""
    try:
        return Judged(read(text), ())
    except UnableToReadDefinition as error:
        return Judged(None, error.faults)


def standing_of(found: Version, reader: Reader) -> Standing:
    """What a decision about a version depends on."""
    dataset = judged(found.text).dataset
    inclusion = (dataset.inclusion if dataset else None) or Inclusion()
    return Standing(
        state=State(found.state),
        submitted_by=found.submitted_by,
        has_faults=dataset is None,
        has_foreign_sites=_has_foreign_sites(inclusion, found.dossier.filiere_id or ""),
        has_unknown_diseases=any(exists(code) is False for code in inclusion.diseases),
        losses_seen=found.losses_seen,
        others=reviewers(found.dossier).exclude(pk=_account(reader)).exists(),
    )


def _has_foreign_sites(inclusion: Inclusion, filiere: str) -> bool:
    """Whether a centre is not of the network (for a national dossier: not in the directory)."""
    if not inclusion.sites:
        return False
    sites = Site.objects.filter(code__in=inclusion.sites)
    known = sites.filter(filiere_id=filiere) if filiere else sites
    return known.count() < len(set(inclusion.sites))


def reviewers(of: Dossier) -> QuerySet[User]:
    """The open accounts that manage a dossier."""
    national = Q(role__in=NATIONAL)
    network = Q(role__in=OF_A_NETWORK, filiere_id=of.filiere_id) if of.filiere_id else Q(pk__in=())
    held = Membership.objects.filter(national | network)
    return User.objects.filter(is_active=True, pk__in=held.values("user_id"))


def name_of(actor: str) -> str:
    """How the author of a change is called on screen."""
    kind, _, key = actor.partition(":")
    if kind == "user" and key.isdecimal():
        return User.objects.filter(pk=int(key)).values_list("name", flat=True).first() or actor
    return actor


def _account(reader: Reader) -> int:
    kind, _, key = reader.actor.partition(":")
    return int(key) if kind == "user" and key.isdecimal() else 0

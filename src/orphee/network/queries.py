"""Reads of the network: sites, the tree of centres, who belongs to which filière."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from orphee.network.models import Site, SiteKind

TREE_ORDER = [SiteKind.COORDINATOR, SiteKind.CONSTITUTIVE, SiteKind.CRC, SiteKind.CCMR, SiteKind.UNCONFIRMED]


@dataclass(frozen=True, slots=True)
class Branch:
    """A site and the sites that depend on it."""

    site: Site
    members: tuple[Branch, ...]


def site_by_code(code: str) -> Site | None:
    """The site of this directory code (S001…), or None."""
    return Site.objects.select_related("hospital", "filiere").filter(code=code).first()


def site_keys(codes: Iterable[str]) -> dict[str, int]:
    """The keys of the sites that exist among these codes, by code, in one query."""
    return dict(Site.objects.filter(code__in=set(codes)).values_list("code", "pk"))


def hospitals_of_sites(codes: Iterable[str]) -> dict[str, str]:
    """The code of the hospital of each of these sites that the directory has confirmed."""
    found = Site.objects.filter(code__in=set(codes), is_provisional=False)
    return dict(found.values_list("code", "hospital__code"))


def sites_of_filiere(filiere_code: str) -> QuerySet[Site]:
    """The sites of a filière, with their hospital, coordinators first."""
    return Site.objects.select_related("hospital__department").filter(filiere_id=filiere_code).order_by("name")


def members_of(site: Site) -> frozenset[int]:
    """The keys of a site and of every site below it."""
    found, frontier = {site.pk}, {site.pk}
    while frontier:
        below = Site.objects.filter(coordinator_id__in=frontier).values_list("pk", flat=True)
        frontier = set(below) - found
        found |= frontier
    return frozenset(found)


def tree_of_centres(*, filiere: str = "") -> tuple[Branch, ...]:
    """The tree of centres, one query: coordinators with what depends on them, of one filière or of all."""
    sites = Site.objects.select_related("hospital__department", "filiere")
    return _branches(list(sites.filter(filiere_id=filiere) if filiere else sites))


def _branches(sites: list[Site]) -> tuple[Branch, ...]:
    keys = {site.pk for site in sites}
    below: dict[int | None, list[Site]] = {}
    for site in sorted(sites, key=lambda site: (TREE_ORDER.index(SiteKind(site.kind)), site.name, site.code)):
        above = site.coordinator_id if site.coordinator_id in keys else None
        below.setdefault(above, []).append(site)

    def branch(site: Site) -> Branch:
        return Branch(site, tuple(branch(member) for member in below.get(site.pk, ())))

    return tuple(branch(site) for site in below.get(None, ()))

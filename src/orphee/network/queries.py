"""Reads of the network: sites, and whose they are."""

from __future__ import annotations

from collections.abc import Iterable

from orphee.network.models import Organisation, Site


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


def hospitals_of_finess(numbers: Iterable[str]) -> dict[str, set[str]]:
    """The codes of the hospitals of the directory that bear each of these FINESS numbers."""
    found: dict[str, set[str]] = {}
    known = Organisation.objects.filter(finess__in=set(numbers) - {""}, is_provisional=False)
    for finess, code in known.values_list("finess", "code"):
        found.setdefault(finess, set()).add(code)
    return found


def finess_of_organisations(codes: Iterable[str]) -> dict[str, str]:
    """The FINESS number of each of these organisations that has one."""
    found = Organisation.objects.filter(code__in=set(codes)).exclude(finess="")
    return dict(found.values_list("code", "finess"))

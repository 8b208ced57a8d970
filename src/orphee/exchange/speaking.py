"""In whose name a document speaks: a hospital's token writes for that hospital's sites and no other.

Only the sites that follow the person are judged: a diagnosis may have been made anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from orphee.exchange.cda.gathering import SiteAsNamed
from orphee.exchange.cda.problems import finding
from orphee.exchange.cda.reading import Reading
from orphee.exchange.models import Delivery
from orphee.network.queries import finess_of_organisations, hospitals_of_finess, hospitals_of_sites
from orphee.network.rules.finess import HOSPITAL_ITSELF, bare_finess
from orphee.record.intake import ORGANISATION
from orphee.record.rules.receipt import Finding

CUSTODIAN = "/ClinicalDocument/custodian"  # where a site is read that no follow-up names


def in_the_name_of_others(
    deliveries: Sequence[Delivery], readings: Mapping[UUID, Reading]
) -> dict[UUID, list[Finding]]:
    """What to refuse, by delivery: the follow-up sites that belong to another hospital than the sender."""
    sent = [
        (one.key, one.sender.removeprefix(ORGANISATION), readings[one.key].follow_up_sites)
        for one in deliveries
        if one.key in readings and one.sender.startswith(ORGANISATION)
    ]
    owners = _owners([site for _, _, sites in sent for site in sites], {code for _, code, _ in sent})
    found: dict[UUID, list[Finding]] = {}
    for key, ours, sites in sent:
        others = [one for one in sites if not owners.may_be(one, ours)]
        if others:
            found[key] = [finding("site_of_another_hospital", one.at or CUSTODIAN, site=one.code) for one in others]
    return found


@dataclass(frozen=True, slots=True)
class _Owners:
    """What the directory knows of some sites and hospitals."""

    of_sites: Mapping[str, str]
    of_finess: Mapping[str, set[str]]
    finess_of: Mapping[str, str]

    def may_be(self, site: SiteAsNamed, ours: str) -> bool:
        """Whether a hospital may write for a site: one that nobody has confirmed goes by its FINESS, if it has one."""
        if site.code in self.of_sites:
            return self.of_sites[site.code] == ours
        finess = finess_said_of(site)
        if not finess or finess == self.finess_of.get(ours):
            return True
        if site.code.startswith(HOSPITAL_ITSELF) and ours in self.finess_of:
            return False
        return ours in self.of_finess.get(finess, {ours})


def _owners(sites: Iterable[SiteAsNamed], hospitals: Iterable[str]) -> _Owners:
    sites = list(sites)
    return _Owners(
        of_sites=hospitals_of_sites(site.code for site in sites),
        of_finess=hospitals_of_finess(finess_said_of(site) for site in sites),
        finess_of=finess_of_organisations(hospitals),
    )


def finess_said_of(site: SiteAsNamed) -> str:
    """The hospital that a site says it stands in; a site that stands for a hospital itself says so by its code."""
    made = site.code.startswith(HOSPITAL_ITSELF)
    return bare_finess(site.code.removeprefix(HOSPITAL_ITSELF) if made else site.finess)

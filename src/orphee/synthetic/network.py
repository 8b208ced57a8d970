"""Put the synthetic network in place, marked as such in every row and in every name."""

from __future__ import annotations

from django.db import transaction

from orphee.network.actions import ensure_nation
from orphee.network.models import Organisation, Site
from orphee.synthetic.rules.network_plan import NetworkPlan, plan_network

DEFAULT_SEED = 2026


@transaction.atomic
def ensure_synthetic_network(*, seed: int = DEFAULT_SEED) -> int:
    """The synthetic centres of a seed, those that are missing added; how many were. Idempotent.

    A site that a document already named (S001) keeps its row and takes its place in the network.
    """
    ensure_nation()
    plan = plan_network(seed)
    organisations = _organisations(plan)
    known = set(Site.objects.filter(is_provisional=False).values_list("code", flat=True))
    missing = {site.code for site in plan.sites} - known
    if not missing:
        return 0
    _write_sites(plan, missing, organisations)
    _write_erns(plan, missing)
    return len(missing)


def _organisations(plan: NetworkPlan) -> dict[str, int]:
    Organisation.objects.bulk_create(
        [
            Organisation(
                code=one.code,
                kind=one.kind,
                name=one.name,
                finess=one.finess,
                city=one.town.name,
                department_id=one.town.department,
                is_synthetic=True,
            )
            for one in plan.organisations
        ],
        ignore_conflicts=True,
    )
    return dict(Organisation.objects.filter(is_synthetic=True).values_list("code", "pk"))


def _write_sites(plan: NetworkPlan, missing: set[str], organisations: dict[str, int]) -> None:
    """Coordinators first: those who depend on them name them by key."""
    for depends in (False, True):
        keys = dict(Site.objects.values_list("code", "pk"))
        Site.objects.bulk_create(
            [
                Site(
                    code=one.code,
                    kind=one.kind,
                    name=one.name,
                    coordinator_id=keys[one.coordinator] if one.coordinator else None,
                    filiere_id=one.filiere,
                    hospital_id=organisations[one.hospital],
                    is_synthetic=True,
                    is_provisional=False,
                )
                for one in plan.sites
                if one.code in missing and bool(one.coordinator) is depends
            ],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["kind", "name", "coordinator", "filiere", "hospital", "is_synthetic", "is_provisional"],
        )


def _write_erns(plan: NetworkPlan, missing: set[str]) -> None:
    keys = dict(Site.objects.values_list("code", "pk"))
    through = Site.erns.through
    through.objects.bulk_create(
        [through(site_id=keys[one.code], ern_id=ern) for one in plan.sites if one.code in missing for ern in one.erns],
        ignore_conflicts=True,
    )

"""A small world for tests: the synthetic network, six diseases, our own towns."""

import datetime as dt

from orphee.network.rules.geography import REGION_OF
from orphee.synthetic.rules.concerned import Feature
from orphee.synthetic.rules.network_plan import plan_network
from orphee.synthetic.rules.towns import towns
from orphee.synthetic.rules.world import WEIGHT_OF_KIND, Centre, Disease, World

TODAY = dt.date(2026, 11, 21)
FEATURES = tuple(Feature(f"HP:000{1250 + place}", share) for place, share in enumerate((1.0, 0.9, 0.55, 0.17, 0.03)))
DISEASES = tuple(
    Disease(
        curie=f"ORPHA:{code}",
        weight=weight,
        features=FEATURES,
        genes=("HGNC:1100", "HGNC:1101") if code % 2 else (),
        onsets=onsets,
        filiere=filiere,
        lethality=lethality,
        is_recessive=code % 2 == 1,
    )
    for code, weight, onsets, filiere, lethality in (
        (586, 100.0, ((0, 0), (0, 24)), "muco-cftr", 0.1),
        (399, 40.0, ((240, 700),), "brain-team", 0.3),
        (558, 15.0, ((24, 240), (240, 600)), "fava-multi", 0.02),
        (93545, 5.0, ((-1, 0),), "orkid", 0.2),
        (905, 2.0, ((60, 400),), "g2m", 0.02),
        (77, 0.5, ((0, 960),), "", 0.02),
    )
)


def drawn_world(seed: int = 1, diseases: tuple[Disease, ...] = DISEASES) -> World:
    """The world of a seed."""
    plan = plan_network(seed)
    towns_of = {one.code: one for one in plan.organisations}
    centres = [
        Centre(
            site.code,
            site.kind,
            site.filiere,
            (place := towns_of[site.hospital]).town.department,
            REGION_OF[place.town.department],
            place.finess,
            place.name,
            WEIGHT_OF_KIND[site.kind],
            ((f"8997{number:06d}0", "Dr (fictif)"),),
        )
        for number, site in enumerate(plan.sites)
    ]
    return World(seed, TODAY, diseases, centres, towns(), REGION_OF)

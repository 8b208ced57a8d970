"""A network of centres in the real proportions, in real towns, with invented hospitals.

Proportions: labelling of 2023 (122 coordinating centres, 603 constitutive and crc, 1,708 ccmr, 19 PEMR, 4 PCOM).
Sizes of filières and the places of centres are assumptions. FINESS numbers begin with 99, which no department has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from orphee.synthetic.rules.towns import Town, towns

COORDINATORS, MEMBERS, COMPETENCE_CENTRES = 122, 603, 1708
SITES = COORDINATORS + MEMBERS + COMPETENCE_CENTRES
EXPERTISE_PLATFORMS, LABORATORIES = 19, 50
SHARE_OF_CRC = 0.22
EXAMPLE_SITE = "S001"  # the site that public example documents name: here it is one of the synthetic ones
PARIS_PULL = 3.0  # reference centres stand in Paris more often than its population says

# filière: (relative size, its European networks)
FILIERES: dict[str, tuple[int, tuple[str, ...]]] = {
    "anddi-rares": (8, ("ern-ithaca",)),
    "brain-team": (8, ("ern-rnd",)),
    "cardiogen": (4, ("ern-guard-heart",)),
    "defiscience": (6, ("ern-epicare", "ern-ithaca")),
    "fai2r": (7, ("ern-reconnet", "ern-rita")),
    "fava-multi": (4, ("vascern",)),
    "filfoie": (4, ("ern-rare-liver",)),
    "filnemus": (7, ("ern-euro-nmd",)),
    "filslan": (3, ("ern-euro-nmd",)),
    "fimarad": (6, ("ern-skin",)),
    "fimatho": (4, ("ernica",)),
    "firendo": (5, ("endo-ern",)),
    "g2m": (6, ("metabern",)),
    "marih": (6, ("ern-eurobloodnet", "ern-rita")),
    "mcgre": (4, ("ern-eurobloodnet",)),
    "mhemo": (5, ("ern-eurobloodnet",)),
    "muco-cftr": (4, ("ern-lung",)),
    "neurosphinx": (3, ("ern-eurogen", "ernica")),
    "orkid": (5, ("erknet",)),
    "oscar": (5, ("ern-bond",)),
    "respifil": (4, ("ern-lung",)),
    "sensgene": (6, ("ern-eye",)),
    "tetecou": (5, ("ern-cranio",)),
}
_HOSPITALS_OF_LARGE_TOWNS = {"75056": 6, "69123": 3, "13055": 2, "59350": 2, "31555": 2, "33063": 2, "44109": 2}
_KIND_NAMES = {
    "crmr-coordinator": "Centre de référence coordonnateur",
    "crmr-constitutive": "Centre de référence constitutif",
    "crc": "Centre de ressources et de compétences",
    "ccmr": "Centre de compétence",
}


@dataclass(frozen=True, slots=True)
class PlannedOrganisation:
    """A hospital, laboratory or platform to be made."""

    code: str
    kind: str
    name: str
    finess: str
    town: Town


@dataclass(frozen=True, slots=True)
class PlannedSite:
    """A site to be made; `coordinator` and `hospital` are codes."""

    code: str
    kind: str
    name: str
    coordinator: str
    filiere: str
    erns: tuple[str, ...]
    hospital: str


@dataclass(frozen=True, slots=True)
class NetworkPlan:
    """The whole synthetic network."""

    organisations: tuple[PlannedOrganisation, ...]
    sites: tuple[PlannedSite, ...]


def plan_network(seed: int) -> NetworkPlan:
    """The network of a seed: always the same for the same seed."""
    rng = Random(f"network {seed}")  # noqa: S311 - invented centres, nothing secret
    hospitals = tuple(_hospitals())
    others = (*_laboratories(hospitals), *_platforms(hospitals))
    return NetworkPlan((*hospitals, *others), tuple(_sites(rng, hospitals)))


def of_town(name: str) -> str:
    """« CHU de Lille », « CHU d'Angers », « CHU du Mans »."""
    if name.startswith("Le "):
        return f"du {name[3:]}"
    if name.startswith("Les "):
        return f"des {name[4:]}"
    return f"d'{name}" if name[0] in "AEIOUÉÈY" else f"de {name}"


def shares(total: int, weights: Sequence[float], *, least: int = 1) -> list[int]:
    """Split a whole number by weights, nobody under `least`, the rest to the largest remainders."""
    free = total - least * len(weights)
    exact = [free * weight / sum(weights) for weight in weights]
    parts = [least + int(part) for part in exact]
    by_remainder = sorted(range(len(weights)), key=lambda place: int(exact[place]) - exact[place])
    for place in by_remainder[: total - sum(parts)]:
        parts[place] += 1
    return parts


def _finess(number: int) -> str:
    return f"99{number:07d}"


def _hospitals() -> Iterator[PlannedOrganisation]:
    number = 0
    for town in towns():
        for rank in range(_HOSPITALS_OF_LARGE_TOWNS.get(town.insee, 1)):
            number += 1
            kind = "CHU" if town.is_university else "CH"
            site = f", site {'ABCDEF'[rank]}" if town.insee in _HOSPITALS_OF_LARGE_TOWNS else ""
            name = f"{kind} {of_town(town.name)}{site} (fictif)"
            yield PlannedOrganisation(f"fx-h{number:03d}", "hospital", name, _finess(number), town)


def _laboratories(hospitals: Sequence[PlannedOrganisation]) -> Iterator[PlannedOrganisation]:
    university = [one for one in hospitals if one.town.is_university]
    for number in range(1, LABORATORIES + 1):
        host = university[number % len(university)]
        name = f"Laboratoire de génétique {of_town(host.town.name)} n° {number} (fictif)"
        yield PlannedOrganisation(f"fx-l{number:03d}", "laboratory", name, _finess(5000 + number), host.town)


def _platforms(hospitals: Sequence[PlannedOrganisation]) -> Iterator[PlannedOrganisation]:
    metropolitan = list({one.town.insee: one.town for one in hospitals if one.town.department < "96"}.values())
    largest = sorted((town for town in metropolitan if town.is_university), key=lambda town: -town.thousands)
    for number, town in enumerate(largest[:EXPERTISE_PLATFORMS], start=1):
        name = f"Plateforme d'expertise maladies rares {of_town(town.name)} (fictive)"
        yield PlannedOrganisation(f"fx-pemr{number:02d}", "pemr", name, _finess(6000 + number), town)
    overseas = [town for town in towns() if town.insee in ("97105", "97209", "97302", "97411")]
    for number, town in enumerate(overseas, start=1):
        name = f"Plateforme de coordination outre-mer {of_town(town.name)} (fictive)"
        yield PlannedOrganisation(f"fx-pcom{number}", "pcom", name, _finess(7000 + number), town)


def _sites(rng: Random, hospitals: Sequence[PlannedOrganisation]) -> Iterator[PlannedSite]:
    university = [one for one in hospitals if one.town.is_university]
    reference = _Places(university, lambda town: town.thousands * (PARIS_PULL if town.department == "75" else 1))
    anywhere = _Places(hospitals, lambda town: town.thousands * (3 if town.is_university else 1))
    weights = [size for size, _ in FILIERES.values()]
    counts = zip(
        FILIERES,
        shares(COORDINATORS, weights),
        shares(MEMBERS, weights),
        shares(COMPETENCE_CENTRES, weights),
        strict=True,
    )
    number = 0
    for filiere, coordinators, members, competence in counts:
        heads: list[str] = []
        for rank in range(coordinators + members + competence):
            number += 1
            code = EXAMPLE_SITE if number == 1 else f"FX{number:04d}"
            kind = _kind(rng, rank, coordinators, members)
            hospital = (anywhere if kind == "ccmr" else reference).draw(rng)
            if number == 1:  # the example documents place theirs in Paris
                hospital = next(one for one in hospitals if one.town.department == "75")
            if kind == "crmr-coordinator":
                heads.append(code)
            yield PlannedSite(
                code,
                kind,
                f"{_KIND_NAMES[kind]} {filiere.upper()} {of_town(hospital.town.name)} {code} (fictif)",
                "" if kind == "crmr-coordinator" else rng.choice(heads),
                filiere,
                _erns(rng, filiere, kind),
                hospital.code,
            )


def _kind(rng: Random, rank: int, coordinators: int, members: int) -> str:
    if rank < coordinators:
        return "crmr-coordinator"
    if rank < coordinators + members:
        return "crc" if rng.random() < SHARE_OF_CRC else "crmr-constitutive"
    return "ccmr"


def _erns(rng: Random, filiere: str, kind: str) -> tuple[str, ...]:
    chance = {"crmr-coordinator": 0.8, "crmr-constitutive": 0.4}.get(kind, 0.0)
    return tuple(ern for ern in FILIERES[filiere][1] if rng.random() < chance)


class _Places:
    """Hospitals drawn by the weight of their town."""

    def __init__(self, hospitals: Sequence[PlannedOrganisation], weight_of: Callable[[Town], float]) -> None:
        self.hospitals = hospitals
        self.cumulated = list(accumulate(weight_of(one.town) for one in hospitals))

    def draw(self, rng: Random) -> PlannedOrganisation:
        return rng.choices(self.hospitals, cum_weights=self.cumulated)[0]

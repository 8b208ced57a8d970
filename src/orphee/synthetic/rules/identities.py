"""The identity of a synthetic person: plausible, consistent, nobody's.

INS under the test authority with the right key; telephone numbers of the range that ARCEP keeps for fiction.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random

from orphee.identity.rules.ins import InsSystem, key_of
from orphee.identity.rules.person import Address, LocalId, PersonAsGiven, RelationAsGiven, Telecom
from orphee.synthetic.rules.lives import Life
from orphee.synthetic.rules.names import first_name, surname
from orphee.synthetic.rules.towns import Town
from orphee.synthetic.rules.typing_errors import mistyped_date, mistyped_name
from orphee.synthetic.rules.world import World

# A UUID-based OID (ITU-T X.667) of our own: no hospital assigns identifiers under it.
SYNTHETIC_ROOT = "2.25.158273915460237788341205117935862441907"
BORN_ABROAD, LIVES_WHERE_BORN, HAS_INS = 0.07, 0.62, 0.78

# (INSEE code of the country, ISO 3166-1 alpha-3, city)
COUNTRIES = (
    ("99352", "DZA", "Alger"),
    ("99350", "MAR", "Casablanca"),
    ("99351", "TUN", "Tunis"),
    ("99139", "PRT", "Porto"),
    ("99127", "ITA", "Turin"),
    ("99134", "ESP", "Barcelone"),
    ("99208", "TUR", "Istanbul"),
    ("99341", "SEN", "Dakar"),
    ("99326", "CIV", "Abidjan"),
    ("99335", "MLI", "Bamako"),
    ("99114", "ROU", "Bucarest"),
    ("99132", "GBR", "Londres"),
)
_STREETS = (
    "rue des Lilas",
    "rue Victor-Hugo",
    "avenue de la République",
    "rue de l'Église",
    "place du Marché",
    "rue Pasteur",
    "chemin des Vignes",
    "rue Jean-Jaurès",
    "allée des Tilleuls",
    "boulevard Gambetta",
    "rue du Moulin",
    "impasse des Acacias",
    "rue de la Gare",
    "route de Paris",
    "rue Jules-Ferry",
)


def identity_of(
    rng: Random, world: World, life: Life, home: Town, *, number: str, family_name: str = ""
) -> PersonAsGiven:
    """Who the person of this life is. `number` is unique in the cohort; relatives share `family_name`."""
    born = dt.date.fromordinal(life.born)
    birth_name = family_name or surname(rng)
    given = first_name(rng, birth_year=born.year, sex=life.sex)
    second = first_name(rng, birth_year=born.year, sex=life.sex) if rng.random() < 0.6 else ""
    birth_place, birth_city, country = _birth_place(rng, world, home)
    is_minor = (world.today - born).days < 18 * 365.25
    married = life.sex == "F" and not is_minor and rng.random() < 0.45
    multiple = True if rng.random() < 0.03 else (False if rng.random() < 0.4 else None)
    has_ins = rng.random() < HAS_INS
    return PersonAsGiven(
        local_ids=(LocalId(SYNTHETIC_ROOT, number),),
        ins=_ins(rng, life.sex, born, birth_place) if has_ins else "",
        ins_system=InsSystem.TEST.value if has_ins else "",
        birth_name=birth_name,
        birth_given_names=f"{given} {second}".strip(),
        first_given_name=given,
        used_name=surname(rng) if married else "",
        sex=life.sex,
        birth_date=_perhaps_partial(rng, born.isoformat()),
        multiple_birth=multiple,
        birth_order=1 + int(rng.random() * 2) if multiple else None,
        birth_place_code=birth_place,
        birth_place_city=birth_city,
        birth_country=country,
        address=_address(rng, home),
        telecoms=_telecoms(rng),
        relations=(_guardian(rng, birth_name, born),) if is_minor and rng.random() < 0.5 else (),
    )


def mistyped(rng: Random, person: PersonAsGiven, *, number: str) -> PersonAsGiven:
    """The same person as another centre typed them: one or two errors, no INS to tell, another local identifier."""
    changed = replace(person, local_ids=(LocalId(SYNTHETIC_ROOT, number),), ins="", ins_system="")
    share = rng.random()
    if share < 0.55:
        changed = replace(changed, birth_name=mistyped_name(rng, person.birth_name))
    elif share < 0.8 or len(person.birth_date) != 10:
        name = mistyped_name(rng, person.first_given_name)
        changed = replace(changed, first_given_name=name, birth_given_names=name)
    else:
        changed = replace(changed, birth_date=mistyped_date(rng, person.birth_date))
    if person.used_name and rng.random() < 0.3:
        changed = replace(changed, birth_name=person.used_name, used_name="")
    return replace(changed, address=None) if rng.random() < 0.5 else changed


def _birth_place(rng: Random, world: World, home: Town) -> tuple[str, str, str]:
    if rng.random() < BORN_ABROAD:
        code, country, city = COUNTRIES[int(rng.random() * len(COUNTRIES))]
        return code, city, country
    place = world.town_of(rng, home.department) if rng.random() < LIVES_WHERE_BORN else world.town(rng)
    return place.insee, place.name, "FRA"


def _ins(rng: Random, sex: str, born: dt.date, birth_place: str) -> str:
    place = birth_place if len(birth_place) == 5 else f"{birth_place:0<5}"
    thirteen = f"{1 if sex == 'M' else 2}{born.year % 100:02d}{born.month:02d}{place}{1 + int(rng.random() * 989):03d}"
    return f"{thirteen}{key_of(thirteen):02d}"


def _perhaps_partial(rng: Random, iso: str) -> str:
    share = rng.random()
    if share > 0.006:
        return iso
    return iso[:4] if share < 0.002 else iso[:7]


def _address(rng: Random, home: Town) -> Address | None:
    if rng.random() < 0.12:
        return None
    line = f"{1 + int(rng.random() * 180)} {_STREETS[int(rng.random() * len(_STREETS))]}" if rng.random() < 0.8 else ""
    return Address(line, home.postal_code, home.insee, home.name, "FRA")


def _telecoms(rng: Random) -> tuple[Telecom, ...]:
    if rng.random() < 0.5:
        return ()
    return (Telecom(f"tel:+33639 98{int(rng.random() * 10_000):04d}".replace(" ", ""), "MC"),)


def _guardian(rng: Random, birth_name: str, born: dt.date) -> RelationAsGiven:
    sex = "F" if rng.random() < 0.7 else "M"
    return RelationAsGiven(
        role="guardian",
        relationship="MTH" if sex == "F" else "FTH",
        family_name=birth_name,
        given_names=first_name(rng, birth_year=born.year - 30, sex=sex),
        sex=sex,
    )

"""How old people are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orphee.warehouse.indicators.definition import Category, Cut, Frames, Indicator, Statistic, fixed

if TYPE_CHECKING:
    from ibis.expr.types import Table

BANDS = ((0, 4), (5, 14), (15, 24), (25, 44), (45, 64), (65, 79))  # completed years, both ends in
OLDEST = 80


def _key(first: int, last: int) -> str:
    return f"{first}-{last}"


def classify(frames: Frames) -> Table:
    """Everyone, with their age on the day of the build or at death."""
    import ibis

    person = frames.person
    age = person.age_years
    bands = [(age <= last, _key(first, last)) for first, last in BANDS]
    return person.select(
        "person",
        age=ibis.cases((age.isnull(), None), *bands, else_=f"{OLDEST}+"),
        value=age.cast("float64"),
    )


def _band(first: int, last: int) -> Category:
    return Category(_key(first, last), {"fr": f"{first} à {last} ans", "en": f"{first} to {last} years"})


AGES = Indicator(
    key="ages",
    title={"fr": "Âges", "en": "Ages"},
    question={"fr": "Quel âge ont les personnes suivies ?", "en": "How old are the people followed?"},
    population={"fr": "Toutes les personnes de l’entrepôt.", "en": "Everyone in the warehouse."},
    method={
        "fr": "Années révolues le jour de la construction des chiffres, ou au décès. L’entrepôt ne connaît que le mois "
        "de naissance : une personne change d’âge le premier jour de son mois.",
        "en": "Completed years on the day the figures were built, or at death. The warehouse knows the month of birth "
        "only: a person grows older on the first day of their month.",
    },
    plan="PNMR4, action 4.1",
    cuts=(
        Cut(
            "age",
            {"fr": "Âge", "en": "Age"},
            fixed(
                *(_band(first, last) for first, last in BANDS),
                Category(f"{OLDEST}+", {"fr": f"{OLDEST} ans et plus", "en": f"{OLDEST} years and over"}),
            ),
        ),
    ),
    classify=classify,
    statistic=Statistic.QUARTILES,
    unit={"fr": "ans", "en": "years"},
)

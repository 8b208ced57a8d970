"""How many people enter each month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orphee.warehouse.indicators.definition import Cut, Frames, Indicator
from orphee.warehouse.indicators.years import EARLIER, recent_months, recent_years

if TYPE_CHECKING:
    from ibis.expr.types import Table

YEARS, YEARS_BY_MONTH = 10, 3


def classify(frames: Frames) -> Table:
    """Everyone, with the year and the month of their first inclusion."""
    import ibis

    person = frames.person
    year = person.included_month.substr(0, 4)
    first = str(frames.year - YEARS + 1)
    return person.select(
        "person",
        included_year=ibis.cases((year < first, EARLIER), else_=year),
        included_month=ibis.cases((year >= str(frames.year - YEARS_BY_MONTH + 1), person.included_month), else_=None),
    )


NEW_PEOPLE = Indicator(
    key="new-people",
    title={"fr": "Nouvelles personnes", "en": "New people"},
    question={
        "fr": "Combien de personnes entrent chaque mois dans un centre labellisé ?",
        "en": "How many people enter a labelled site each month?",
    },
    population={
        "fr": "Toutes les personnes de l’entrepôt.",
        "en": "Everyone in the warehouse.",
    },
    method={
        "fr": "Mois de la première inclusion dans un centre labellisé ; à défaut, mois de création du dossier. Les "
        "trois dernières années sont publiées au mois pour la France entière ; par filière ou région, à l’année.",
        "en": "Month of the first inclusion in a labelled site; failing that, of the creation of the record. The last "
        "three years are published by month for the whole country; by filière or region, by year.",
    },
    plan="PNMR4, action 1.1",
    cuts=(
        Cut("included_year", {"fr": "Année d’inclusion", "en": "Year of inclusion"}, recent_years(YEARS)),
        Cut(
            "included_month",
            {"fr": "Mois d’inclusion", "en": "Month of inclusion"},
            recent_months(YEARS_BY_MONTH),
            scopes=(),
            within="included_year",
        ),
    ),
    classify=classify,
)

"""How complete the minimum data set is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orphee.warehouse.indicators.definition import Category, Cut, Frames, Indicator, Statistic, fixed

if TYPE_CHECKING:
    from ibis.expr.types import Table

STEPS = (25, 50, 75)  # percent; the lower end of a band is in it


def classify(frames: Frames) -> Table:
    """Everyone, with the share of expected questions that are answered, in percent."""
    import ibis

    person = frames.person
    share = person.completeness
    bands = [(share < step, f"under-{step}") for step in STEPS]
    return person.select(
        "person",
        completeness=ibis.cases((share.isnull(), None), *bands, else_=f"from-{STEPS[-1]}"),
        value=share.cast("float64"),
    )


COMPLETENESS = Indicator(
    key="completeness",
    title={"fr": "Complétude du set minimum", "en": "Completeness of the minimum data set"},
    question={
        "fr": "Quelle part des questions attendues a une réponse ?",
        "en": "What share of the expected questions has an answer?",
    },
    population={
        "fr": "Toutes les personnes de l’entrepôt.",
        "en": "Everyone in the warehouse.",
    },
    method={
        "fr": "Pour chaque personne : réponses présentes divisées par réponses attendues, questions obligatoires et "
        "usuelles du SDM-MR dont la condition est remplie. Le chiffre est la moyenne des personnes, arrondie au point.",
        "en": "For each person: answers present divided by answers expected, over the required and usual questions of "
        "the SDM-MR whose condition holds. The figure is the mean over people, rounded to a point.",
    },
    plan="PNMR4, action 23.2",
    cuts=(
        Cut(
            "completeness",
            {"fr": "Complétude", "en": "Completeness"},
            fixed(
                Category("under-25", {"fr": "Moins de 25 %", "en": "Under 25%"}),
                Category("under-50", {"fr": "25 à 49 %", "en": "25 to 49%"}),
                Category("under-75", {"fr": "50 à 74 %", "en": "50 to 74%"}),
                Category("from-75", {"fr": "75 % et plus", "en": "75% and over"}),
            ),
        ),
    ),
    classify=classify,
    statistic=Statistic.MEAN,
    unit={"fr": "%", "en": "%"},
)

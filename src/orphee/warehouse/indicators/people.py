"""How many people have a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orphee.warehouse.indicators.definition import Category, Cut, Frames, Indicator, fixed

if TYPE_CHECKING:
    from ibis.expr.types import Table


def classify(frames: Frames) -> Table:
    """Everyone, with their sex."""
    person = frames.person
    return person.select("person", sex=person.sex)


PEOPLE = Indicator(
    key="people",
    title={"fr": "Personnes suivies", "en": "People followed"},
    question={
        "fr": "Combien de personnes ont un dossier maladies rares ?",
        "en": "How many people have a rare-disease record?",
    },
    population={
        "fr": "Toutes les personnes ayant un dossier, vivantes ou décédées, sauf celles qui se sont opposées à la "
        "réutilisation de leurs données.",
        "en": "Everyone with a record, living or dead, except those who opposed the reuse of their data.",
    },
    method={
        "fr": "Chaque personne compte une fois. Son territoire est celui de sa résidence ; sa filière, celle du centre "
        "qui a posé le diagnostic principal, sinon celle du premier centre de suivi.",
        "en": "Each person counts once. Their territory is that of residence; their filière that of the site of the "
        "main diagnosis, else that of the first site that followed them.",
    },
    plan="PNMR4, action 23.2",
    cuts=(
        Cut(
            "sex",
            {"fr": "Sexe", "en": "Sex"},
            fixed(Category("F", {"fr": "Féminin", "en": "Female"}), Category("M", {"fr": "Masculin", "en": "Male"})),
        ),
    ),
    classify=classify,
)

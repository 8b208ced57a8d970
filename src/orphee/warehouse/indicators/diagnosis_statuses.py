"""Where people stand on the way to a diagnosis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orphee.datasets.sdm_mr_codes import CONFIRMED, ONGOING, PROBABLE, UNDETERMINED
from orphee.warehouse.indicators.definition import Category, Cut, Frames, Indicator, fixed

if TYPE_CHECKING:
    from ibis.expr.types import Table

NAMED = (CONFIRMED, PROBABLE, ONGOING, UNDETERMINED)
OTHER = "other"


def classify(frames: Frames) -> Table:
    """Everyone, with the status of their main diagnosis."""
    import ibis

    main = frames.diagnosis.filter(frames.diagnosis.is_main).select("person", "status")
    joined = frames.person.select("person").left_join(main, "person")
    status = joined.status
    return joined.select(
        "person",
        status=ibis.cases((status.isnull(), None), (status.isin(NAMED), status), else_=OTHER),
    )


DIAGNOSIS_STATUSES = Indicator(
    key="diagnosis-statuses",
    title={"fr": "Statut du diagnostic", "en": "Diagnosis status"},
    question={
        "fr": "Où en sont les personnes sur le chemin du diagnostic ?",
        "en": "Where do people stand on the way to a diagnosis?",
    },
    population={"fr": "Toutes les personnes de l’entrepôt.", "en": "Everyone in the warehouse."},
    method={
        "fr": "Statut actuel du diagnostic principal : le plus avancé, puis le plus récent. « Autre » réunit les "
        "diagnostics réfutés et les apparentés non porteurs. Sans aucun diagnostic : « non renseigné ».",
        "en": "Current status of the main diagnosis: the most advanced, then the latest. “Other” gathers refuted "
        "diagnoses and relatives who are not carriers. Without any diagnosis: “not known”.",
    },
    plan="PNMR4, action 9.1",
    cuts=(
        Cut(
            "status",
            {"fr": "Statut du diagnostic", "en": "Diagnosis status"},
            fixed(
                Category(CONFIRMED, {"fr": "Confirmé", "en": "Confirmed"}),
                Category(PROBABLE, {"fr": "Probable", "en": "Probable"}),
                Category(ONGOING, {"fr": "En cours", "en": "Ongoing"}),
                Category(UNDETERMINED, {"fr": "Indéterminé", "en": "Undetermined"}),
                Category(OTHER, {"fr": "Autre", "en": "Other"}),
            ),
        ),
    ),
    classify=classify,
)

"""How long people wait between the first signs and the diagnosis (the errance of the plan)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orphee.datasets.sdm_mr_codes import CONFIRMED
from orphee.warehouse.indicators.definition import Category, Cut, Frames, Indicator, Statistic, fixed
from orphee.warehouse.indicators.years import EARLIER, recent_years

if TYPE_CHECKING:
    from ibis.expr.types import Table

YEARS = 10
ONE_YEAR, FIVE_YEARS = 12, 60  # months
NO_DELAY = {"fr": "Pas de délai connu", "en": "No known delay"}  # not confirmed, or an age is missing


def classify(frames: Frames) -> Table:
    """Everyone, with the delay of their main diagnosis when it is confirmed and both ages are known."""
    import ibis

    main = frames.diagnosis
    main = main.filter(main.is_main & (main.status == CONFIRMED))
    diagnosed = ibis.least(
        ibis.coalesce(main.clinical_months, main.genetic_months),
        ibis.coalesce(main.genetic_months, main.clinical_months),
    )
    # before birth counts as birth: the day of an antenatal sign is not recorded
    delay = ibis.greatest(ibis.greatest(diagnosed, 0) - ibis.greatest(main.first_signs_months, 0), 0)
    is_known = diagnosed.notnull() & main.first_signs_months.notnull()
    known = main.filter(is_known).select("person", months=delay.cast("float64"), year=main.diagnosed_year)
    joined = frames.person.select("person").left_join(known, "person")
    months, year = joined.months, joined.year
    return joined.select(
        "person",
        delay=ibis.cases(
            (months.isnull(), None), (months < ONE_YEAR, "under-1"), (months < FIVE_YEARS, "1-to-5"), else_="over-5"
        ),
        diagnosed_year=ibis.cases(
            (months.isnull() | year.isnull(), None), (year <= frames.year - YEARS, EARLIER), else_=year.cast("string")
        ),
        value=months,
    )


DELAY_TO_DIAGNOSIS = Indicator(
    key="delay-to-diagnosis",
    title={"fr": "Délai jusqu’au diagnostic", "en": "Delay to diagnosis"},
    question={
        "fr": "Combien de temps s’écoule entre les premiers signes et le diagnostic ?",
        "en": "How long from the first signs to the diagnosis?",
    },
    population={
        "fr": "Personnes dont le diagnostic principal est confirmé et dont l’âge aux premiers signes et l’âge au "
        "diagnostic (clinique ou génétique, le plus précoce) sont connus.",
        "en": "People whose main diagnosis is confirmed and whose ages at the first signs and at the diagnosis "
        "(clinical or genetic, whichever came first) are known.",
    },
    method={
        "fr": "Délai en mois entre les deux âges ; ce qui précède la naissance compte comme la naissance ; un "
        "diagnostic antérieur aux premiers signes (dépistage, enquête familiale) compte pour zéro. La médiane n’est "
        "publiée qu’avec au moins 11 personnes de part et d’autre (22 en tout), les quartiles avec 44. Les "
        "personnes encore sans diagnostic ne sont pas comptées : la médiane est donc plus courte que l’attente réelle.",
        "en": "Months between the two ages; what comes before birth counts as birth; a diagnosis made before the first "
        "signs (screening, family study) counts as zero. The median is published only with at least 11 people on "
        "either side (22 in all), the quartiles with 44. People still without a diagnosis are not counted: the median "
        "is therefore shorter than the real wait.",
    },
    plan="PNMR4, action 9.1",
    cuts=(
        Cut(
            "delay",
            {"fr": "Délai", "en": "Delay"},
            fixed(
                Category("under-1", {"fr": "Moins d’un an", "en": "Under one year"}),
                Category("1-to-5", {"fr": "De un à cinq ans", "en": "One to five years"}),
                Category("over-5", {"fr": "Cinq ans ou plus", "en": "Five years or more"}),
                rest=NO_DELAY,
            ),
        ),
        Cut(
            "diagnosed_year",
            {"fr": "Année du diagnostic", "en": "Year of diagnosis"},
            recent_years(YEARS, rest=NO_DELAY),
        ),
    ),
    classify=classify,
    statistic=Statistic.QUARTILES,
    unit={"fr": "mois", "en": "months"},
)

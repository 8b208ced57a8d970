"""Years as groups: the last ones one by one, the rest together."""

from __future__ import annotations

from collections.abc import Callable

from orphee.warehouse.indicators.definition import NOT_KNOWN, UNKNOWN, Category, Text

EARLIER = "earlier"


def recent_years(number: int, *, rest: Text = NOT_KNOWN) -> Callable[[int], tuple[Category, ...]]:
    """The last `number` years up to that of the build, what came before, and the `rest`."""

    def categories(year: int) -> tuple[Category, ...]:
        first = year - number + 1
        before = Category(EARLIER, {"fr": f"Avant {first}", "en": f"Before {first}"})
        years = (Category(str(one), {"fr": str(one), "en": str(one)}) for one in range(first, year + 1))
        return (before, *years, Category(UNKNOWN, rest))

    return categories


def recent_months(number_of_years: int) -> Callable[[int], tuple[Category, ...]]:
    """Every month of the last `number_of_years` years, and for each year the months not known."""

    def categories(year: int) -> tuple[Category, ...]:
        found = []
        for one in range(year - number_of_years + 1, year + 1):
            found += [_month(one, month) for month in range(1, 13)]
            found.append(Category(str(one), {"fr": f"{one}, mois non renseigné", "en": f"{one}, month not known"}))
        return tuple(found)

    return categories


def _month(year: int, month: int) -> Category:
    text = f"{year:04d}-{month:02d}"
    return Category(text, {"fr": f"{month:02d}/{year}", "en": text})

"""From published figures to what the page shows: headlines, pictures, tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from orphee.datasets.ages import spoken_months
from orphee.datasets.sdm_mr_codes import CONFIRMED
from orphee.foundation.language import current_language
from orphee.steering.charts import NOT_SHOWN, Bar, lying_bars, standing_bars
from orphee.steering.choices import MONTHLY_UP_TO, Choices
from orphee.steering.wording import number, percent
from orphee.warehouse.builds import Build
from orphee.warehouse.figures import Line, Result, indicator
from orphee.warehouse.indicators.definition import UNKNOWN, Statistic

NOTHING = "–"  # there is no value to hide
CONFIRMED_DELAY = "delay-to-diagnosis"
MONTH_LABELS_EVERY = {1: 3, 3: 12}  # one label a quarter, or a year


@dataclass(frozen=True, slots=True)
class Figures:
    """A picture and the table that says the same. `by` names the division, for the file."""

    by: str
    title: str
    picture: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One indicator on the dashboard: `headline` is the figure itself, `words` what it means."""

    key: str
    title: str
    question: str
    headline: str
    words: str
    parts: tuple[Figures, ...]


def cards(build: Build, choices: Choices) -> tuple[Card, ...]:
    """The indicators beside the map, in order."""
    return tuple(make(build, choices) for make in (_new_people, _statuses, _delay, _ages, _completeness))


def people_card(build: Build, choices: Choices) -> Card:
    """How many people: the card that carries the map."""
    result = indicator("people", by="sex", build=build, **choices.where)
    places = indicator("people", by="department" if choices.region else "region", build=build, **choices.where)
    parts = (_figures(result, _all), _figures(places, lambda line: line.people != 0))
    return _card(result, _headline(result.whole.people), _("people with a record"), parts)


def _new_people(build: Build, choices: Choices) -> Card:
    by_year = indicator("new-people", by="included_year", build=build, **choices.where)
    year = str(build.built_at.year)
    this_year = next(line for line in by_year.lines if line.key == year)
    words = _("new people since 1 January %(year)s") % {"year": year}
    if choices.scope or choices.years > MONTHLY_UP_TO:
        parts = (_figures(by_year, _recent(build, choices.years), standing=True),)
    else:
        by_month = indicator("new-people", by="included_month", build=build)
        parts = (
            _figures(by_month, _months(build, choices.years), standing=True, every=MONTH_LABELS_EVERY[choices.years]),
        )
    return _card(by_year, _headline(this_year.people), words, parts)


def _statuses(build: Build, choices: Choices) -> Card:
    result = indicator("diagnosis-statuses", build=build, **choices.where)
    confirmed = next(line for line in result.lines if line.key == CONFIRMED)
    headline = percent(confirmed.people, result.whole.people) or _("not shown")
    return _card(result, headline, _("of people have a confirmed diagnosis"), (_figures(result, _all),))


def _delay(build: Build, choices: Choices) -> Card:
    result = indicator(CONFIRMED_DELAY, by="delay", build=build, **choices.where)
    by_year = indicator(CONFIRMED_DELAY, by="diagnosed_year", build=build, **choices.where)
    values = result.whole.values
    words = _("median delay between the first signs and a confirmed diagnosis")
    if "lower" in values:
        words += _("; for half of the people, between %(lower)s and %(upper)s") % {
            "lower": spoken_months(values["lower"], current_language()),
            "upper": spoken_months(values["upper"], current_language()),
        }
    headline = spoken_months(values["median"], current_language()) if "median" in values else _("not shown")
    keep = _recent(build, choices.years)
    return _card(
        result, headline, words, (_figures(result, _all), _figures(by_year, keep, standing=True, value="median"))
    )


def _ages(build: Build, choices: Choices) -> Card:
    result = indicator("ages", build=build, **choices.where)
    median = result.whole.values.get("median")
    headline = _("%(years)s years") % {"years": number(median)} if median is not None else _("not shown")
    return _card(result, headline, _("median age"), (_figures(result, _all),))


def _completeness(build: Build, choices: Choices) -> Card:
    result = indicator("completeness", build=build, **choices.where)
    mean = result.whole.values.get("mean")
    parts = [_figures(result, _all)]
    if not choices.scope:
        by_filiere = indicator("completeness", by="filiere", build=build)
        parts.append(_figures(by_filiere, lambda line: line.people != 0, value="mean"))
    headline = percent(mean, 100) if mean is not None else _("not shown")
    return _card(result, headline, _("of the expected questions have an answer, on average"), tuple(parts))


def _card(result: Result, headline: str, words: str, parts: tuple[Figures, ...]) -> Card:
    said = result.indicator
    return Card(said.key, said.title[current_language()], said.question[current_language()], headline, words, parts)


Keep = Callable[[Line], bool]


def _all(line: Line) -> bool:
    return line.key != UNKNOWN or line.people != 0


def _recent(build: Build, years: int) -> Keep:
    first = build.built_at.year - years + 1
    return lambda line: line.key.isdigit() and int(line.key) >= first


def _months(build: Build, years: int) -> Keep:
    """The last months up to that of the build; "month not known" only where there is someone."""
    last = f"{build.built_at:%Y-%m}"
    first = f"{build.built_at.year - years}-{last[5:]}"

    def keep(line: Line) -> bool:
        return first < line.key <= last if len(line.key) == 7 else first[:4] < line.key and line.people != 0

    return keep


def _figures(result: Result, keep: Keep, *, standing: bool = False, value: str = "", every: int = 1) -> Figures:
    lines = [line for line in result.lines if keep(line)]
    bars = [_bar(line, result, value) for line in lines]
    language = current_language()
    draw = standing_bars(bars, language=language, every=every) if standing else lying_bars(bars, language=language)
    columns, rows = table(result, lines)
    return Figures(result.by, _title(result, value), draw if bars else "", columns, rows)


def _bar(line: Line, result: Result, value: str) -> Bar:
    label = line.label[current_language()]
    if value:
        found = line.values.get(value)
        unit = result.indicator.unit[current_language()]
        return Bar(label, found, NOT_SHOWN if found is None else f"{number(found)} {unit}")
    if line.people is None:
        return Bar(label, None, NOT_SHOWN)
    share = percent(line.people, result.whole.people)
    return Bar(label, line.people, f"{number(line.people)} ({share})" if share else number(line.people))


def _title(result: Result, value: str) -> str:
    asked = result.indicator
    divided = asked.cut(result.by).label[current_language()] if result.by in asked.cut_keys else _scope_title(result.by)
    measured = {"median": _("median, in %(unit)s"), "mean": _("mean, in %(unit)s")}.get(value)
    return f"{divided} – {measured % {'unit': asked.unit[current_language()]}}" if measured else divided


def _scope_title(scope: str) -> str:
    return {
        "filiere": _("Filière"),
        "region": _("Region of residence"),
        "department": _("Department of residence"),
    }[scope]


def table(result: Result, lines: Sequence[Line]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The same figures as text: the columns, then a row a group. Hidden groups carry the mark of secrecy."""
    unit = result.indicator.unit.get(current_language(), "")
    named = {
        "mean": _("mean (%(unit)s)") % {"unit": unit},
        "lower": _("first quartile (%(unit)s)") % {"unit": unit},
        "median": _("median (%(unit)s)") % {"unit": unit},
        "upper": _("third quartile (%(unit)s)") % {"unit": unit},
    }
    wanted = {
        Statistic.NONE: (),
        Statistic.MEAN: ("mean",),
        Statistic.QUARTILES: ("lower", "median", "upper"),
    }[result.indicator.statistic]
    rows = tuple(
        (
            line.label[current_language()],
            _shown(line.people),
            percent(line.people, result.whole.people),
            *(_shown(line.values.get(name)) if line.key != UNKNOWN or line.values else NOTHING for name in wanted),
        )
        for line in lines
    )
    return (_("group"), _("people"), _("share"), *(named[name] for name in wanted)), rows


def _shown(value: float | None) -> str:
    return NOT_SHOWN if value is None else number(value)


def _headline(people: float | None) -> str:
    """The mark of secrecy says nothing on its own, without a table around it."""
    return _("not shown") if people is None else number(people)

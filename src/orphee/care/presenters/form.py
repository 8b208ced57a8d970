"""A form as the page shows it: fields, problems that link to them, what is known elsewhere, who else is here."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from orphee.access.models import User
from orphee.access.queries import sites_of
from orphee.access.rules.policy import Reader
from orphee.care.desk_sets import MAIN, instrument_of, latest
from orphee.care.places import Place
from orphee.care.presenters.sections import SideList, side_list
from orphee.care.queries import OpenDraft, names_of, others_typing
from orphee.care.rules.answers import name_of
from orphee.care.rules.drawing import Drawing, draw, walk_fields
from orphee.care.rules.fields import Choice, Field, Known
from orphee.care.rules.known import KnownAnswer, known_answers
from orphee.care.rules.telling import Difference, codes_in, differences, say
from orphee.care.terms import Labels
from orphee.datasets.problems import Problem
from orphee.record.rules.view import RecordView

OWN_IDENTIFIER = "identifier"  # of a repeating entry: given by the system, not typed


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """A problem, its sentence, and the field to go to."""

    sentence: str
    target: str
    is_error: bool


@dataclass(frozen=True, slots=True)
class FormPage:
    """Everything the form page shows."""

    place: Place
    title: str
    help: str
    fields: tuple[Field, ...]
    problems: tuple[ShownProblem, ...]
    stamp: str
    side: SideList
    draft: OpenDraft | None = None
    also_here: tuple[str, ...] = ()
    conflict: tuple[Difference, ...] = ()
    conflict_by: str = ""

    @property
    def view(self) -> RecordView:
        """The record the form belongs to."""
        return self.place.view

    @property
    def errors(self) -> int:
        """How many problems keep the entry from being complete."""
        return sum(problem.is_error for problem in self.problems)


def form_page(
    place: Place,
    answers: Mapping[str, object],
    *,
    reader: Reader,
    user: User,
    language: str,
    judged: bool,
    draft: OpenDraft | None = None,
    is_conflict: bool = False,
) -> FormPage:
    """A form with some answers. `judged`: whether problems are shown (not on a form nobody has filled yet)."""
    known = known_answers(place.instrument, dict(answers), place.view, but=place.entry.key if place.entry else "")
    labels = labels_for(place, answers, known, language)
    problems = place.problems(answers) if judged else ()
    fields = drawn(place, answers, reader=reader, language=language, labels=labels, problems=problems, known=known)
    theirs = differences(place.instrument, answers, place.answers, language, labels) if is_conflict else ()
    author = place.entry.author if place.entry else ""
    return FormPage(
        place=place,
        title=place.instrument.title.in_(language),
        help=place.instrument.help.in_(language) if place.instrument.help else "",
        fields=fields,
        problems=shown_problems(problems, fields, language),
        stamp=place.stamp,
        side=side_list(place.view, place.today, language, here=place.instrument),
        draft=draft,
        also_here=tuple(others_typing(place, user, now=timezone.now())),
        conflict=theirs,
        conflict_by=names_of([author]).get(author, "") if is_conflict else "",
    )


def labels_for(place: Place, answers: Mapping[str, object], known: Mapping[str, KnownAnswer], language: str) -> Labels:
    """The labels of every code on the page."""
    codes = codes_in(place.instrument, answers) | codes_in(place.instrument, place.answers)
    codes |= codes_in(place.instrument, {key: one.value for key, one in known.items()})
    return Labels(codes, language)


def drawn(
    place: Place,
    answers: Mapping[str, object],
    *,
    reader: Reader,
    language: str,
    labels: Labels,
    problems: Sequence[Problem] = (),
    known: Mapping[str, KnownAnswer] | None = None,
    numbers: Mapping[str, Sequence[str]] | None = None,
) -> tuple[Field, ...]:
    """The fields of a form."""
    base = Drawing(
        context=place.context,
        language=language,
        label_of=labels,
        offers={"site": _sites(reader, place.view)},
        written_by_us=written_by_us(place),
        known=_shown_known(place, known or {}, language, labels),
        age_choices=age_choices(language),
        numbers=numbers or {},
    )
    if not problems:
        return draw(place.instrument, answers, base)
    names = {one.name for one in walk_fields(draw(place.instrument, answers, base))}
    errors, queries = _by_field(problems, names, language, numbers or {})
    return draw(place.instrument, answers, replace(base, problems=errors, queries=queries))


def written_by_us(place: Place) -> Collection[str]:
    """The questions nobody is asked: the identifier that the system gave the entry."""
    return (OWN_IDENTIFIER,) if place.instrument.repeats and OWN_IDENTIFIER in place.instrument.by_key else ()


def age_choices(language: str) -> tuple[Choice, ...]:
    """The periods of life, in the order of the national value set."""
    return tuple(Choice(one.code, one.label.in_(language)) for one in latest(MAIN).value_set("age-period").choices)


def _sites(reader: Reader, view: RecordView) -> tuple[Choice, ...]:
    choices = {site.code: Choice(site.code, f"{site.name} ({site.code})") for site in sites_of(reader)}
    for one in view.follow_ups:
        choices.setdefault(one.site_code, Choice(one.site_code, f"{one.site_name} ({one.site_code})"))
    return tuple(choices.values())


def _shown_known(place: Place, known: Mapping[str, KnownAnswer], language: str, labels: Labels) -> dict[str, Known]:
    shown = {}
    for key, one in known.items():
        source = instrument_of(one.entry.dataset, one.entry.instrument)
        title = source.title.in_(language) if source else one.entry.instrument
        by = ", ".join(part for part in (title, one.entry.site) if part)
        shown[key] = Known(say(place.instrument.by_key[key], one.value, language, labels), by)
    return shown


def _by_field(
    problems: Sequence[Problem], names: set[str], language: str, numbers: Mapping[str, Sequence[str]]
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    errors: dict[str, tuple[str, ...]] = {}
    queries: dict[str, tuple[str, ...]] = {}
    for problem in problems:
        name = field_name(problem, names, numbers)
        where = errors if problem.is_error else queries
        text = problem.text.in_(language)
        where[name] = (*where.get(name, ()), text[:1].upper() + text[1:])
    return errors, queries


def field_name(problem: Problem, names: set[str], numbers: Mapping[str, Sequence[str]]) -> str:
    """The field a problem speaks of: that of its path, or the nearest around it that is on the page."""
    for end in range(len(problem.path), 0, -1):
        name = name_of(problem.path[:end], numbers)
        if name in names:
            return name
    return ""


def shown_problems(problems: Sequence[Problem], fields: tuple[Field, ...], language: str) -> tuple[ShownProblem, ...]:
    """The problems for the list at the top, errors first, each with the field to go to."""
    by_name = {one.name: one.id for one in walk_fields(fields)}
    ordered = sorted(problems, key=lambda one: not one.is_error)
    return tuple(
        ShownProblem(one.sentence(language), by_name.get(field_name(one, set(by_name), {}), "form"), one.is_error)
        for one in ordered
    )

"""A form as the page shows it: fields, problems that link to them, what is known elsewhere, who else is here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from orphee.access.models import User
from orphee.access.rules.policy import Reader
from orphee.care.desk_sets import MAIN, in_version, item_at
from orphee.care.drafts import typing_key, typing_tag
from orphee.care.places import Place
from orphee.care.presenters.fields import Asking, drawing_of, labels_for
from orphee.care.presenters.sections import PageLink, SideList, page_links, side_list
from orphee.care.queries import OpenDraft, names_of, others_typing
from orphee.care.rules.answers import name_of
from orphee.care.rules.drawing import draw, walk_fields
from orphee.care.rules.fields import Field
from orphee.care.rules.known import KnownAnswer, all_taken, known_answers
from orphee.care.rules.pages import Page, section_at
from orphee.care.rules.telling import Difference, differences
from orphee.care.terms import Labels
from orphee.care.traits import keeps_from_saving
from orphee.datasets.completeness import Missing, of_entry
from orphee.datasets.definition import Severity, StoredIn, Text
from orphee.datasets.problems import Problem, field_id
from orphee.datasets.sdm_mr_codes import PHENOTYPE
from orphee.record.rules.view import RecordView


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """A problem, its sentence, and the field to go to: on this page, or on that of another section."""

    sentence: str
    href: str
    is_error: bool
    is_here: bool = True


@dataclass(frozen=True, slots=True)
class FormPage:
    """Everything the form page shows."""

    place: Place
    page: Page
    language: str
    title: str
    help: str
    fields: tuple[Field, ...]
    problems: tuple[ShownProblem, ...]
    missing: tuple[ShownProblem, ...]
    stamp: str
    side: SideList
    sections: tuple[PageLink, ...]
    typing_key: str
    typing_tag: str
    known: int = 0
    draft: OpenDraft | None = None
    also_here: tuple[str, ...] = ()
    conflict: tuple[Difference, ...] = ()
    conflict_by: str = ""

    @property
    def view(self) -> RecordView:
        """The record the form belongs to."""
        return self.place.view

    @property
    def collection(self) -> str:
        """What the form is a part of, said above its title; "" on the forms that every record has."""
        one = self.place.instrument
        if one.dataset in (MAIN, PHENOTYPE):
            return ""
        title = in_version(one.dataset, one.version).title.in_(self.language)
        return title if title != self.title else ""

    @property
    def section_help(self) -> str:
        """What the section says of itself."""
        section = self.page.section
        return section.help.in_(self.language) if section and section.help else ""

    @property
    def errors(self) -> int:
        """How many problems keep the entry from being complete."""
        return sum(problem.is_error for problem in self.problems)

    @property
    def queries(self) -> int:
        """How many are only worth a second look."""
        return len(self.problems) - self.errors

    @property
    def here(self) -> tuple[ShownProblem, ...]:
        """The problems of this page."""
        return tuple(problem for problem in self.problems if problem.is_here)

    @property
    def elsewhere(self) -> tuple[ShownProblem, ...]:
        """The problems of the other sections."""
        return tuple(problem for problem in self.problems if not problem.is_here)

    @property
    def typed(self) -> str:
        """The browser's name for what it sent last."""
        return self.draft.typed if self.draft else ""


def form_page(
    place: Place,
    page: Page,
    answers: Mapping[str, object],
    *,
    reader: Reader,
    user: User,
    language: str,
    judged: bool,
    draft: OpenDraft | None = None,
    is_conflict: bool = False,
) -> FormPage:
    """A page of a form with some answers. `judged`: whether problems are shown (not on a form nobody has filled)."""
    asking = Asking(place, reader, language)
    known = known_of(place, answers, page)
    labels = labels_for(asking, answers, known)
    found = place.problems(answers) if judged or page.section else ()
    problems = tuple(one for one in found if not may_wait(place, one, answers)) if judged else ()
    fields = drawn(asking, page, answers, labels=labels, problems=problems, known=known)
    links = page_links(place, answers, found, page.key, language) if page.section else ()
    theirs = differences(place.instrument, answers, place.answers, language, labels) if is_conflict else ()
    author = place.entry.author if place.entry else ""
    return FormPage(
        place=place,
        page=page,
        language=language,
        title=place.instrument.title.in_(language),
        help=place.instrument.help.in_(language) if place.instrument.help else "",
        fields=fields,
        problems=shown_problems(problems, fields, place, page, language),
        missing=shown_problems(_left(place, answers, problems), fields, place, page, language) if draft is None else (),
        stamp=place.stamp,
        side=side_list(place.view, reader, place.today, language, here=place.instrument, pages=links),
        sections=links,
        typing_key=typing_key(user),
        typing_tag=typing_tag(user),
        known=len(all_taken(place.instrument, answers, known, place.context)),
        draft=draft,
        also_here=tuple(others_typing(place, user, now=timezone.now())),
        conflict=theirs,
        conflict_by=names_of([author]).get(author, "") if is_conflict else "",
    )


def may_wait(place: Place, problem: Problem, answers: Mapping[str, object]) -> bool:
    """Whether this is an answer still expected, in a form that is saved all the same: said, not as something wrong."""
    is_kept = place.instrument.stored_in is StoredIn.RECORD
    return not is_kept and problem.code == "missing-answer" and not keeps_from_saving(problem, answers, place.answers)


def still_missing(place: Place, answers: Mapping[str, object]) -> tuple[Missing, ...]:
    """The answers still expected in a form that was finished, or that is never a draft."""
    if place.instrument.stored_in is StoredIn.RECORD and place.state != "complete":
        return ()
    return of_entry(place.instrument, answers, place.context).missing


def _left(place: Place, answers: Mapping[str, object], problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """What is still expected, but for what is said to be wrong already."""
    said = {one.path for one in problems}
    nothing = Text("", "")
    missing = (one for one in still_missing(place, answers) if one.path not in said)
    return tuple(Problem(one.path, "expected", Severity.QUERY, one.label, nothing, {}) for one in missing)


def known_of(place: Place, answers: Mapping[str, object], page: Page) -> dict[str, KnownAnswer]:
    """What the record knows elsewhere of a page's questions."""
    return known_answers(page.items, answers, place.view, item_at, but=place.entry.key if place.entry else "")


def drawn(
    asking: Asking,
    page: Page,
    answers: Mapping[str, object],
    *,
    labels: Labels,
    problems: Sequence[Problem] = (),
    known: Mapping[str, KnownAnswer] | None = None,
    numbers: Mapping[str, Sequence[str]] | None = None,
) -> tuple[Field, ...]:
    """The fields of a page."""
    instrument = asking.place.instrument
    base = drawing_of(asking, labels, known or {}, numbers or {})
    here = [problem for problem in problems if page.holds(problem.path)]
    if not here:
        return draw(instrument, answers, base, page.items)
    names = {one.name for one in walk_fields(draw(instrument, answers, base, page.items))}
    errors, queries = _by_field(here, names, asking.language, numbers or {})
    return draw(instrument, answers, replace(base, problems=errors, queries=queries), page.items)


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


def shown_problems(
    problems: Sequence[Problem], fields: tuple[Field, ...], place: Place, page: Page, language: str
) -> tuple[ShownProblem, ...]:
    """The problems for the list at the top, errors first, each with the field to go to."""
    by_name = {one.name: one.id for one in walk_fields(fields)}
    shown = []
    for one in sorted(problems, key=lambda one: not one.is_error):
        is_here = page.holds(one.path)
        if is_here:
            href = f"#{by_name.get(field_name(one, set(by_name), {}), 'form')}"
        else:
            href = f"?section={section_at(place.instrument, one.path)}#{field_id(one.path)}"
        words = one.sentence(language) if one.text.in_(language) else one.label.in_(language)
        shown.append(ShownProblem(words, href, one.is_error, is_here))
    return tuple(shown)

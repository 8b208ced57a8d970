"""The page of phenotypic features: one compact row a term, the terms around one, what usually goes with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from orphee.access.rules.policy import Reader
from orphee.care.desk_sets import MAIN
from orphee.care.presenters.entries import EntryCard, entry_cards
from orphee.care.presenters.sections import SideList, side_list
from orphee.care.rules.fields import Choice
from orphee.care.signs import FEATURE, around, beside, terms_said
from orphee.care.terms import Labels
from orphee.datasets.definition import Instrument
from orphee.datasets.sdm_mr_codes import PHENOTYPE
from orphee.record.rules.changes import ENTERED_IN_ERROR
from orphee.record.rules.view import EntryView, RecordView
from orphee.terminology.queries import concept

MOST_BELOW = 14


@dataclass(frozen=True, slots=True)
class SignRow:
    """One feature of the record. `said`: observed | excluded."""

    key: str
    code: str
    label: str
    said: str
    onsets: tuple[Choice, ...]
    severities: tuple[Choice, ...]
    stamp: str
    is_draft: bool
    more: str  # what the compact row does not show, in words


@dataclass(frozen=True, slots=True)
class Term:
    """A term with its code."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class TermCard:
    """One term to say something of, and the terms around it."""

    code: str
    label: str
    definition: str
    is_said: bool
    above: tuple[Term, ...]
    below: tuple[Term, ...]
    more_below: int
    onsets: tuple[Choice, ...]
    severities: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class SaidElsewhere:
    """Features that another entry says: which entry, and the terms that this page does not say again."""

    key: str
    source: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class SignPage:
    """The page of features."""

    view: RecordView
    instrument: Instrument
    title: str
    rows: tuple[SignRow, ...]
    elsewhere: tuple[SaidElsewhere, ...]
    withdrawn: tuple[EntryCard, ...]
    side: SideList


def sign_page(view: RecordView, instrument: Instrument, reader: Reader, today: dt.date, language: str) -> SignPage:
    """The features of a record, newest first."""
    gone = [one for one in view.entries if _is_feature(one) and one.state == ENTERED_IN_ERROR]
    return SignPage(
        view=view,
        instrument=instrument,
        title=instrument.title.in_(language),
        rows=sign_rows(view, language),
        elsewhere=tuple(_elsewhere(view, language)),
        withdrawn=entry_cards(reversed(gone), language),
        side=side_list(view, reader, today, language, here=instrument),
    )


def sign_rows(view: RecordView, language: str) -> tuple[SignRow, ...]:
    """Every feature that counts, newest first."""
    entries = list(reversed(list(view.of(PHENOTYPE, FEATURE))))
    labels = Labels({str(one.payload.get("term") or "") for one in entries}, language)
    return tuple(_row(one, labels) for one in entries)


def _elsewhere(view: RecordView, language: str) -> Iterator[SaidElsewhere]:
    """What diagnoses say in their clinical description and no row repeats: the chart lists it, so does this page."""
    here = {str(one.payload.get("term") or "") for one in view.of(PHENOTYPE, FEATURE)}
    for entry in view.of(MAIN, "diagnosis"):
        said, disease = entry.payload.get("clinical_description"), str(entry.payload.get("disease") or "")
        codes = [str(code) for code in said if code not in here] if isinstance(said, list) else []
        if codes:
            labels = Labels({disease, *codes}, language)
            source = labels(disease) if disease else _("Disease not named")
            yield SaidElsewhere(entry.key, source, _terms(codes, labels, in_order=True))


def _row(entry: EntryView, labels: Labels) -> SignRow:
    payload = entry.payload
    code, onset = str(payload.get("term") or ""), payload.get("onset")
    onset_term = str(onset.get("term") or "") if isinstance(onset, dict) else ""
    shown = {"term", "excluded", "onset", "severity", "identifier"}
    more = len(payload.keys() - shown) + (len(onset.keys() - {"term"}) if isinstance(onset, dict) else 0)
    return SignRow(
        key=entry.key,
        code=code,
        label=labels(code),
        said="excluded" if payload.get("excluded") is True else "observed",
        onsets=_with(onset_choices(), onset_term),
        severities=_with(severity_choices(), str(payload.get("severity") or "")),
        stamp=str(entry.revision),
        is_draft=entry.state == "draft",
        more=_("and other details") if more else "",
    )


def _is_feature(entry: EntryView) -> bool:
    return (entry.dataset, entry.instrument) == (PHENOTYPE, FEATURE)


def term_card(view: RecordView, code: str, language: str) -> TermCard | None:
    """A term and what is around it; None for a code that is no phenotypic feature."""
    found = concept(code)
    if found is None or found.system != "hpo":
        return None
    above, below = around(found.code)
    labels = Labels({found.code, *above, *below}, language)
    definition = getattr(found, f"definition_{language[:2]}", "") or found.definition_en
    return TermCard(
        code=found.code,
        label=labels(found.code),
        definition=definition,
        is_said=found.code in terms_said(view),
        above=_terms(above, labels),
        below=_terms(below, labels)[:MOST_BELOW],
        more_below=max(0, len(below) - MOST_BELOW),
        onsets=onset_choices(),
        severities=severity_choices(),
    )


def companions(view: RecordView, language: str) -> tuple[Term, ...]:
    """What else usually goes with the features observed."""
    said = terms_said(view)
    codes = beside((code for code, is_absent in said.items() if not is_absent), said)
    return _terms(codes, Labels(codes, language), in_order=True)


def _terms(codes: Sequence[str], labels: Labels, *, in_order: bool = False) -> tuple[Term, ...]:
    found = tuple(Term(code, labels(code)) for code in codes)
    return found if in_order else tuple(sorted(found, key=lambda one: one.label.casefold()))


def onset_choices() -> tuple[Choice, ...]:
    """The periods of life of HPO, in their order."""
    return (
        Choice("HP:0030674", _("before birth")),
        Choice("HP:0003577", _("at birth")),
        Choice("HP:0003623", _("first month")),
        Choice("HP:0003593", _("first year")),
        Choice("HP:0011463", _("1 to 5 years")),
        Choice("HP:0003621", _("5 to 15 years")),
        Choice("HP:0003581", _("16 years or later")),
    )


def severity_choices() -> tuple[Choice, ...]:
    """The degrees of severity of HPO, in their order."""
    return (
        Choice("HP:0012827", _("borderline")),
        Choice("HP:0012825", _("mild")),
        Choice("HP:0012826", _("moderate")),
        Choice("HP:0012828", _("severe")),
        Choice("HP:0012829", _("profound")),
    )


def _with(choices: tuple[Choice, ...], chosen: str) -> tuple[Choice, ...]:
    marked = tuple(Choice(one.code, one.label, one.code == chosen) for one in choices)
    if chosen and not any(one.chosen for one in marked):
        marked += (Choice(chosen, chosen, chosen=True),)
    return marked

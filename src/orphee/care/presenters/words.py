"""Small things in words, in the reader's language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from orphee.care.desk_sets import MAIN, latest
from orphee.care.rules.typed import show_date
from orphee.datasets.definition import UnknownName, ValueSet
from orphee.datasets.sdm_mr_codes import CONFIRMED, ONGOING, PROBABLE, UNDETERMINED
from orphee.foundation.partial_date import PartialDate, months_between
from orphee.identity.queries import display_name
from orphee.network.models import Site
from orphee.record.rules.view import RecordView
from orphee.record.rules.worth import is_dead

LEAST_MADE_UP = 100_000


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose record it is, in one line. Without a name for readers who may not know people."""

    number: str
    is_synthetic: bool
    name: str = ""
    born: str = ""
    age: str = ""
    sex: str = ""


def whose_record(view: RecordView, today: dt.date) -> Whose:
    """Who the pages under a record are about."""
    if view.person is None:
        return Whose(view.number, view.synthetic)
    born = view.person.birth_date
    return Whose(
        number=view.number,
        is_synthetic=view.synthetic,
        name=display_name(view.person),
        born=born_words(view.sex, show_date(born)) if born else "",
        age=deceased_word(view.sex) if is_dead(view.one(MAIN, "vital_status")) else age_in_words(born, today),
        sex=sex_word(view.sex),
    )


def sex_word(sex: str) -> str:
    """A sex in a word."""
    return {"M": _("male"), "F": _("female")}.get(sex, _("sex undetermined"))


def born_words(sex: str, on: str) -> str:
    """When someone was born; in French the word follows the sex where it is known."""
    words = {"M": pgettext("a man", "born %(on)s"), "F": pgettext("a woman", "born %(on)s")}
    return words.get(sex, pgettext("someone", "born %(on)s")) % {"on": on}


def deceased_word(sex: str) -> str:
    """That someone died; in French the word follows the sex where it is known."""
    words = {"M": pgettext("a man", "deceased"), "F": pgettext("a woman", "deceased")}
    return words.get(sex, pgettext("someone", "deceased"))


def age_in_words(birth_date: str, today: dt.date) -> str:
    """How old someone is: days, months under two years, then years. Empty when the birth date does not say."""
    birth = PartialDate.read(birth_date)
    if birth is None:
        return ""
    born = birth.earliest
    months = months_between(born, today)
    if months < 0:
        return _("not born yet")
    if months < 1:
        days = (today - born).days
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    if months < 24:
        return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
    return ngettext("%(n)s year", "%(n)s years", months // 12) % {"n": months // 12}


def status_words(code: str, language: str) -> str:
    """A diagnosis status in words; empty when there is none."""
    return diagnosis_statuses().label(code, language) if code else ""


def status_kind(code: str) -> str:
    """How a diagnosis status is coloured."""
    return {CONFIRMED: "success", PROBABLE: "info", ONGOING: "new", UNDETERMINED: "warning"}.get(code, "grey")


def diagnosis_statuses() -> ValueSet:
    """The statuses a diagnosis can have."""
    return latest(MAIN).value_set("diagnosis-status")


def item_words(name: str, language: str) -> str:
    """The label of an item written "instrument.item"; the name itself if the definition no longer has it."""
    instrument, _dot, path = name.partition(".")
    try:
        found = latest(MAIN).instrument(instrument)
        return found.item(path).label.in_(language) if path else found.title.in_(language)
    except UnknownName:
        return name


def display_name_of(view: RecordView) -> str:
    """How the person of a record is called; the record's number for someone without a name."""
    return (display_name(view.person) if view.person else "") or view.number


def template_words(template: str) -> str:
    """What kind of document a template is: "…1.1.1.30:2024.01" is an SDM-MR of the volet 2024.01."""
    root, _colon, version = template.rpartition(":")
    if template.startswith("phenopacket-"):
        return f"Phenopacket v{template.removeprefix('phenopacket-')}"
    return f"SDM-MR {version}" if root.startswith("1.2.250.1.213") else template


def version_number(version: int) -> int:
    """A document's version as its sender counts it; 0 for a number that a format reader made up from a date."""
    return version if version < LEAST_MADE_UP else 0


class SiteNames:
    """How the sites that a record speaks of are called; a code nobody knows is shown as it is."""

    def __init__(self, view: RecordView) -> None:
        self._names = {one.site_code: one.site_name for one in view.follow_ups}
        said = {str(entry.payload.get("site") or entry.site) for entry in view.entries}
        unknown = said - self._names.keys() - {""}
        if unknown:
            self._names |= dict(Site.objects.filter(code__in=unknown).values_list("code", "name"))

    def name(self, code: str) -> str:
        """The name of a site, or its code."""
        return self._names.get(code) or code

    def full(self, code: str) -> str:
        """The name of a site with its code: “Centre A (S001)”."""
        name = self.name(code)
        return f"{name} ({code})" if name != code else code


def channel_words(channel: str) -> str:
    """By which way something was said."""
    words = {
        "form": _("typed here"),
        "cda": _("CDA document"),
        "phenopacket": _("phenopacket"),
        "sheet": _("spreadsheet"),
        "fhir": _("FHIR response"),
        "synthetic": _("synthetic cohort"),
        "prefill": _("read in a document, accepted"),
        "migration": _("carried over from the version before"),
    }
    return words.get(channel, channel)

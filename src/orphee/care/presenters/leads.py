"""“What could it be?”: the candidates with their evidence in words, what to look for next, what was set aside."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orphee.care.queries import names_of
from orphee.care.rules.fields import Choice
from orphee.care.rules.leads import Line, Reason, likeliness, percent, strength
from orphee.care.terms import Labels
from orphee.insight.ranking import answers
from orphee.insight.ranking.answers import Candidate, Ranking
from orphee.insight.ranking.inheritance import NAMES

SHOWN, ASKED_FOR = 10, 5
SHOWN_FIRST = 3  # the others are folded
CITED = 4  # sources named of a feature
MOST_COMPARED = 3  # candidates named beside a feature to look for
TELLING = 0.1  # weight from which the onset or the sex is named
REASONS = {
    Reason.TESTED: gettext_lazy("ruled out by a test or an examination"),
    Reason.PICTURE: gettext_lazy("does not fit the clinical picture"),
    Reason.COURSE: gettext_lazy("does not fit the age, the course or the family"),
    Reason.KNOWN: gettext_lazy("thought of already"),
    Reason.OTHER: gettext_lazy("another reason: say which"),
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One feature for or against: its name, what is known of it in the disease, how much it weighs, who says so."""

    label: str
    code: str
    text: str
    weight: str
    references: str


@dataclass(frozen=True, slots=True)
class Lead:
    """One candidate."""

    code: str
    codes: tuple[str, ...]
    name: str
    tongue: str  # "en" for a name that has no French, for a voice that reads it
    likeliness: str
    kind: str
    percent: str
    is_in_record: bool
    is_annotated: bool
    facts: str  # how it is inherited, how common it is
    for_it: tuple[Evidence, ...]
    against: tuple[Evidence, ...]
    expected: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class NextFeature:
    """A feature that would tell the leading candidates apart, and how often each of them has it."""

    code: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """A candidate that is not the one, why, who said so and when."""

    code: str
    name: str
    reason: str
    by: str
    on: str


@dataclass(frozen=True, slots=True)
class Leads:
    """The panel."""

    leads: tuple[Lead, ...]
    next_features: tuple[NextFeature, ...]
    aside: tuple[SetAside, ...]
    problems: tuple[str, ...]
    release: str
    considered: int
    reasons: tuple[Choice, ...]

    @property
    def first(self) -> tuple[Lead, ...]:
        """Those laid open."""
        return self.leads[:SHOWN_FIRST]

    @property
    def rest(self) -> tuple[Lead, ...]:
        """Those that are folded."""
        return self.leads[SHOWN_FIRST:]

    @property
    def stands_out(self) -> bool:
        """Whether one of them is more than remote."""
        return any(one.kind != "grey" for one in self.leads)


def leads_of(ranking: Ranking, aside: Sequence[Line], in_record: Collection[str], language: str) -> Leads:
    """What the panel shows of a ranking: nothing that was set aside, under any of its codes."""
    gone = {line.disease for line in aside}
    kept = [one for one in ranking.candidates if not gone & set(one.codes)][:SHOWN]
    names = Names(ranking, [*kept], gone, language)
    return Leads(
        leads=tuple(_lead(one, in_record, names) for one in kept),
        next_features=tuple(_next(one, names) for one in ranking.next_questions[:ASKED_FOR]),
        aside=_aside(aside, names),
        problems=tuple(one.said(names.language) for one in ranking.problems if one.kind != "empty"),
        release=ranking.release,
        considered=ranking.considered,
        reasons=tuple(Choice(one.value, str(words)) for one, words in REASONS.items()),
    )


class Names:
    """Names in the reader's language: the terminologies' first, then those of the knowledge, then the code."""

    def __init__(self, ranking: Ranking, shown: Sequence[Candidate], others: Collection[str], language: str) -> None:
        """Every name of a page at once."""
        self.language = "en" if language.startswith("en") else "fr"
        self._candidates = {one.codes[0]: one for one in ranking.candidates}
        self._by_code = {code: one for one in ranking.candidates for code in one.codes}
        terms = {one.term.code for one in ranking.next_questions}
        for one in shown:
            terms |= {reason.term.code for reason in (*one.reasons_for, *one.reasons_against)}
            terms |= {reason.through.code for reason in (*one.reasons_for, *one.reasons_against) if reason.through}
            terms |= {expected.term.code for expected in one.usually_present}
        self._label = Labels({*self._by_code, *others, *terms}, language)
        self._in_english = Labels(self._by_code if self.language == "fr" else (), "en")

    def disease(self, code: str) -> str:
        """A disease by any of its codes: its name at Orphanet before the others."""
        found = self._by_code.get(code)
        codes = sorted(found.codes, key=lambda one: not one.startswith("ORPHA:")) if found else [code]
        said = next((label for one in codes if (label := self._label(one)) != one), "")
        return said or (found.name(self.language) if found else code)

    def tongue(self, one: Candidate) -> str:
        """The language of a disease's name, where it is not the reader's: names without French stay in English."""
        name = self.disease(one.codes[0])
        english = {self._in_english(code) for code in one.codes} | {one.name("en")}
        return "en" if self.language == "fr" and name in english else ""

    def term(self, term: answers.Term) -> str:
        """A feature."""
        label = self._label(term.code)
        return label if label != term.code else term.name(self.language)


def _lead(one: Candidate, in_record: Collection[str], names: Names) -> Lead:
    key = likeliness(one.score)
    words = {
        "likely": _("likely"), "possible": _("possible"), "conceivable": _("to consider"), "remote": _("remote"),
    }  # fmt: skip
    for_it, against = _besides(one, names.language)
    return Lead(
        code=one.codes[0],
        codes=one.codes,
        name=names.disease(one.codes[0]),
        tongue=names.tongue(one),
        likeliness=words[key],
        kind={"likely": "success", "possible": "info", "conceivable": "new"}.get(key, "grey"),
        percent=percent(one.score),
        is_in_record=not set(one.codes).isdisjoint(in_record),
        is_annotated=one.is_annotated,
        facts=_facts(one, names.language),
        for_it=(*(_reason(reason, names) for reason in one.reasons_for), *for_it),
        against=(*(_reason(reason, names) for reason in one.reasons_against), *against),
        expected=tuple(
            Evidence(names.term(each.term), each.term.code, _share(each.share), "", _references(each.references))
            for each in one.usually_present
        ),
    )


def _facts(one: Candidate, language: str) -> str:
    """How a disease is inherited and how common it is, where known: shown, and no part of its score."""
    named = [NAMES[mode][0 if language == "fr" else 1] for mode in one.inheritance if mode in NAMES]
    prevalence = _("prevalence %(class)s") % {"class": one.prevalence} if one.prevalence else ""
    return " · ".join(part for part in (", ".join(named), prevalence) if part)


def _besides(one: Candidate, language: str) -> tuple[list[Evidence], list[Evidence]]:
    """What the age of onset and the sex say, then genes, the family, the onset and severity of single features."""
    sides: tuple[list[Evidence], list[Evidence]] = ([], [])
    for weight, label in ((one.onset_weight, _("Age of onset")), (one.sex_weight, _("Sex"))):
        if abs(weight) >= TELLING:
            sides[weight < 0].append(Evidence(label, "", "", _strength(weight), ""))
    for other in one.evidence:
        sides[other.weight < 0].append(Evidence(other.said(language), "", "", _strength(other.weight), ""))
    return sides


def _reason(reason: answers.Reason, names: Names) -> Evidence:
    return Evidence(
        label=names.term(reason.term),
        code=reason.term.code,
        text=_said(reason, names),
        weight=_strength(reason.weight),
        references=_references(reason.references),
    )


def _said(reason: answers.Reason, names: Names) -> str:
    """What is known of a feature in a disease."""
    if reason.share is None:
        return _("observed, and not described in this disease")
    if not reason.is_observed:
        return _("absent here; %(share)s") % {"share": _share(reason.share)}
    if reason.is_borrowed:
        return _("known in close diseases, not in this one")
    if reason.through is not None:
        said = _("close to “%(term)s”, %(share)s")
        return said % {"term": names.term(reason.through), "share": _share(reason.share)}
    return _share(reason.share)


def _share(share: float) -> str:
    return _("in %(n)s %% of people with it") % {"n": percent(share)}


def _strength(weight: float) -> str:
    words = {"strong": _("weighs much"), "fair": _("weighs"), "slight": _("weighs little")}
    return words[strength(weight)]


def _references(references: Sequence[str]) -> str:
    """The first sources; a source may hold several (PMID:1;PMID:2)."""
    each = list(dict.fromkeys(one for joined in references for one in joined.split(";") if one))
    return ", ".join(each[:CITED]) + (", …" if len(each) > CITED else "")


def _next(question: answers.Question, names: Names) -> NextFeature:
    """The candidates that have a feature most often and least often: what it would tell apart."""
    ordered = sorted(question.shares.items(), key=lambda pair: -pair[1])
    often = [pair for pair in ordered if pair[1] >= 0.5][:MOST_COMPARED] or ordered[:1]
    said = _("%(disease)s: %(n)s %%")
    text = _("; ").join(said % {"disease": names.disease(code), "n": percent(share)} for code, share in often)
    return NextFeature(question.term.code, names.term(question.term), text)


def _aside(lines: Sequence[Line], names: Names) -> tuple[SetAside, ...]:
    authors = names_of(line.by for line in lines)
    return tuple(
        SetAside(
            code=line.disease,
            name=names.disease(line.disease),
            reason=_why(line),
            by=authors.get(line.by, ""),
            on=line.at.strftime("%d/%m/%Y"),
        )
        for line in lines
    )


def _why(line: Line) -> str:
    if line.reason == Reason.OTHER or line.reason not in set(Reason):
        return line.words
    words = str(REASONS[Reason(line.reason)])
    return f"{words} – {line.words}" if line.words else words

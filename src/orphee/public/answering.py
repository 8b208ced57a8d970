"""From findings to what to think of, what to check, whom to refer to, and the letter that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation

from orphee.care import knowing
from orphee.insight.knowledge import Knowledge
from orphee.insight.ranking.answering import rank
from orphee.public.centres import centre_of, referrals
from orphee.public.presenting import Address, Thought, addresses, person, summary, thought
from orphee.public.rules.asking import Case
from orphee.public.rules.letter import Letter, Told, letter
from orphee.public.whereabouts import Understood, understood

RANKED = 10  # candidates that say whom to refer to; fewer are named
IN_LETTER, TO_CHECK = 3, 5
MOST_WAITED = 10.0  # seconds: another process of the server may have answered, and this one not have opened yet


@dataclass(frozen=True, slots=True)
class Answer:
    """The page of answers."""

    thought: Thought
    addresses: tuple[Address, ...]
    place: Understood
    observed: tuple[str, ...]
    excluded: tuple[str, ...]
    person: tuple[str, ...]  # sex, age, where: what was said beside the findings


def answer(known: Knowledge, case: Case, language: str) -> Answer:
    """What some findings make one think of, and the centres that know about it."""
    ranking = rank(known, case.query(), top=RANKED)
    found = thought(ranking, language)
    place = understood(case.place)
    near = referrals([(one.codes, one.score) for one in ranking.candidates], place.where)
    names = {one.code: one.name for one in found.leads.leads}
    observed, excluded = summary(case, language)
    about = person(case, place.said or case.place, language)
    return Answer(found, addresses(near, names, language), place, observed, excluded, about)


def letter_of(case: Case) -> Letter:
    """The letter for a case, in French; without the knowledge it says what was found and asks."""
    with translation.override("fr"):
        held = knowing.HOLDER.wait(MOST_WAITED).knowledge
        found = thought(rank(held, case.query(), top=RANKED), "fr") if held and case.observed else None
        observed, excluded = summary(case, "fr")
        leads = found.leads if found and not found.is_weak else None
        return letter(
            Told(
                observed=observed,
                excluded=excluded,
                sex=case.sex,
                age=_age(case),
                onset=case.onset,
                affected=case.affected,
                is_consanguineous=case.is_consanguineous,
                thoughts=[(one.name, one.likeliness) for one in leads.leads[:IN_LETTER]] if leads else (),
                check=[one.label for one in leads.next_features[:TO_CHECK]] if leads else (),
                release=leads.release if leads else "",
                to=_to(case.centre),
            )
        )


def _to(code: str) -> Sequence[str]:
    site = centre_of(code)
    if site is None:
        return ()
    return tuple(part for part in (site.name, site.hospital.name, site.hospital.city) if part)


def _age(case: Case) -> str:
    if case.age is None:
        return ""
    if case.age_unit == "months":
        return f"{case.age} mois"
    return f"{case.age} an{'s' if case.age > 1 else ''}"

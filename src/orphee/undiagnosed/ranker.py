"""Rank people again and say what changed, with the knowledge only: also runs in a process beside, without Django.

Nothing here knows who anyone is: a task is a key, features, sex and ages.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from orphee.insight import knowledge as kept
from orphee.insight.knowledge import Knowledge
from orphee.insight.people import Change, leading_change
from orphee.insight.ranking.answering import rank
from orphee.insight.ranking.batch import LEADING, Lead, leading
from orphee.insight.ranking.query import Query
from orphee.undiagnosed.asking import known_of
from orphee.undiagnosed.rules.reasons import Cause, News, news

MOST_REASONS = 3  # features named as reasons
FAR_ENOUGH = 20  # candidates among which the one that came forward is looked up again, to be explained


@dataclass(frozen=True, slots=True)
class Before:
    """The last look at a person. `leads` None: what was asked is kept, it was not ranked yet."""

    query: Query
    release: str
    leads: tuple[Lead, ...] | None


@dataclass(frozen=True, slots=True)
class Task:
    """A person to rank. `aside`: codes of diseases that are no news: set aside, or named by the record already."""

    key: str
    query: Query
    before: Before | None = None
    aside: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Why:
    """What came forward and why: the disease with its codes and names, the cause, the features that speak for it, what
    came since the last look; `terms`: the names (English, French) of every feature that is named."""

    change: Change
    cause: Cause
    codes: tuple[str, ...]
    names: tuple[str, str]
    because: tuple[str, ...]
    news: News
    terms: dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Found:
    """The leading candidates of a person, and what is worth a look."""

    key: str
    leads: tuple[Lead, ...]
    why: Why | None = None


def look(knowledge: Knowledge, tasks: Iterable[Task]) -> list[Found]:
    """Rank each person and compare with the last look."""
    return [_looked(knowledge, task) for task in tasks]


def _looked(knowledge: Knowledge, task: Task) -> Found:
    gone = _all_codes(knowledge, task.aside)
    leads = _leads(knowledge, task.query, gone)
    before = _before(knowledge, task, gone)
    change = leading_change(before, leads)
    if change is None or task.before is None:
        return Found(task.key, leads)
    cause = _cause(knowledge, task.query, task.before, before, gone)
    came = news(known_of(task.before.query), known_of(task.query))
    return Found(task.key, leads, _explained(knowledge, task.query, change, cause, came, aside=len(gone)))


def _before(knowledge: Knowledge, task: Task, gone: AbstractSet[str]) -> tuple[Lead, ...]:
    """The former candidates by the codes of today's knowledge: a disease that was renamed has not come forward."""
    if task.before is None:
        return ()
    if task.before.leads is None:
        return _leads(knowledge, task.before.query, gone)
    now = [replace(lead, code=_first_code(knowledge, lead.code)) for lead in task.before.leads]
    return tuple(lead for lead in now if lead.code not in gone)


def _leads(knowledge: Knowledge, query: Query, gone: AbstractSet[str]) -> tuple[Lead, ...]:
    found = next(leading(knowledge, [query], most=LEADING + len(gone)))
    return tuple(lead for lead in found if lead.code not in gone)[:LEADING]


def _cause(
    knowledge: Knowledge, now: Query, before: Before, former: Sequence[Lead], gone: AbstractSet[str]
) -> Cause:  # fmt: skip
    """What made the change: of two things that changed, the one that makes it alone."""
    then = before.query

    def changes(query: Query) -> bool:
        """Whether the leading candidates would have changed with this alone."""
        return leading_change(former, _leads(knowledge, query, gone)) is not None

    if before.release != knowledge.release.digest and (then == now or changes(then)):
        return Cause.KNOWLEDGE
    if (then.genes, then.variants) == (now.genes, now.variants):
        return Cause.FEATURE
    return Cause.FEATURE if changes(replace(now, genes=then.genes, variants=then.variants)) else Cause.RESULT


def _explained(knowledge: Knowledge, query: Query, change: Change, cause: Cause, came: News, *, aside: int) -> Why:
    ranking = rank(knowledge, query, top=FAR_ENOUGH + aside)
    found = next((one for one in ranking.candidates if one.codes[0] == change.code), None)
    disease = knowledge.diseases[knowledge.index[change.code]]
    because = tuple(one.term.code for one in (found.reasons_for[:MOST_REASONS] if found else ()))
    named = {*because, *came.observed, *came.excluded, *came.withdrawn}
    return Why(
        change, cause, disease.codes, (disease.name("en"), disease.name("fr")), because, came, _names(knowledge, named)
    )


def _names(knowledge: Knowledge, codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    terms = knowledge.ontology
    numbers = {code: terms.index[now] for code in codes if (now := terms.current(code)) in terms.index}
    return {code: (terms.labels_en[number], terms.labels_fr[number]) for code, number in numbers.items()}


def _all_codes(knowledge: Knowledge, codes: Iterable[str]) -> frozenset[str]:
    """Diseases by the first of their codes, as leads are."""
    return frozenset(_first_code(knowledge, code) for code in codes)


def _first_code(knowledge: Knowledge, code: str) -> str:
    number = knowledge.index.get(code)
    return code if number is None else knowledge.diseases[number].codes[0]


# In a process beside


_here: dict[str, Knowledge] = {}


def prepare() -> None:
    """Once a process: open the knowledge, and end with the process that started this one, however it ends."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _here["knowledge"] = kept.load()


def look_beside(tasks: Sequence[Task]) -> tuple[str, list[Found]]:
    """Rank a run of people; with the digest of the knowledge that was used."""
    knowledge = _here["knowledge"]
    return knowledge.release.digest, look(knowledge, tasks)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)

"""Answers about codes from memory: what validation asks thousands of times a second.

The codes of a system (code -> status, replacement, level) are read once a process, when first asked, and again
after a load. Another process's load is noticed within `FRESH_FOR` seconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from functools import lru_cache

from django.db import connections

from orphee.terminology.rules.codes import SYNTACTIC_ONLY, System, canonical, is_well_formed, system_of
from orphee.terminology.rules.disease_join import join
from orphee.terminology.rules.ranking import FEWEST_COUNTED

FRESH_FOR = 30.0  # seconds
LONGEST_CHAIN = 10  # replacements of replacements that are followed
MOST_LABELS = 50_000  # kept in memory, for each language
Facts = tuple[str, str, str]  # status, replaced_by, level
UNKNOWN: Facts = ("", "", "")


_KNOWN_ELSEWHERE: dict[str, Callable[[str], bool | None]] = {}


def register_codes(prefix: str, exists: Callable[[str], bool | None]) -> None:
    """Let a room above answer for codes it keeps, such as the sites of the network (prefix SITE)."""
    _KNOWN_ELSEWHERE[prefix] = exists


class Lookup:
    """The terminologies as the data sets see them (`orphee.datasets.terminology_port.Terminology`)."""

    def __init__(self) -> None:
        """Nothing is read before it is asked for."""
        self._systems: dict[str, dict[str, Facts]] = {}
        self._labels: dict[str, dict[str, str]] = {}
        self._below: dict[str, frozenset[str]] = {}
        self._joined: dict[str, str] | None = None
        self._counts: dict[tuple[str, ...], dict[str, int]] = {}
        self._versions: dict[str, str] | None = None
        self._release = -1
        self._checked = 0.0

    # What validation asks

    def exists(self, curie: str) -> bool | None:
        """Whether the code exists in any release; None when its system is not loaded and nobody can tell."""
        system = system_of(curie)
        if system is None:
            prefix, _, local = curie.partition(":")
            return _KNOWN_ELSEWHERE[prefix](local) if prefix in _KNOWN_ELSEWHERE else None
        if system.key in SYNTACTIC_ONLY:
            return is_well_formed(curie)
        known = self._facts(system)
        return curie in known if known else None

    def status(self, curie: str) -> str:
        """ "active", or another word when the code should not be used any more; "active" when nobody can tell."""
        return self._fact(curie)[0] or "active"

    def replaced_by(self, curie: str) -> str | None:
        """The first active code along its replacements; None when there is none, or when they turn in a circle."""
        code, seen = self._fact(curie)[1], {curie}
        while code and code not in seen and len(seen) <= LONGEST_CHAIN:
            if self._fact(code)[0] == "active":
                return code
            seen.add(code)
            code = self._fact(code)[1]
        return None

    def level(self, curie: str) -> str | None:
        """group, disorder or subtype for ORPHA codes; None elsewhere or when unknown."""
        return self._fact(curie)[2] or None

    def label(self, curie: str, language: str) -> str | None:
        """The label in a language, else in the other one; None when nobody knows the code."""
        return self._labels_of([curie], language).get(curie) or None

    def is_under(self, curie: str, groups: tuple[str, ...]) -> bool | None:
        """Whether the code, or the one that replaces it, is one of the groups or below; None when no group is known."""
        self._refresh()
        known = [self._codes_below(group) for group in groups if self.exists(group)]
        if not known:
            return None
        codes = {curie, self.replaced_by(curie)}
        return any(not codes.isdisjoint(below) for below in known)

    # What the other rooms ask

    def labels(self, codes: Iterable[str], language: str) -> dict[str, str]:
        """The label of each code; the code itself where nobody knows it. One query for all that are new."""
        wanted = list(codes)
        found = self._labels_of(wanted, language)
        return {code: found.get(code) or code for code in wanted}

    def orpha_of(self, curie: str) -> str | None:
        """The ORPHA code of a disease, by exact mapping; an obsolete ORPHA code gives its replacement."""
        code = canonical(curie)
        if code.startswith("ORPHA:"):
            return (self.replaced_by(code) or code) if self.exists(code) else None
        self._refresh()
        if self._joined is None:
            self._joined = _read_joins()
        return self._joined.get(code)

    def versions(self) -> dict[str, str]:
        """The version in use of each source ("hpo": "2025-01-16")."""
        self._refresh()
        if self._versions is None:
            self._versions = _read_versions()
        return self._versions

    def word_counts(self, systems: tuple[str, ...]) -> dict[str, int]:
        """How many names of these systems hold a word, for the words that `FEWEST_COUNTED` names or more hold."""
        self._refresh()
        known = self._counts.get(systems)
        if known is None:
            known = self._counts[systems] = _read_word_counts(systems)
        return known

    def forget(self) -> None:
        """Read everything again when next asked."""
        self._systems, self._labels, self._below, self._counts, self._checked = {}, {}, {}, {}, 0.0
        self._joined = self._versions = None

    # Reading

    def _fact(self, curie: str) -> Facts:
        system = system_of(curie)
        return self._facts(system).get(curie, UNKNOWN) if system else UNKNOWN

    def _facts(self, system: System) -> dict[str, Facts]:
        self._refresh()
        known = self._systems.get(system.key)
        if known is None:
            known = self._systems[system.key] = _read_facts(system.key)
        return known

    def _codes_below(self, group: str) -> frozenset[str]:
        known = self._below.get(group)
        if known is None:
            known = self._below[group] = _read_below(group)
        return known

    def _labels_of(self, codes: list[str], language: str) -> dict[str, str]:
        self._refresh()
        known = self._labels.setdefault(language, {})
        missing = [code for code in dict.fromkeys(codes) if code not in known]
        if missing:
            if len(known) > MOST_LABELS:
                known.clear()
                missing = list(dict.fromkeys(codes))
            known.update(dict.fromkeys(missing, ""))
            known.update(_read_labels(missing, language))
        return known

    def _refresh(self) -> None:
        """Forget what was read when another process has loaded a release since."""
        now = time.monotonic()
        if now - self._checked < FRESH_FOR:
            return
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT coalesce(max(id), 0) FROM terminology_release")
            (release,) = cursor.fetchone()
        if release != self._release:
            self.forget()
            self._release = release
        self._checked = now


def _read_facts(system: str) -> dict[str, Facts]:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT code, status, replaced_by, level FROM terminology_concept WHERE system = %s", [system])
        shared: dict[Facts, Facts] = {}  # most codes are ("active", "", level): kept once
        known: dict[str, Facts] = {}
        for code, status, replaced_by, level in cursor.fetchall():
            facts = (status, replaced_by, level)
            known[code] = shared.setdefault(facts, facts)
        return known


def _read_below(group: str) -> frozenset[str]:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT descendant FROM terminology_ancestry WHERE ancestor = %s", [group])
        return frozenset({group, *(code for (code,) in cursor.fetchall())})


_LABELS = """
    SELECT c.code, coalesce(
        nullif(c.{first}, ''), nullif(r.{first}, ''), nullif(c.{second}, ''), nullif(r.{second}, '')
    )
    FROM terminology_concept c
    LEFT JOIN terminology_concept r ON r.code = c.replaced_by AND c.status = 'merged'
    WHERE c.code = ANY (%s)
"""


def _read_labels(codes: list[str], language: str) -> dict[str, str]:
    first, second = ("label_en", "label_fr") if language == "en" else ("label_fr", "label_en")
    with connections["default"].cursor() as cursor:
        cursor.execute(_LABELS.format(first=first, second=second), [codes])
        return {code: label or "" for code, label in cursor.fetchall()}


def _read_versions() -> dict[str, str]:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT source, version FROM terminology_release WHERE is_current")
        return dict(cursor.fetchall())


def _read_word_counts(systems: tuple[str, ...]) -> dict[str, int]:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT word, max(names) FROM terminology_word WHERE system = ANY (%s) AND names >= %s GROUP BY word",
            [list(systems), FEWEST_COUNTED],
        )
        return dict(cursor.fetchall())


def _read_joins() -> dict[str, str]:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT subject, object FROM terminology_mapping WHERE relation = 'exact'"
            " AND split_part(subject, ':', 1) IN ('ORPHA', 'MONDO')"
            " AND split_part(object, ':', 1) IN ('ORPHA', 'OMIM', 'MONDO')"
        )
        exact = cursor.fetchall()
        cursor.execute("SELECT code, status, level FROM terminology_concept WHERE system = 'orpha'")
        entities = {code: (status, level) for code, status, level in cursor.fetchall()}
    return join(exact, entities)


@lru_cache(maxsize=1)
def lookup() -> Lookup:
    """The lookup of this process."""
    return Lookup()


def forget_caches() -> None:
    """After a load in this process."""
    lookup().forget()

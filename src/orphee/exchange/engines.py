"""The two engines for programs: bytes in, the JSON of `orphee rank --json` or `orphee read --json` out.

Nothing is kept. What is asked says nothing of who someone is, and is in no log.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from orphee.insight.knowledge import Knowledge
from orphee.insight.ranking.answering import rank
from orphee.insight.ranking.cases import UnableToReadCase, query_of
from orphee.insight.ranking.query import Feature, Query
from orphee.insight.reading.documents import Document
from orphee.insight.reading.findings import Problem
from orphee.insight.reading.reader import Reader
from orphee.prefill.opening import text_of

LARGEST_QUESTION = 2_000_000  # bytes: a phenopacket with thousands of features
MOST_TERMS, LONGEST_WORD = 5_000, 200
USUAL, MOST_CANDIDATES = 10, 400
NOTICE = "Propositions à vérifier par un clinicien : aucune n’est une donnée tant qu’elle n’est pas acceptée."
LISTS = ("hpo", "excluded", "genes", "affected")
WORDS = ("sex", "age", "onset", "inheritance")
KNOWN = {*LISTS, *WORDS, "features", "consanguinity", "top"}


class UnableToAnswer(Exception):
    """What was sent is no question, or no readable document."""

    def __init__(self, problem: Problem) -> None:
        """`problem` says what is wrong and what to do, without quoting what was sent."""
        super().__init__(problem.code)
        self.problem = problem


def ranking(knowledge: Knowledge, content: bytes) -> dict[str, Any]:
    """The candidates for features as JSON, or for a phenopacket. Raises `UnableToAnswer`."""
    asked = _object(content)
    top = asked.get("top", USUAL)
    if isinstance(top, bool) or not isinstance(top, int) or not 1 <= top <= MOST_CANDIDATES:
        raise _unlike("top", f"un nombre de 1 à {MOST_CANDIDATES}", f"a number from 1 to {MOST_CANDIDATES}")
    query = _of_packet(asked) if "phenotypicFeatures" in asked else _of_features(asked)
    return rank(knowledge, query, top=top).as_json()


def reading(reader: Reader, content: bytes) -> dict[str, Any]:
    """What a text or a PDF says, each finding at its place. Raises `UnableToAnswer` for what cannot be read."""
    given: Document = text_of(content)
    if given.kind == "unreadable":
        raise UnableToAnswer(given.problems[0])
    found = reader.read(given.text)
    found = replace(found, problems=(*given.problems, *found.problems))
    plain: dict[str, Any] = json.loads(json.dumps(asdict(found), ensure_ascii=False))
    return {"kind": given.kind, "notice": NOTICE, **plain}


def _object(content: bytes) -> Mapping[str, Any]:
    try:
        asked = json.loads(content.decode("utf-8-sig"))
        json.dumps(asked, ensure_ascii=False).encode()  # \ud800 is half a character: JSON, and no text
    except (ValueError, RecursionError):
        asked = None
    if not isinstance(asked, dict):
        raise _problem("not-json", "Un objet JSON en UTF-8 est attendu.", "A JSON object in UTF-8 is expected.")
    return asked


def _of_packet(packet: Mapping[str, Any]) -> Query:
    try:
        return query_of(packet)
    except UnableToReadCase:
        raise _problem(
            "not-a-phenopacket",
            "Ce n’est pas un phenopacket : ses éléments ne sont pas où GA4GH les met.",
            "This is no phenopacket: its elements are not where GA4GH puts them.",
        ) from None


def _of_features(asked: Mapping[str, Any]) -> Query:
    unknown = sorted(str(name)[:40] for name in asked.keys() - KNOWN)
    if unknown:
        names = ", ".join(KNOWN_IN_ORDER)
        raise _problem(
            "unknown-field",
            f"{len(unknown)} champ inconnu ou plus. Les champs sont : {names}.",
            f"{len(unknown)} unknown field or more. The fields are: {names}.",
        )
    lists = {name: _words(asked, name) for name in LISTS}
    words = {name: _word(asked, name) for name in WORDS}
    related = asked.get("consanguinity")
    if related is not None and not isinstance(related, bool):
        raise _unlike("consanguinity", "true, false ou null", "true, false or null")
    return Query(
        observed=lists["hpo"],
        excluded=lists["excluded"],
        genes=lists["genes"],
        affected=lists["affected"],
        features=_features(asked),
        is_consanguineous=related,
        sex=words["sex"],
        age=words["age"],
        onset=words["onset"],
        inheritance=words["inheritance"],
    )


KNOWN_IN_ORDER = ("hpo", "excluded", "features", "sex", "age", "onset", "genes", "inheritance", "affected",
                  "consanguinity", "top")  # fmt: skip


def _words(asked: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = asked.get(name, [])
    if isinstance(found, list) and len(found) <= MOST_TERMS and all(_is_word(one) for one in found):
        return tuple(found)
    raise _unlike(
        name,
        f"une liste d’au plus {MOST_TERMS} textes de {LONGEST_WORD} caractères au plus",
        f"a list of at most {MOST_TERMS} texts of at most {LONGEST_WORD} characters",
    )


def _word(asked: Mapping[str, Any], name: str) -> str:
    found = asked.get(name, "")
    if _is_word(found):
        return str(found)
    raise _unlike(
        name, f"un texte de {LONGEST_WORD} caractères au plus", f"a text of at most {LONGEST_WORD} characters"
    )


def _is_word(value: object) -> bool:
    return isinstance(value, str) and len(value) <= LONGEST_WORD


def _features(asked: Mapping[str, Any]) -> tuple[Feature, ...]:
    """Observed features of which the onset or the severity is known: {"code", "onset", "severity"}."""
    given = asked.get("features", [])
    if isinstance(given, list) and len(given) <= MOST_TERMS and all(_is_feature(one) for one in given):
        return tuple(Feature(one["code"], one.get("onset", ""), one.get("severity", "")) for one in given)
    raise _unlike(
        "features",
        "une liste d’objets {code, onset, severity}",
        "a list of objects {code, onset, severity}",
    )


def _is_feature(value: object) -> bool:
    return (
        isinstance(value, dict)
        and "code" in value
        and value.keys() <= {"code", "onset", "severity"}
        and all(_is_word(one) for one in value.values())
    )


def _unlike(name: str, fr: str, en: str) -> UnableToAnswer:
    return _problem("wrong-value", f"« {name} » : {fr} est attendu.", f"“{name}”: {en} is expected.")


def _problem(code: str, fr: str, en: str) -> UnableToAnswer:
    return UnableToAnswer(Problem(code, fr, en))

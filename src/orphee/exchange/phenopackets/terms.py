"""GA4GH's OntologyClass and the code that the record holds; labels are remembered once a packet."""

from __future__ import annotations

import re

Term = dict[str, object]
Labels = dict[str, str]  # code -> label as the packet gives it, "" when it gives none

CURIE = re.compile(r"[A-Za-z][\w.-]*:\S+")
_HPO = re.compile(r"HP:\d{7}")


def is_swapped(term: object) -> bool:
    """Whether an HPO code stands where the label belongs, as some published packets have it."""
    if not isinstance(term, dict):
        return False
    label, code = term.get("label"), term.get("id")
    return isinstance(label, str) and _HPO.fullmatch(label) is not None and not CURIE.fullmatch(str(code))


def code_of(term: object, labels: Labels) -> str:
    """The code of an OntologyClass, or ""; the first label given for a code, or its absence, is remembered."""
    if not isinstance(term, dict):
        return ""
    code = term.get("id", "")
    label = term.get("label", "")
    if label.startswith("HP:") and is_swapped(term):
        return str(label)
    labels.setdefault(code, label)
    return str(code)


def term_of(code: object, labels: Labels) -> Term:
    """The OntologyClass of a code, with its label when one is known."""
    label = labels.get(str(code))
    return {"id": code, "label": label} if label else {"id": code}


def codes_of(terms: object, labels: Labels) -> list[str]:
    """The codes of a list of OntologyClass."""
    return [code_of(term, labels) for term in terms] if isinstance(terms, list) else []


def terms_of(codes: object, labels: Labels) -> list[Term]:
    """The OntologyClass of each code."""
    return [term_of(code, labels) for code in codes] if isinstance(codes, list | tuple) else []

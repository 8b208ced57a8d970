"""Which codes of OMIM and Orphanet name one disease: exact mappings only, Orphanet's own and MONDO's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from orphee.terminology.rules.disease_join import LEVEL_ORDER
from orphee.terminology.rules.statements import Content, Relation

SYSTEMS = ("OMIM", "ORPHA")


def exact_pairs(orphanet: Content | None, mondo: Content | None) -> set[tuple[str, str]]:
    """(OMIM code, ORPHA code) that mean the same."""
    pairs: set[tuple[str, str]] = set()
    for mapping in orphanet.mappings if orphanet else ():
        if mapping.relation == Relation.EXACT and mapping.object.startswith("OMIM:"):
            pairs.add((mapping.object, mapping.subject))
    for codes in codes_by_mondo(mondo).values():
        pairs |= {(omim, orpha) for omim in codes for orpha in codes if omim[:4] == "OMIM" and orpha[:5] == "ORPHA"}
    return pairs


def codes_by_mondo(mondo: Content | None) -> dict[str, set[str]]:
    """OMIM and ORPHA codes by the MONDO disease they exactly match."""
    found: dict[str, set[str]] = defaultdict(set)
    for mapping in mondo.mappings if mondo else ():
        if mapping.relation == Relation.EXACT and mapping.object.partition(":")[0] in SYSTEMS:
            found[mapping.subject].add(mapping.object)
    return found


def other_codes(contents: Mapping[str, Content], index: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """Codes that name a ranked disease without being one of its own: MONDO's exact matches, and codes that moved.

    Nothing narrower, broader or merely related.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for mondo, codes in codes_by_mondo(contents.get("mondo")).items():
        found[mondo] |= codes & index.keys()
    for content in contents.values():
        for mapping in content.mappings:
            if mapping.relation == Relation.MOVED_TO and mapping.object in index and mapping.subject not in index:
                found[mapping.subject].add(mapping.object)
    return {code: tuple(sorted(codes)) for code, codes in found.items() if codes}


def join(
    codes: Iterable[str], pairs: Iterable[tuple[str, str]], levels: Mapping[str, str] | None = None
) -> list[tuple[str, ...]]:
    """The codes in groups of equal meaning, in an order that depends on nothing else.

    In a group Orphanet's codes come first, a disorder before its subtype.
    """
    leader: dict[str, str] = {}
    for one, other in sorted(pairs):
        leader[_lead(one, leader)] = _lead(other, leader)
    groups: dict[str, list[str]] = defaultdict(list)
    for code in sorted(set(codes)):
        groups[_lead(code, leader)].append(code)
    return sorted(tuple(sorted(group, key=lambda code: _order(code, levels or {}))) for group in groups.values())


def _lead(code: str, leader: Mapping[str, str]) -> str:
    while code in leader and leader[code] != code:
        code = leader[code]
    return code


def _order(code: str, levels: Mapping[str, str]) -> tuple[bool, int, int, str]:
    return not code.startswith("ORPHA:"), LEVEL_ORDER.get(levels.get(code, ""), 3), len(code), code

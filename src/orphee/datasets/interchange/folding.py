"""Conditions said in fewer words: what other languages write as a chain is one comparison here.

[a]='1' or [a]='2'             {item: a, in: ["1", "2"]}
[a]<>'' and [a]<5              {item: a, below: 5}: what is not answered is never below
[a]<>'' and [a]<>'1'           {item: a, not_in: ["1"]}
"""

from __future__ import annotations

from typing import Any

Tree = dict[str, Any]  # a part of a definition, as YAML would hold it
_SUBJECTS = ("item", "record")
_ORDERS = ("is", "in", "not_in", "above", "below", "at_least", "at_most", "before", "after", "not_before", "not_after")


def folded(word: str, parts: list[Tree]) -> Tree:
    """`all` or `any` of some conditions, in as few words as possible."""
    found = _joined(parts) if word == "any" else _without_guards(_excluded(parts))
    return found[0] if len(found) == 1 else {word: found}


def _joined(parts: list[Tree]) -> list[Tree]:
    """One list of codes for an item that is compared with several, one after the other."""
    found: list[Tree] = []
    for part in parts:
        before = found[-1] if found else {}
        if _codes(part) and _codes(before) and _subject(part) == _subject(before):
            name, path = _subject(part) or ("", "")
            found[-1] = {name: path, "in": [*_codes(before), *_codes(part)]}
        else:
            found.append(part)
    return found


def _excluded(parts: list[Tree]) -> list[Tree]:
    """Answered, and not this nor that: in none of these."""
    found: list[Tree] = []
    for part in parts:
        before = found[-1] if found else {}
        codes = _codes(part["not"]) if "not" in part else []
        subject = _subject(part["not"]) if codes else None
        if subject is not None and _subject(before) == subject and _is_guard(before):
            found[-1] = {subject[0]: subject[1], "not_in": codes}
        elif subject is not None and _subject(before) == subject and "not_in" in before:
            found[-1] = {subject[0]: subject[1], "not_in": [*before["not_in"], *codes]}
        else:
            found.append(part)
    return found


def _without_guards(parts: list[Tree]) -> list[Tree]:
    """“Answered and below 5” is “below 5”, for both sides of the comparison."""
    guarded = set()
    for part in parts:
        for word in _ORDERS:
            if word in part:
                guarded.add(_subject(part))
                if isinstance(part[word], dict):
                    guarded.add(_subject(part[word]))
    return [part for part in parts if not (_is_guard(part) and _subject(part) in guarded)]


def _subject(part: Tree) -> tuple[str, str] | None:
    return next(((name, part[name]) for name in _SUBJECTS if name in part), None)


def _is_guard(part: Tree) -> bool:
    return part.get("answered") is True


def _codes(part: Tree) -> list[str]:
    if isinstance(part.get("is"), str):
        return [part["is"]]
    return list(part["in"]) if "in" in part else []

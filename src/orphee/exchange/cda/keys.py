"""Stable keys of repeating entries, so that the same document sent twice says the same entries.

The key is the identifier the source gives. Where it gives none, the key is made of what the entry is about
("functioning~b117.3~2024-07-22"), never of where it stands.
"""

from __future__ import annotations

from orphee.exchange.cda import values
from orphee.exchange.cda.gathering import Draft, Gathering
from orphee.exchange.cda.nodes import Node, attribute
from orphee.exchange.cda.vocabulary import ENTRY_KEYS
from orphee.exchange.lengths import ENTRY_KEY, shortened


def key_of(instrument: str, identifier: Node | None, *about: str) -> str:
    """The key of an entry from its II, or from what it is about."""
    if identifier is not None and is_carried(identifier):
        return attribute(identifier, "extension")
    given = "" if values.is_null(identifier) else values.identifier(identifier)
    return given or "~".join((instrument, *(part for part in about if part)))


def is_carried(identifier: Node) -> bool:
    """Whether the II only carries a key that Orphée made."""
    return attribute(identifier, "root") == ENTRY_KEYS


def put_identifier(gathering: Gathering, draft: Draft, identifier: Node | None, item: str = "identifier") -> None:
    """The source's identifier as an answer; one that only carries our own key, or repeats the first, is none."""
    if identifier is None or values.is_null(identifier):
        return
    gathering.marks.read_id(identifier)
    if is_carried(identifier):
        return
    text = values.identifier(identifier)
    if text and text != draft.payload.get("identifier"):
        draft.put(item, text, identifier)


def with_own_keys(gathering: Gathering) -> list[Draft]:
    """The entries, each under its own key: an identifier used twice is completed by the entry's subject.

    An entry that repeats another one word for word is left over.
    """
    kept: dict[tuple[str, str], Draft] = {}
    for draft in gathering.drafts:
        if len(draft.key) > ENTRY_KEY:
            gathering.note(draft.at, "key_shortened")
        draft.key = shortened(draft.key, ENTRY_KEY)
        place = (draft.instrument, draft.key)
        if place in kept and kept[place].payload == draft.payload:
            gathering.note(draft.at, "repeated")
            continue
        while place in kept:
            draft.key = shortened("~".join(part for part in (draft.key, _subject(draft)) if part), ENTRY_KEY)
            place = (draft.instrument, draft.key)
        kept[place] = draft
    return list(kept.values())


_SUBJECTS = {
    "diagnosis": ("disease", "site", "diagnosed_on"),
    "activity": ("performed_on", "context", "site"),
    "follow_up": ("site", "included_on"),
    "pregnancy": ("started_on",),
    "functioning": ("icf_code", "assessed_on"),
    "orphan_treatment": ("product", "started_on"),
}


def _subject(draft: Draft) -> str:
    """What an entry is about, or a mark when it says nothing."""
    said = (str(draft.payload.get(item, "")) for item in _SUBJECTS.get(draft.instrument, ()))
    return "~".join(part for part in said if part) or "again"

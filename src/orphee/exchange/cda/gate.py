"""Which statements say what is: made (mood EVN), not negated, not withdrawn, and about the person."""

from __future__ import annotations

from collections.abc import Callable

from orphee.exchange.cda.leftovers import STATEMENT_TAGS, UNKNOWN, WRAPPER_TAGS
from orphee.exchange.cda.nodes import Node, attribute, child

_STANDING = frozenset({"", "active", "completed"})
_AFFIRMED = frozenset({"", "false", "0"})
_TO_COME = frozenset({"new", "held", "suspended"})


def why_not(statement: Node, *, negatable: Callable[[Node], bool], about_others: bool) -> str:
    """The problem of a statement that does not say what is, empty for one that does.

    A wrapper (entry, entryRelationship) can be negated or null like the statement it carries.
    """
    tag = statement.tag
    if tag not in STATEMENT_TAGS and tag not in WRAPPER_TAGS:
        return ""
    negation = attribute(statement, "negationInd").lower()
    if negation not in _AFFIRMED and not (is_negated(statement) and negatable(statement)):
        return "negated"  # or unreadable, which is no reason to believe it
    if statement.get("nullFlavor"):
        return "nullified"
    if tag not in STATEMENT_TAGS:
        return ""
    about_another = child(statement, "subject") is not None and not about_others
    return why_no_event(statement) or ("foetus_subject" if about_another else "")


def is_negated(statement: Node) -> bool:
    """Whether a statement says that something is not."""
    return attribute(statement, "negationInd").lower() in ("true", "1")


def why_no_event(statement: Node) -> str:
    """The problem of what did not happen, or was withdrawn."""
    mood = attribute(statement, "moodCode")
    status = child(statement, "statusCode")
    state = attribute(status, "code")
    if mood not in ("", "EVN") or state in _TO_COME:
        return "not_done_yet"
    if state not in _STANDING or attribute(status, "nullFlavor") not in ("", *UNKNOWN):
        return "nullified"
    return ""

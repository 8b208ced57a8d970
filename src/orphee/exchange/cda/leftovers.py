"""What nothing read: computed over the whole document, less a short list of what says nothing.

The list is `FRAME` (elements of the model around what is said), `quiet attributes` (codes of the model, names of codes)
and the rules of `says_nothing`, each with its reason. Everything else is left over and listed.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from orphee.exchange.cda import values
from orphee.exchange.cda.marks import WORDS, Marks
from orphee.exchange.cda.nodes import XSI_TYPE, Node, any_name, attribute, child, code_of, name, words, xpath_of
from orphee.exchange.cda.vocabulary import FINESS, HL7, RPPS, SITES, XSI

LONGEST_EXCERPT = 500  # characters of a leftover kept beside its path; the whole stays in the sealed document
STATEMENTS = frozenset({"observation", "act", "encounter", "organizer", "procedure", "substanceAdministration"})
WRAPPERS = frozenset({"component", "entry", "entryRelationship"})

# "Nobody knows": an element that says only this is there because the model wants it.
UNKNOWN = frozenset({"NI", "NA", "UNK", "NASK", "ASKU", "NAV", "NAVU", "TRC"})

# Elements of the model and the attributes they may have: conformance, order, language, structure.
FRAME = {
    "templateId": {"root", "extension"},
    "typeId": {"root", "extension"},
    "realmCode": {"code"},
    "statusCode": {"code"},  # judged when the statement was let through
    "reference": {"value"},  # to the narrative
    "prefix": {"qualifier"},  # titles and civilities around a name
    "suffix": {"qualifier"},
    "title": {"ID"},  # a section is known by its template
    "languageCode": {"code"},
    "confidentialityCode": {"code"},
    "sequenceNumber": {"value"},
    "seperatableInd": {"value"},
    "signatureCode": {"code"},
}
_CODED = frozenset({"displayName", "codeSystem", "codeSystemName", "codeSystemVersion"})
_MODEL = frozenset(
    {
        "classCode",
        "typeCode",
        "determinerCode",
        "contextControlCode",
        "contextConductionInd",
        "inversionInd",
        "assigningAuthorityName",
        "displayable",
        "inclusive",
        XSI_TYPE,
        f"{{{XSI}}}schemaLocation",
    }
)
_SAYING_NOTHING = {
    "moodCode": {"EVN"},
    "negationInd": {"false", "0", ""},
    "nullFlavor": UNKNOWN,
    "use": {"H", "HP", "L", "WP"},
}

# Known to the CDA, without a question in the data set: the sender did nothing wrong.
_WITHOUT_ITEM = frozenset(
    {
        *("originalText", "translation", "qualifier", "low", "high", "effectiveTime", "time", "text", "id", "name"),
        *("family", "given", "prefix", "suffix", "addr", "telecom", "birthTime", "deceasedInd", "deceasedTime"),
        *(
            "assignedPerson",
            "representedOrganization",
            "scopingOrganization",
            "informant",
            "performer",
            "nullFlavor",
            "use",
            "unit",
        ),
        *("county", "state", "country", "informationRecipient", "associatedPerson", "assignedEntity"),
    }
)
# Codes of former versions that are understood, though the data set asks nothing that could hold them:
# date of opposition, country and commune of an activity, certainty of a problem (2022.01).
CODES_WITHOUT_ITEM = {"GEN-316", "65649-6", "65647-0", "66455-7"}
_OF_BIRTH = {"multipleBirthInd", "multipleBirthOrderNumber"}
_PROFESSIONALS = {"assignedEntity", "assignedAuthor", "associatedEntity"}
_ONE_IS_EXPECTED = {"name", "addr"}


@dataclass(frozen=True, slots=True)
class Left:
    """An element that nothing read, or an attribute of one that was (`WORDS`: its words)."""

    node: Node
    attribute: str | None = None
    is_cut: bool = False  # read, but not to the precision it has

    def path(self, marks: Marks) -> str:
        """The XPath of what is left."""
        element = xpath_of(self.node, marks.paths)
        if not self.attribute:
            return element
        return f"{element}/@{any_name(self.attribute) if '}' in self.attribute else self.attribute}"

    @property
    def excerpt(self) -> str:
        """What it says, cut short."""
        if self.attribute:
            return f"{_local(self.attribute)}={attribute(self.node, self.attribute)}"[:LONGEST_EXCERPT]
        return excerpt(self.node)

    def reason(self, marks: Marks) -> str:
        """The code of the problem."""
        said = name(self.node)
        if self.is_cut:
            return "precision"
        if self.attribute is not None:
            return "no_item" if self.attribute in _WITHOUT_ITEM or self.attribute == WORDS else "not_understood"
        if said == "section":
            return "unknown_section"
        if said in _OF_BIRTH:
            return "no_item" if values.flag(self.node) is not None or _is_whole(self.node) else "unreadable"
        before = self.node.itersiblings(str(self.node.tag), preceding=True)
        if said in _ONE_IS_EXPECTED and any(marks.is_passed(one) for one in before):
            return "repeated"
        parent = self.node.getparent()
        in_header = said == "participant" and parent is not None and name(parent) == "ClinicalDocument"
        of_someone = said == "code" and parent is not None and name(parent) in _PROFESSIONALS  # a profession
        known = of_someone or said in _WITHOUT_ITEM or code_of(self.node) in CODES_WITHOUT_ITEM
        return "no_item" if known or in_header else "not_understood"


def _is_whole(node: Node) -> bool:
    return isinstance(values.number(attribute(node, "value")), int)


def excerpt(node: Node) -> str:
    """The first words and codes of an element."""
    said = [
        f"{key}={attribute(one, key)}"
        for one in (node, *node.iterdescendants())
        for key in _TELLING
        if attribute(one, key)
    ]
    return " ".join([words(node), *said]).strip()[:LONGEST_EXCERPT]


_TELLING = ("code", "displayName", "value", "unit", "extension")


def leftovers(top: Node, marks: Marks) -> list[Left]:
    """Everything of a known element and below it that nothing read: the highest element of each branch."""
    left: list[Left] = []
    _collect(top, marks, left)
    return left


def _collect(node: Node, marks: Marks, left: list[Left]) -> None:
    """Written out rather than composed: it runs on every element of every document."""
    read, passed, whole = marks.of(node), marks.passed, marks.whole
    for key in _telling(tuple(node.keys())):
        if key not in read and not _is_quiet(node, str(key)):
            left.append(Left(node, str(key)))
    if node in marks.cut:
        left.append(Left(node, "value", is_cut=True))
    text = node.text
    speaks = text is not None and not text.isspace()
    for one in node:
        tail = one.tail
        speaks = speaks or (tail is not None and not tail.isspace())
        if one in passed:
            if one not in whole:
                _collect(one, marks, left)
        elif not says_nothing(one, node, marks):
            left.append(Left(_inside(one)))
    if speaks and WORDS not in read and node.tag not in _FRAME:
        left.append(Left(node, WORDS))


def says_nothing(node: Node, parent: Node, marks: Marks) -> bool:
    """Whether an element that nothing read holds nothing of the person or their care."""
    kind = _kind(str(node.tag), str(parent.tag), tuple(node.keys()))
    if kind is _Kind.NARRATIVE:
        return True
    if kind is not _Kind.OTHER and len(node) == 0:
        if kind is _Kind.WORDED or not node.text or node.text.isspace():
            return kind is not _Kind.IDENTIFIER or not _follows_a_known_one(parent, marks)
        return False
    if parent in marks.of_directories and _is_known_to_directories(node, parent):
        return True
    return _is_hollow(node, marks) or (node.tag == _TIME and _is_time_of_nothing(node, parent))


class _Kind(Enum):
    FRAME = 1  # of the model, empty
    WORDED = 2  # of the model, with words
    IDENTIFIER = 3  # of a statement or a section, for machines
    NARRATIVE = 4  # which readers see as it stands
    OTHER = 5


@lru_cache(maxsize=4096)
def _kind(tag: str, parent: str, keys: tuple[str, ...]) -> _Kind:
    """What an element is by its name, its place and the names of its attributes."""
    if tag == _TEXT and parent == _SECTION:
        return _Kind.NARRATIVE
    of_section = _ONE_CODE if tag == _CODE and parent == _SECTION else None
    of_statement = _II if tag == _ID and parent in _IDENTIFIED else None
    allowed = _FRAME.get(tag, of_section or of_statement)
    if allowed is None or not allowed.issuperset(_telling(keys)):
        return _Kind.OTHER
    if of_statement:
        return _Kind.IDENTIFIER
    return _Kind.WORDED if tag in _WORDED else _Kind.FRAME


def _is_known_to_directories(node: Node, parent: Node) -> bool:
    """Whether a directory says it: by the number of an establishment, or by that of the one whose address it is."""
    known = node if node.tag in _ORGANISATIONS else parent
    return any(_is_number(one) for one in known.iterchildren(_ID)) and _is_of_directories(node, parent)


def _is_number(identifier: Node) -> bool:
    form = _NUMBERS.get(attribute(identifier, "root"))
    return form is not None and form.fullmatch(attribute(identifier, "extension")) is not None


def _is_of_directories(node: Node, parent: Node) -> bool:
    """Addresses, telephones, the establishment of a professional: directories say them better."""
    if node.tag not in _DIRECTORIES and not (node.tag in _OF_ORGANISATIONS and parent.tag in _ORGANISATIONS):
        return False
    return _has(node, _OF_DIRECTORIES) and all(_is_of_directories(one, node) or _is_quiet_leaf(one) for one in node)


def _is_quiet_leaf(node: Node) -> bool:
    return node.tag in _FRAME and _holds_only(node, _FRAME[str(node.tag)])


def _is_time_of_nothing(node: Node, parent: Node) -> bool:
    """The time of an act is when it was tracked; a time that the statement says elsewhere is repeated."""
    if parent.tag not in STATEMENT_TAGS or child(parent, "effectiveTime") is not node:
        return False
    if not all(one.tag in (_LOW, _HIGH) and _holds_only(one, _VALUE) for one in node):
        return False
    return _has(node, _VALUE) and (parent.tag == _ACT or _repeats_a_time(node))


def _is_hollow(node: Node, marks: Marks) -> bool:
    """An element that says it is not known, or that only carries such elements or references to the narrative."""
    carries = node.tag in _CARRIERS and len(node) > 0
    if not carries and (node.get("nullFlavor") not in UNKNOWN or not str(node.tag).startswith(_HL7)):
        return False
    if _own_words(node) or not _has(node, _NOTHING):
        return False
    return len(node) == 0 or all(says_nothing(one, node, marks) for one in node)


_HL7 = f"{{{HL7}}}"
_FRAME = {f"{_HL7}{tag}": frozenset(attributes) for tag, attributes in FRAME.items()}
STATEMENT_TAGS = frozenset(f"{_HL7}{tag}" for tag in STATEMENTS)
WRAPPER_TAGS = frozenset(f"{_HL7}{tag}" for tag in WRAPPERS)
_SECTION, _TEXT, _ID, _CODE = (f"{_HL7}{tag}" for tag in ("section", "text", "id", "code"))
_WORDED = frozenset(f"{_HL7}{tag}" for tag in ("title", "prefix", "suffix"))
_TIME, _LOW, _HIGH, _ACT = (f"{_HL7}{tag}" for tag in ("effectiveTime", "low", "high", "act"))
_IDENTIFIED = STATEMENT_TAGS | {_SECTION, f"{_HL7}consent"}
_TIMED = STATEMENT_TAGS | {f"{_HL7}ClinicalDocument"}
_CARRIERS = frozenset(f"{_HL7}{tag}" for tag in ("originalText", "text", "effectiveTime"))
_DIRECTORIES = frozenset(
    f"{_HL7}{tag}"
    for tag in (
        *("addr", "telecom", "streetAddressLine", "houseNumber", "houseNumberNumeric", "streetName", "unitID"),
        *("additionalLocator", "postalCode", "county", "city", "state", "country", "standardIndustryClassCode"),
        *("representedOrganization", "scopingOrganization"),
    )
)
# What a directory knows someone or some place by; a FINESS with or without its type before it.
_NUMBERS = {RPPS: re.compile(".+"), SITES: re.compile(".+"), FINESS: re.compile("1?[0-9][0-9AB][0-9]{7}")}
_ORGANISATIONS = frozenset(f"{_HL7}{tag}" for tag in ("representedOrganization", "scopingOrganization"))
_OF_ORGANISATIONS = frozenset({_ID, f"{_HL7}name"})
_OF_DIRECTORIES = frozenset({"value", "use", "code", "root", "extension"})
_VALUE, _II, _ONE_CODE = frozenset({"value"}), frozenset({"root", "extension"}), frozenset({"code"})
_NOTHING: frozenset[str] = frozenset()


@lru_cache(maxsize=1024)  # a document has some dozens of combinations
def _telling(keys: tuple[str, ...]) -> tuple[str, ...]:
    """The attributes that may say something."""
    silent = _MODEL | _CODED if "code" in keys else _MODEL  # the name of a code, and its system
    return tuple(key for key in keys if key not in silent)


def _has(node: Node, attributes: Set[str]) -> bool:
    return all(key in attributes or _is_quiet(node, key) for key in _telling(tuple(node.keys())))


def _holds_only(node: Node, attributes: Set[str]) -> bool:
    return len(node) == 0 and (not node.text or node.text.isspace()) and _has(node, attributes)


def _is_quiet(node: Node, key: str) -> bool:
    return key in _SAYING_NOTHING and attribute(node, key) in _SAYING_NOTHING[key]


def _own_words(node: Node) -> bool:
    if node.text and not node.text.isspace():
        return True
    return len(node) > 0 and any(one.tail is not None and not one.tail.isspace() for one in node)


def _follows_a_known_one(parent: Node, marks: Marks) -> bool:
    first = child(parent, "id")
    return first is not None and marks.is_passed(first)


def _repeats_a_time(node: Node) -> bool:
    """Whether a statement only repeats the day of its own value or of what it stands in."""
    days, around = _days(node), node.getparent()
    while around is not None and days:
        if around.tag in _TIMED:
            for time in (child(around, "effectiveTime"), child(around, "value")):
                if time is not None and time is not node:
                    days -= _days(time)
        around = around.getparent()
    return not days


def _days(time: Node) -> set[str]:
    return {attribute(one, "value")[:8] for one in (time, *time) if one.get("value")}


def _inside(node: Node) -> Node:
    """The statement or section inside a wrapper that only carries it."""
    held = [one for one in node if one.tag not in _FRAME]
    return held[0] if node.tag in WRAPPER_TAGS and len(held) == 1 and held[0].tag != node.tag else node


def _local(key: str) -> str:
    return key[key.rfind("}") + 1 :]

"""The header of a document: what it is, which version of which set, who made it, and what the person wants."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from orphee.exchange.cda import values
from orphee.exchange.cda.gate import why_no_event
from orphee.exchange.cda.marks import Marks
from orphee.exchange.cda.nodes import Node, attribute, child, children, words, xpath_of
from orphee.exchange.cda.problems import refusal
from orphee.exchange.cda.professionals import (
    leave_to_directories,
    mark_organisation,
    mark_professional,
    organisation,
    professional,
)
from orphee.exchange.cda.vocabulary import (
    DOCUMENT_TYPE,
    ERN_CONSENT,
    HL7,
    REUSE_NON_OPPOSITION,
    REUSE_NON_OPPOSITION_2022,
    REUSE_OPPOSITION,
    TEMPLATE_SDM_MR,
    VERSIONS,
)
from orphee.exchange.lengths import DOCUMENT_ID, SITE_CODE
from orphee.record.rules.submission import ConsentAsGiven, DocumentAsGiven

MEDIA_TYPE = "application/hl7-cda+xml"
_KNOWN_CONSENTS = {REUSE_OPPOSITION, REUSE_NON_OPPOSITION, REUSE_NON_OPPOSITION_2022, ERN_CONSENT}


def document_of(root: Node, content: bytes, marks: Marks) -> DocumentAsGiven:
    """Identity and header of the document. Raises `Refused` for another kind of document."""
    template = _template(root)
    identifier = values.identifier(child(root, "id"))
    if not identifier:
        raise refusal("no_identifier", "/ClinicalDocument/id")
    version = _version(root)
    set_id = values.identifier(child(root, "setId")) or identifier
    _refuse_length(identifier, "/ClinicalDocument/id")
    _refuse_length(set_id, "/ClinicalDocument/setId")
    return DocumentAsGiven(
        identifier=identifier,
        set_id=set_id,
        version=version,
        template=f"{TEMPLATE_SDM_MR}:{template}",
        media_type=MEDIA_TYPE,
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        header=_header(root, marks, identifier, set_id, version, template),
    )


def _refuse_length(identifier: str, xpath: str) -> None:
    if len(identifier) > DOCUMENT_ID:
        raise refusal("identifier_too_long", xpath, length=len(identifier), limit=DOCUMENT_ID)


def consent_of(root: Node, marks: Marks) -> ConsentAsGiven | None:
    """What the document says of the person's will; None when it says nothing."""
    said: set[str] = set()
    for code in _consents(root):
        marks.enter(code.getparent())
        marks.read_code(code)
        said.add(attribute(code, "code"))
    opposed: bool | None = None
    if REUSE_OPPOSITION in said:
        opposed = True
    elif {REUSE_NON_OPPOSITION, REUSE_NON_OPPOSITION_2022} & said:
        opposed = False
    registries = (ERN_CONSENT,) if ERN_CONSENT in said else ()
    if opposed is None and not registries:
        return None
    return ConsentAsGiven(reuse_opposed=opposed, ern_registries=registries)


def header_leftovers(root: Node) -> Iterator[tuple[Node, str]]:
    """Header elements that are listed for a reason of their own."""
    said = {attribute(one, "code") for one in _consents(root)}
    for authorization in children(root, "authorization"):
        code = attribute(child(authorization, "consent", "code"), "code")
        if code not in _KNOWN_CONSENTS:
            yield authorization, "not_understood"
        elif reason := _why_no_consent(authorization):
            yield authorization, reason
        elif code in (REUSE_NON_OPPOSITION, REUSE_NON_OPPOSITION_2022) and REUSE_OPPOSITION in said:
            yield authorization, "contradiction"
    for custodian in children(root, "custodian"):
        keeper = organisation(child(custodian, "assignedCustodian", "representedCustodianOrganization"))
        if len(f"FINESS-{keeper.get('finess', '')}") > SITE_CODE:
            yield custodian, "site_code_too_long"


def _template(root: Node) -> str:
    if str(root.tag) != f"{{{HL7}}}ClinicalDocument":
        raise refusal("other_root", "/")
    code = attribute(child(root, "code"), "code")
    if code != DOCUMENT_TYPE:
        raise refusal("other_document_type", "/ClinicalDocument/code", code=code[:20] or "∅")
    declared = [one for one in children(root, "templateId") if attribute(one, "root") == TEMPLATE_SDM_MR]
    if not declared:
        raise refusal("other_template", "/ClinicalDocument/templateId")
    version = attribute(declared[0], "extension")
    if version not in VERSIONS:
        raise refusal(
            "unknown_version", xpath_of(declared[0]), version=version[:20] or "∅", accepted=", ".join(VERSIONS)
        )
    return version


def _version(root: Node) -> int:
    node = child(root, "versionNumber")
    if node is None:
        return 1
    text = attribute(node, "value")
    if not text.isascii() or not text.isdecimal() or not 0 < int(text[:12]) < 2**31:
        raise refusal("bad_version_number", xpath_of(node))
    return int(text)


def _header(root: Node, marks: Marks, identifier: str, set_id: str, version: int, template: str) -> dict[str, object]:
    parts: dict[str, object] = {
        "document_id": identifier,
        "set_id": set_id,
        "version_number": version,
        "template_version": template,
        "type_code": attribute(child(root, "code"), "code"),
        "confidentiality": attribute(child(root, "confidentialityCode"), "code"),
        "language": attribute(child(root, "languageCode"), "code"),
        "created_at": values.instant_of(attribute(child(root, "effectiveTime"), "value")),
        "service_event": _service_event(root, marks),
        "authors": [_author(one, marks) for one in children(root, "author", "assignedAuthor")],
        "custodian": _custodian(root, marks),
        "authenticator": _authenticator(root, marks),
        "primary_care_physician": _primary_care_physician(root, marks),
        "encounter": _encounter(root, marks),
    }
    _mark_document(root, marks)
    return {key: kept for key, part in parts.items() if (kept := _without_blanks(part))}


def _mark_document(root: Node, marks: Marks) -> None:
    """What identifies the document, and what says how it was made: when it was signed, and for whom."""
    for tag in ("id", "setId"):
        marks.read_id(child(root, tag))
    marks.read_code(child(root, "code"))
    marks.read(child(root, "versionNumber"), "value")
    marks.read(child(root, "effectiveTime"), "value")
    for who in ("author", "legalAuthenticator"):
        for time in children(root, who, "time"):
            marks.read(time, "value")
    for former in children(root, "relatedDocument", "parentDocument"):
        marks.enter(former)  # set and version number say the same
        for tag in ("id", "setId"):
            marks.read_id(child(former, tag))
        marks.read_code(child(former, "code"))
        marks.read(child(former, "versionNumber"), "value")


def _without_blanks(part: object) -> object:
    if isinstance(part, dict):
        return {key: value for key, value in part.items() if value}
    return part


def _service_event(root: Node, marks: Marks) -> dict[str, object]:
    event = child(root, "documentationOf", "serviceEvent")
    code, time = child(event, "code"), child(event, "effectiveTime")
    marks.enter(event)
    marks.read_code(code)
    marks.read_time(time)
    authors = {str(found.get("rpps")): found for found in map(professional, children(root, "author", "assignedAuthor"))}
    for performer in children(event, "performer") if event is not None else ():
        entity = child(performer, "assignedEntity")
        found = professional(entity)
        author = authors.get(str(found.get("rpps")))
        if author is not None and found.get("name", author.get("name")) == author.get("name"):  # named again
            mark_professional(marks, entity)
            _mark_known_profession(root, entity, marks)
    return {"code": attribute(code, "code"), "started_at": values.instant_of(values.time_text(time))}


def _author(node: Node, marks: Marks) -> dict[str, object]:
    found = professional(node)
    mark_professional(marks, node)
    profession = attribute(child(node, "code"), "code")
    marks.read_code(child(node, "code"))
    return {**found, "profession": profession} if profession else found


def _mark_known_profession(root: Node, entity: Node | None, marks: Marks) -> None:
    """A profession said of the author already; of somebody else, the data set does not ask for it."""
    said = (str(professional(entity).get("rpps")), attribute(child(entity, "code"), "code"))
    for one in children(root, "author", "assignedAuthor"):
        if said == (str(professional(one).get("rpps")), attribute(child(one, "code"), "code")):
            marks.read_code(child(entity, "code"))


def _custodian(root: Node, marks: Marks) -> dict[str, object]:
    keeper = child(root, "custodian", "assignedCustodian", "representedCustodianOrganization")
    mark_organisation(marks, keeper)
    leave_to_directories(marks, keeper)
    return organisation(keeper)


def _authenticator(root: Node, marks: Marks) -> dict[str, object]:
    node = child(root, "legalAuthenticator", "assignedEntity")
    finess = organisation(child(node, "representedOrganization")).get("finess")
    found = professional(node)
    mark_professional(marks, node)
    _mark_known_profession(root, node, marks)
    return {**found, "finess": finess} if finess else found


def _primary_care_physician(root: Node, marks: Marks) -> dict[str, object]:
    for one in children(root, "participant"):
        if attribute(child(one, "functionCode"), "code") == "PCP":
            entity = child(one, "associatedEntity")
            marks.read_code(child(one, "functionCode"))
            since = child(one, "time")
            marks.read_day(since)
            mark_professional(marks, entity)
            found = professional(entity, "associatedPerson")
            started_on = values.date_of(values.time_text(since))
            return {**found, "since": started_on} if found and started_on else found
    return {}


def _encounter(root: Node, marks: Marks) -> dict[str, object]:
    encounter = child(root, "componentOf", "encompassingEncounter")
    facility = child(encounter, "location", "healthCareFacility")
    time, code = child(encounter, "effectiveTime"), child(facility, "code")
    place = child(facility, "location", "name")
    marks.read_time(time)
    marks.read_code(code)
    marks.read_text(place)
    for kept in (facility, child(facility, "location")):
        leave_to_directories(marks, kept)
    return {
        "started_at": values.instant_of(values.time_text(time)),
        "facility_code": attribute(code, "code"),
        "facility_name": words(place),
    }


def _consents(root: Node) -> Iterator[Node]:
    for one in children(root, "authorization"):
        code = child(one, "consent", "code")
        if code is not None and not _why_no_consent(one):
            yield code


def _why_no_consent(authorization: Node) -> str:
    """A consent is a statement: asked for, or taken back, it is none."""
    consent = child(authorization, "consent")
    return "" if consent is None else why_no_event(consent)

"""The header of a document: what it is, which version of which set, who made it, and what the person wants."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from orphee.exchange.cda import values
from orphee.exchange.cda.nodes import Node, attribute, child, children, elements, name, words, xpath_of
from orphee.exchange.cda.problems import refusal
from orphee.exchange.cda.vocabulary import (
    DOCUMENT_TYPE,
    ERN_CONSENT,
    FINESS,
    HL7,
    REUSE_NON_OPPOSITION,
    REUSE_NON_OPPOSITION_2022,
    REUSE_OPPOSITION,
    RPPS,
    TEMPLATE_SDM_MR,
    VERSIONS,
)
from orphee.exchange.lengths import DOCUMENT_ID, SITE_CODE
from orphee.record.rules.submission import ConsentAsGiven, DocumentAsGiven

MEDIA_TYPE = "application/hl7-cda+xml"
_KNOWN = {
    "realmCode",
    "typeId",
    "templateId",
    "id",
    "code",
    "title",
    "effectiveTime",
    "confidentialityCode",
    "languageCode",
    "setId",
    "versionNumber",
    "recordTarget",
    "author",
    "informant",
    "custodian",
    "legalAuthenticator",
    "documentationOf",
    "componentOf",
    "component",
    "relatedDocument",  # set and version number say the same
    "informationRecipient",
}


def document_of(root: Node, content: bytes) -> DocumentAsGiven:
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
        header=_header(root, identifier, set_id, version, template),
    )


def _refuse_length(identifier: str, xpath: str) -> None:
    if len(identifier) > DOCUMENT_ID:
        raise refusal("identifier_too_long", xpath, length=len(identifier), limit=DOCUMENT_ID)


def consent_of(root: Node) -> ConsentAsGiven | None:
    """What the document says of the person's will; None when it says nothing."""
    said = {attribute(one, "code") for one in _consents(root)}
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
    """Header elements that nothing reads, with the reason."""
    known_consents = {REUSE_OPPOSITION, REUSE_NON_OPPOSITION, REUSE_NON_OPPOSITION_2022, ERN_CONSENT}
    said = {attribute(one, "code") for one in _consents(root)}
    for one in elements(root):
        if name(one) == "authorization":
            code = child(one, "consent", "code")
            if attribute(code, "code") not in known_consents or not _is_completed(one):
                yield one, "not_understood"
            elif attribute(code, "code") == REUSE_NON_OPPOSITION and REUSE_OPPOSITION in said:
                yield one, "contradiction"
        elif name(one) == "participant":
            if attribute(child(one, "functionCode"), "code") != "PCP":
                yield one, "no_item"
        elif name(one) == "custodian":
            keeper = organisation(child(one, "assignedCustodian", "representedCustodianOrganization"))
            if len(f"FINESS-{keeper.get('finess', '')}") > SITE_CODE:
                yield one, "site_code_too_long"
        elif name(one) not in _KNOWN:
            yield one, "not_understood"


def professional(entity: Node | None, person: str = "assignedPerson") -> dict[str, object]:
    """RPPS and name of a professional; empty when neither is given."""
    found: dict[str, object] = {}
    if entity is None:
        return found
    for one in children(entity, "id"):
        if attribute(one, "root") == RPPS and attribute(one, "extension"):
            found["rpps"] = bare_rpps(attribute(one, "extension"))
    spoken = person_name(child(entity, person, "name"))
    if spoken:
        found["name"] = spoken
    return found


def organisation(node: Node | None) -> dict[str, object]:
    """FINESS and name of an organisation."""
    found: dict[str, object] = {}
    if node is None:
        return found
    for one in children(node, "id"):
        if attribute(one, "root") == FINESS and attribute(one, "extension"):
            found["finess"] = bare_finess(attribute(one, "extension"))
    if words(child(node, "name")):
        found["name"] = words(child(node, "name"))
    return found


def person_name(node: Node | None) -> str:
    """Given name then family name, for professionals only."""
    if node is None:
        return ""
    given = [words(one) for one in children(node, "given")]
    family = [words(one) for one in children(node, "family")]
    return " ".join(part for part in (*given, *family) if part)


def bare_rpps(extension: str) -> str:
    """Documents write the RPPS with its type before it: 8 and eleven figures."""
    return extension[1:] if len(extension) == 12 and extension.startswith("8") else extension


def bare_finess(extension: str) -> str:
    """Documents write the FINESS with its type before it: 1 and nine characters."""
    return extension[1:] if len(extension) == 10 and extension.startswith("1") else extension


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


def _header(root: Node, identifier: str, set_id: str, version: int, template: str) -> dict[str, object]:
    event = child(root, "documentationOf", "serviceEvent")
    encounter = child(root, "componentOf", "encompassingEncounter")
    facility = child(encounter, "location", "healthCareFacility")
    parts: dict[str, object] = {
        "document_id": identifier,
        "set_id": set_id,
        "version_number": version,
        "template_version": template,
        "type_code": attribute(child(root, "code"), "code"),
        "confidentiality": attribute(child(root, "confidentialityCode"), "code"),
        "language": attribute(child(root, "languageCode"), "code"),
        "created_at": values.instant_of(attribute(child(root, "effectiveTime"), "value")),
        "service_event": {
            "code": attribute(child(event, "code"), "code"),
            "started_at": values.instant_of(values.time_text(child(event, "effectiveTime"))),
        },
        "authors": [_author(one) for one in children(root, "author", "assignedAuthor")],
        "custodian": organisation(child(root, "custodian", "assignedCustodian", "representedCustodianOrganization")),
        "authenticator": _authenticator(child(root, "legalAuthenticator", "assignedEntity")),
        "primary_care_physician": _primary_care_physician(root),
        "encounter": {
            "started_at": values.instant_of(values.time_text(child(encounter, "effectiveTime"))),
            "facility_code": attribute(child(facility, "code"), "code"),
            "facility_name": words(child(facility, "location", "name")),
        },
    }
    return {key: kept for key, part in parts.items() if (kept := _without_blanks(part))}


def _without_blanks(part: object) -> object:
    if isinstance(part, dict):
        return {key: value for key, value in part.items() if value}
    return part


def _author(node: Node) -> dict[str, object]:
    found = professional(node)
    profession = attribute(child(node, "code"), "code")
    return {**found, "profession": profession} if profession else found


def _authenticator(node: Node | None) -> dict[str, object]:
    finess = organisation(child(node, "representedOrganization")).get("finess")
    found = professional(node)
    return {**found, "finess": finess} if finess else found


def _primary_care_physician(root: Node) -> dict[str, object]:
    for one in children(root, "participant"):
        if attribute(child(one, "functionCode"), "code") == "PCP":
            return professional(child(one, "associatedEntity"), "associatedPerson")
    return {}


def _consents(root: Node) -> Iterator[Node]:
    for one in children(root, "authorization"):
        code = child(one, "consent", "code")
        if code is not None and _is_completed(one):
            yield code


def _is_completed(authorization: Node) -> bool:
    return attribute(child(authorization, "consent", "statusCode"), "code") in ("", "completed")

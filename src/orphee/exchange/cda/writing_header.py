"""The header of a 2025.01 document: the person, who sends, and what the person wants."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from orphee.exchange.cda import vocabulary as v
from orphee.exchange.cda.building import add, add_code, add_null, add_sdtc, made_id, time_of
from orphee.exchange.cda.nodes import Node
from orphee.exchange.cda.statements import answer_of, text_of
from orphee.exchange.cda.writing_parties import (
    full_finess,
    write_contact,
    write_country,
    write_names,
    write_professional_id,
    write_professional_name,
)
from orphee.record.rules.submission import ConsentAsGiven, Payload, PersonAsGiven, RelationAsGiven
from orphee.record.rules.view import RecordView

_VERSIONS_START = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
_OPPOSITION_NAME = (
    "Le patient (ou son représentant légal) s'oppose à la réutilisation de ses données"
    " dans l’entrepôt de données de santé BNDMR."
)
_NON_OPPOSITION_NAME = (
    "Le patient (ou son représentant légal) ne s'oppose pas à la réutilisation de ses données"
    " dans l’entrepôt de données de santé BNDMR."
)
_ERN_NAME = "Le patient a signé son consentement à la transmission des données au registre ERN EuRREB"


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who makes the document: the responsible professional and the establishment (FINESS ET)."""

    finess: str
    organisation: str
    rpps: str
    name: str
    profession: str = v.PHYSICIAN
    facility_code: str = "SA01"
    given_name: str = ""  # as received, when the name alone does not say where the family name begins
    family_name: str = ""

    @property
    def person(self) -> Payload:
        """The professional as the data set describes one."""
        return {"name": self.name, "name_parts": {"given": self.given_name, "family": self.family_name}}


def issuer_of(view: RecordView) -> Issuer:
    """Who made the latest document received; parts may be empty."""
    latest = max(view.documents, key=lambda document: (document.is_current, document.received_at), default=None)
    header = latest.header if latest else {}
    authors = answer_of(header, "authors")
    author = authors[0] if isinstance(authors, list) and authors and isinstance(authors[0], Mapping) else {}
    return Issuer(
        finess=text_of(header, "custodian.finess"),
        organisation=text_of(header, "custodian.name"),
        rpps=text_of(author, "rpps"),
        name=text_of(author, "name"),
        profession=text_of(author, "profession") or v.PHYSICIAN,
        facility_code=text_of(header, "encounter.facility_code") or "SA01",
        given_name=text_of(author, "name_parts.given"),
        family_name=text_of(author, "name_parts.family"),
    )


def lacking_in_header(person: PersonAsGiven | None, issuer: Issuer) -> list[str]:
    """What the header must have and the record does not."""
    if person is None:
        return ["identity"]
    needed = {
        "identity.local_ids": bool(person.local_ids),
        "identity.birth_name": bool(person.birth_name),
        "identity.first_given_name": bool(person.first_given_name or person.birth_given_names),
        "identity.birth_date": bool(person.birth_date),
        "header.custodian": bool(issuer.finess and issuer.organisation),
        "header.author": bool(issuer.rpps and issuer.name),
    }
    return [name for name, there in needed.items() if not there]


def write_header(
    root: Node, view: RecordView, person: PersonAsGiven, issuer: Issuer, *, zone: dt.tzinfo | None
) -> None:
    """Everything before the body, dated by the record's last change: the same record is the same document."""
    moment = time_of(view.updated_at.astimezone(zone).isoformat(timespec="seconds"))
    _write_document(root, view, moment)
    _write_person(root, person)
    _write_author(root, issuer, moment)
    for relation in person.relations:
        if relation.role == "informant":
            _write_informant(root, relation)
    _write_custodian(root, issuer)
    _write_authenticator(root, issuer, moment)
    _write_primary_care_physician(root, view)
    event = add(add(root, "documentationOf"), "serviceEvent")
    add_code(event, "code", v.CONSULTATION, v.SNOMED, "consultation")
    add(add(event, "effectiveTime"), "low", value=moment)
    _write_entity(add(event, "performer", typeCode="PRF"), issuer)
    _write_consent(root, view.consent)
    _write_encounter(root, issuer, moment)


def version_number(view: RecordView) -> int:
    """Grows with every change of the record: seconds since 2020 at its last change."""
    return max(1, int((view.updated_at - _VERSIONS_START).total_seconds()))


def _write_document(root: Node, view: RecordView, moment: str) -> None:
    add(root, "realmCode", code="FR")
    add(root, "typeId", root="2.16.840.1.113883.1.3", extension="POCD_HD000040")
    for template, extension in (
        (v.TEMPLATE_HL7_FRANCE, ""),
        (v.TEMPLATE_CI_SIS, ""),
        (v.TEMPLATE_SDM_MR, v.DATASET_VERSION),
    ):
        add(root, "templateId", root=template, extension=extension)
    add(root, "id", root=made_id("document", view.key, str(version_number(view))))
    add_code(root, "code", v.DOCUMENT_TYPE, v.LOINC, "Synthèse d'épisode de soins")
    add(root, "title", "Set de données minimum maladies rares (SDM-MR)")
    add(root, "effectiveTime", value=moment)
    confidentiality = _confidentiality(view)
    add_code(root, "confidentialityCode", confidentiality, v.CONFIDENTIALITY, _CONFIDENTIAL[confidentiality])
    add(root, "languageCode", code="fr-FR")
    add(root, "setId", root=made_id("set", view.key))
    add(root, "versionNumber", value=str(version_number(view)))


_CONFIDENTIAL = {"N": "Normal", "R": "Restreint", "V": "Très restreint"}  # the strictest last


def _confidentiality(view: RecordView) -> str:
    """The strictest of the documents that stand: what came restricted leaves restricted."""
    said = {text_of(one.header, "confidentiality") for one in view.documents if one.is_current}
    return next((code for code in reversed(_CONFIDENTIAL) if code in said), "N")


def _write_person(root: Node, person: PersonAsGiven) -> None:
    role = add(add(root, "recordTarget"), "patientRole", classCode="PAT")
    if person.ins:
        add(role, "id", extension=person.ins, root=person.ins_system)
    for one in person.local_ids:
        add(role, "id", extension=one.value, root=one.root)
    if person.foetus_local_id and person.foetus_local_id not in person.local_ids:
        add(role, "id", extension=person.foetus_local_id.value, root=person.foetus_local_id.root)
    write_contact(role, person.address, person.telecoms)
    patient = add(role, "patient", classCode="PSN")
    name = add(patient, "name")
    for tag, qualifier, text in (
        ("family", "BR", person.birth_name),
        ("given", "", person.birth_given_names),
        ("given", "BR", person.first_given_name),
        ("family", "CL", person.used_name),
        ("given", "CL", person.used_given_name),
    ):
        if text:
            add(name, tag, text, qualifier=qualifier)
    add_code(patient, "administrativeGenderCode", person.sex or "UN", v.GENDER, "")
    add(patient, "birthTime", value=time_of(person.birth_date))
    if person.multiple_birth is not None:
        add_sdtc(patient, "multipleBirthInd", value="true" if person.multiple_birth else "false")
    if person.birth_order is not None:
        add_sdtc(patient, "multipleBirthOrderNumber", value=str(person.birth_order))
    for relation in person.relations:
        if relation.role == "guardian":
            _write_guardian(patient, relation)
    _write_birthplace(patient, person)


def _write_birthplace(patient: Node, person: PersonAsGiven) -> None:
    if not (person.birth_place_code or person.birth_place_city or person.birth_country):
        return
    addr = add(add(add(patient, "birthplace"), "place"), "addr")
    for tag, text in (("county", person.birth_place_code), ("city", person.birth_place_city)):
        if text:
            add(addr, tag, text)
    write_country(addr, person.birth_country)


def _write_guardian(patient: Node, relation: RelationAsGiven) -> None:
    guardian = add(patient, "guardian")
    if relation.relationship:
        add_code(guardian, "code", relation.relationship, v.ROLE_CODE, "")
    write_contact(guardian, relation.address, relation.telecoms)
    _write_name(add(guardian, "guardianPerson"), relation)


def _write_informant(root: Node, relation: RelationAsGiven) -> None:
    entity = add(add(root, "informant"), "relatedEntity", classCode="CON")
    if relation.relationship:
        add_code(entity, "code", relation.relationship, v.ROLE_CODE, "")
    write_contact(entity, relation.address, relation.telecoms)
    _write_name(add(entity, "relatedPerson"), relation)


def _write_name(parent: Node, relation: RelationAsGiven) -> None:
    write_names(add(parent, "name"), relation)


def _write_author(root: Node, issuer: Issuer, moment: str) -> None:
    author = add(root, "author")
    add(author, "time", value=moment)
    assigned = add(author, "assignedAuthor")
    write_professional_id(assigned, issuer.rpps)
    _write_profession(assigned, issuer)
    add_null(assigned, "addr", "NASK")
    add_null(assigned, "telecom", "NASK")
    write_professional_name(assigned, "assignedPerson", issuer.person)


def _write_profession(entity: Node, issuer: Issuer) -> None:
    add_code(entity, "code", issuer.profession, v.PROFESSION, "Médecin" if issuer.profession == v.PHYSICIAN else "")


def _write_custodian(root: Node, issuer: Issuer) -> None:
    assigned = add(add(root, "custodian"), "assignedCustodian")
    _write_organisation(add(assigned, "representedCustodianOrganization"), issuer)


def _write_organisation(node: Node, issuer: Issuer) -> None:
    add(node, "id", root=v.FINESS, extension=full_finess(issuer.finess))
    add(node, "name", issuer.organisation)
    add_null(node, "telecom", "NASK")
    add_null(node, "addr", "NASK")


def _write_authenticator(root: Node, issuer: Issuer, moment: str) -> None:
    authenticator = add(root, "legalAuthenticator")
    add(authenticator, "time", value=moment)
    add(authenticator, "signatureCode", code="S")
    _write_entity(authenticator, issuer)


def _write_entity(parent: Node, issuer: Issuer) -> None:
    entity = add(parent, "assignedEntity")
    write_professional_id(entity, issuer.rpps)
    _write_profession(entity, issuer)
    add_null(entity, "addr", "NASK")
    add_null(entity, "telecom", "NASK")
    write_professional_name(entity, "assignedPerson", issuer.person)
    organisation = add(entity, "representedOrganization")
    _write_organisation(organisation, issuer)
    label = "Etablissement de santé"
    add_code(organisation, "standardIndustryClassCode", "ETABLISSEMENT", v.PRACTICE_SETTING, label)


def _write_primary_care_physician(root: Node, view: RecordView) -> None:
    for document in view.documents:
        known = document.header.get("primary_care_physician") if document.is_current else None
        if isinstance(known, Mapping) and known:
            participant = add(root, "participant", typeCode="INF")
            add_code(participant, "functionCode", "PCP", v.PARTICIPATION_FUNCTION, "Médecin Traitant")
            add_null(participant, "time", "UNK")
            entity = add(participant, "associatedEntity", classCode="PROV")
            write_professional_id(entity, text_of(known, "rpps"))
            write_professional_name(entity, "associatedPerson", known)
            return


def _write_consent(root: Node, consent: ConsentAsGiven) -> None:
    said: list[tuple[str, str]] = []
    if consent.reuse_opposed is not None:
        said.append(
            (v.REUSE_OPPOSITION, _OPPOSITION_NAME)
            if consent.reuse_opposed
            else (v.REUSE_NON_OPPOSITION, _NON_OPPOSITION_NAME)
        )
    said += [(v.ERN_CONSENT, _ERN_NAME)] if v.ERN_CONSENT in consent.ern_registries else []
    for code, label in said:
        node = add(add(root, "authorization", typeCode="AUTH"), "consent", classCode="CONS", moodCode="EVN")
        add_code(node, "code", code, v.TA, label)
        add(node, "statusCode", code="completed")


def _write_encounter(root: Node, issuer: Issuer, moment: str) -> None:
    encounter = add(add(root, "componentOf"), "encompassingEncounter")
    add(add(encounter, "effectiveTime"), "low", value=moment)
    facility = add(add(encounter, "location"), "healthCareFacility")
    add_code(facility, "code", issuer.facility_code, v.SECTOR, "")
    add(add(facility, "location"), "name", issuer.organisation)

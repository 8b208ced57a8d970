"""Follow-ups, activities and pregnancies, written."""

from __future__ import annotations

from collections.abc import Mapping

from orphee.datasets.sdm_mr_codes import BORN
from orphee.exchange.cda import definition
from orphee.exchange.cda import templates as t
from orphee.exchange.cda import vocabulary as v
from orphee.exchange.cda.building import (
    add,
    add_code,
    add_identifier,
    add_null,
    add_period,
    add_sdtc,
    add_templates,
    time_of,
)
from orphee.exchange.cda.narrative import spoken_date
from orphee.exchange.cda.nodes import Node
from orphee.exchange.cda.places import address_kept
from orphee.exchange.cda.statements import Writer, answer_of, listed, text_of
from orphee.exchange.cda.table import ACTIVITY, FOETUS, FOLLOW_UP, PREGNANCY
from orphee.exchange.cda.vocabulary import FINESS, GENDER, ROLE_CODE, SITES, TA
from orphee.exchange.cda.writing_parties import (
    full_finess,
    write_contact,
    write_names,
    write_professional_id,
    write_professional_name,
)
from orphee.record.rules.submission import Payload, PersonAsGiven, RelationAsGiven


def write_follow_up(section: Node, writer: Writer) -> None:
    """One encounter a site."""
    payload = writer.payload
    encounter = _encounter(section, writer, "encounter_type")
    reference = writer.narrative.row("Date d'inclusion", spoken_date(text_of(payload, "included_on")) or "Inconnue")
    add(add(encounter, "text"), "reference", value=reference)
    add_period(encounter, text_of(payload, "included_on"))
    write_performer(encounter, answer_of(payload, "physician"), v.PHYSICIAN, "Médecin", writer, "Médecin référent")
    for code in listed(payload, "referred_by"):
        _write_referrer(encounter, writer, str(code))
    write_site(encounter, writer, "ORG-025", "Site de prise en charge", required=True)
    writer.statements(encounter, FOLLOW_UP, wrapper="entryRelationship", always={"outside_label": "BL"})


def write_activity(section: Node, writer: Writer, person: PersonAsGiven) -> None:
    """One encounter an activity, about the person or about a foetus."""
    payload = writer.payload
    encounter = _encounter(section, writer, "context")
    performed_on = text_of(payload, "performed_on")
    reference = writer.narrative.row("Date de l'activité", spoken_date(performed_on) or "Inconnue")
    add(add(encounter, "text"), "reference", value=reference)
    if performed_on:
        add(encounter, "effectiveTime", value=time_of(performed_on))
    else:
        add_null(encounter, "effectiveTime", "UNK")
    foetus = answer_of(payload, "foetus")
    if isinstance(foetus, Mapping):
        write_foetus_subject(encounter, foetus, person)
        writer.narrative.row("Sujet de l'activité", f"Fœtus {text_of(foetus, 'birth_order')}".strip())
    profession = text_of(payload, "performer_profession")
    official = definition.official_name("activity", "performer_profession", profession)
    write_performer(encounter, answer_of(payload, "performer"), profession, official, writer, "Réalisée par")
    write_site(encounter, writer, "ORG-070", "Site Maladie rare", place=answer_of(payload, "place"))
    writer.statements(encounter, ACTIVITY, wrapper="entryRelationship")


def write_pregnancy(section: Node, writer: Writer, person: PersonAsGiven) -> None:
    """One organizer a pregnancy, and in it one a foetus or newborn."""
    payload = writer.payload
    organizer = add(add(section, "entry"), "organizer", classCode="CLUSTER", moodCode="EVN")
    add_templates(organizer, t.PREGNANCY_ORGANIZER)
    add_identifier(organizer, text_of(payload, "identifier"), writer.key)
    add_code(organizer, "code", "118185001", v.SNOMED, "constatation à propos de la grossesse")
    add(organizer, "statusCode", code="completed")
    started_on, ended_on = text_of(payload, "started_on"), text_of(payload, "ended_on")
    add_period(organizer, started_on, ended_on)
    writer.narrative.row("Début de la grossesse", spoken_date(started_on) or "Inconnu")
    if ended_on:
        writer.narrative.row("Fin de la grossesse", spoken_date(ended_on))
    always = {"foetus_count": "INT", "assisted_procreation": "BL"}
    writer.statements(organizer, PREGNANCY, wrapper="component", templates=t.PREGNANCY_OBSERVATION, always=always)
    for position, foetus in enumerate(listed(payload, "foetuses")):
        if isinstance(foetus, Mapping) and _can_be_born(foetus, ended_on):
            _write_foetus(organizer, writer, foetus, position, person, started_on)


def write_site(
    parent: Node, writer: Writer, code: str, label: str, *, place: object = None, required: bool = False
) -> None:
    """The rare-disease site, and the place when it is another one."""
    site, known = text_of(writer.payload, "site"), place if isinstance(place, Mapping) else {}
    if not (site or known or required):
        return
    finess, name = text_of(known, "finess"), text_of(known, "name")
    role = add(add(parent, "participant", typeCode="LOC"), "participantRole", classCode="SDLOC")
    if site:
        add(role, "id", root=SITES, extension=site)
    if finess:
        add(role, "id", root=FINESS, extension=full_finess(finess))
    if not (site or finess):
        add_null(role, "id", "UNK")
    add_code(role, "code", code, TA, label)
    address, telecoms = address_kept(known)
    write_contact(role, address, telecoms)
    entity = add(role, "playingEntity", classCode="PLC", determinerCode="INSTANCE")
    if site:
        add(entity, "code", code=site, codeSystem=SITES)
        writer.narrative.row("Site maladies rares", site)
    if name:
        add(entity, "name", name)
    spoken = " ".join(part for part in (name, finess, address.line if address else "") if part)
    if spoken:
        writer.narrative.row("Lieu", spoken)


def write_performer(parent: Node, who: object, profession: str, label: str, writer: Writer, question: str) -> None:
    """A professional who did or follows; unknown when nobody is named."""
    known: Payload = who if isinstance(who, Mapping) else {}
    performer = add(parent, "performer", typeCode="PRF")
    add_null(performer, "time", "NA")
    entity = add(performer, "assignedEntity")
    write_professional_id(entity, text_of(known, "rpps"))
    if profession:
        system = definition.current_system("activity", "performer_profession", profession) or v.PROFESSION
        add_code(entity, "code", profession, system, label)
    add_null(entity, "addr", "NASK")
    add_null(entity, "telecom", "NASK")
    write_professional_name(entity, "assignedPerson", known)
    said = text_of(known, "name") or text_of(known, "rpps") or "Non renseigné"
    writer.narrative.row(question, said)


def write_foetus_subject(parent: Node, group: Payload, person: PersonAsGiven) -> None:
    """The foetus or newborn as the subject of a statement; its names come from the people of the record."""
    local_id = text_of(group, "local_id")
    known = _foetus_named(person, local_id)
    subject = add(parent, "subject", typeCode="SBJ")
    add_templates(subject, t.SUBJECT)
    related = add(subject, "relatedSubject", classCode="PRS")
    add_code(related, "code", known.relationship or "CHILD", ROLE_CODE, "")
    node = add(related, "subject")
    root, _, extension = local_id.partition("^")
    if local_id:
        add_sdtc(node, "id", root=root, extension=extension)
    is_born = _is_born(group, known)
    if is_born:
        write_names(add(node, "name"), known)
    else:
        _write_names_of_foetus(add(node, "name"), known, person)
    sex = text_of(group, "sex") or known.sex
    add_code(node, "administrativeGenderCode", sex or "UN", GENDER, "")
    if born_on := text_of(group, "born_on") or known.birth_date:
        add(node, "birthTime", value=time_of(born_on))
    multiple, order = answer_of(group, "multiple_birth"), answer_of(group, "birth_order")
    if multiple is not None:
        add_sdtc(node, "multipleBirthInd", value="true" if multiple else "false")
    if order is not None:
        add_sdtc(node, "multipleBirthOrderNumber", value=str(order))


def _is_born(group: Payload, known: RelationAsGiven) -> bool:
    return bool(
        text_of(group, "born_on")
        or text_of(group, "outcome") == BORN
        or known.birth_date
        or known.birth_name
        or known.first_given_name
    )


def _write_names_of_foetus(name: Node, known: RelationAsGiven, person: PersonAsGiven) -> None:
    """As the volet names it before birth: the names of the mother, and the given name chosen for it."""
    for tag, qualifier, text in (
        ("family", "BR", known.family_name or person.birth_name),
        ("family", "CL", person.used_name),
        ("given", "BR", person.first_given_name),
        ("given", "CL", known.given_names),
    ):
        if text:
            add(name, tag, text, qualifier=qualifier)


def _encounter(section: Node, writer: Writer, coded_item: str) -> Node:
    encounter = add(add(section, "entry"), "encounter", classCode="ENC", moodCode="EVN")
    add_templates(encounter, t.ENCOUNTER)
    add_identifier(encounter, text_of(writer.payload, "identifier"), writer.key)
    code = text_of(writer.payload, coded_item)
    system = definition.current_system(writer.instrument, coded_item, code)
    if not system:
        add_null(encounter, "code", "UNK")
        return encounter
    node = add_code(encounter, "code", code, system, definition.official_name(writer.instrument, coded_item, code))
    spoken = definition.label(writer.instrument, coded_item, code)
    writer.narrative.row(definition.question(writer.instrument, coded_item), spoken)
    other = text_of(writer.payload, "other_context")
    if coded_item == "context" and other:
        reference = writer.narrative.row("Précision", other)
        add(add(node, "originalText"), "reference", value=reference)
    return encounter


def _write_referrer(encounter: Node, writer: Writer, code: str) -> None:
    system = definition.current_system("follow_up", "referred_by", code)
    if not system:
        return
    entity = add(add(encounter, "informant"), "assignedEntity")
    add_null(entity, "id", "NA")
    add_code(entity, "code", code, system, definition.official_name("follow_up", "referred_by", code))
    writer.narrative.row("Adressé par", definition.label("follow_up", "referred_by", code))


def _can_be_born(foetus: Payload, ended_on: str) -> bool:
    """An ended pregnancy must say its outcome for each foetus (GRO-05)."""
    outcome = text_of(foetus, "outcome")
    return not ended_on or bool(definition.current_system("pregnancy", "foetuses.outcome", outcome))


def _write_foetus(
    organizer: Node, writer: Writer, foetus: Payload, position: int, person: PersonAsGiven, started_on: str
) -> None:
    component = add(organizer, "component", typeCode="COMP")
    add(component, "sequenceNumber", value=str(position + 1))
    birth = add(component, "organizer", classCode="CLUSTER", moodCode="EVN")
    add_templates(birth, t.BIRTH_ORGANIZER)
    add(birth, "id", root=writer.scribe.made_id("foetus", writer.key, str(position)))
    add_code(birth, "code", v.BIRTH_ORGANIZER, v.SNOMED, "observation sur l'accouchement")
    add(birth, "statusCode", code="completed")
    add_period(birth, started_on)
    born_on = text_of(foetus, "born_on")
    write_foetus_subject(birth, foetus, person)
    heading = f"Fœtus {position + 1}" + (f", né le {spoken_date(born_on)}" if born_on else "")
    reference = writer.narrative.row("Enfant", heading)
    _write_placeholder(birth, writer, position, reference)
    inner = Writer(writer.scribe, writer.narrative, "pregnancy", foetus, f"{writer.key}/{position}", "foetuses")
    inner.statements(birth, FOETUS, wrapper="component", templates=t.PREGNANCY_OBSERVATION)


def _write_placeholder(birth: Node, writer: Writer, position: int, reference: str) -> None:
    """The observation that the model requires and that says nothing."""
    statement = add(add(birth, "component"), "observation", classCode="OBS", moodCode="EVN")
    add_templates(statement, t.PREGNANCY_OBSERVATION)
    add(statement, "id", root=writer.scribe.made_id("placeholder", writer.key, str(position)))
    add_null(statement, "code", "NA")
    add(add(statement, "text"), "reference", value=reference)
    add(statement, "statusCode", code="completed")
    add_null(statement, "effectiveTime", "NA")
    add_null(statement, "value", "NA", "CD")


def _foetus_named(person: PersonAsGiven, local_id: str) -> RelationAsGiven:
    for relation in person.relations:
        for one in relation.local_ids:
            if relation.role == "foetus" and local_id in (f"{one.root}^{one.value}", one.value or one.root):
                return relation
    return RelationAsGiven(role="foetus")

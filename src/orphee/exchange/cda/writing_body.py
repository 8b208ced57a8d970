"""The sections of a 2025.01 body, written from the entries of a record."""

from __future__ import annotations

from collections.abc import Callable, Mapping

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
    add_term,
)
from orphee.exchange.cda.narrative import Narrative, spoken_date, spoken_flag
from orphee.exchange.cda.nodes import Node
from orphee.exchange.cda.statements import Scribe, Writer, answer_of, can_be_a_term, listed, text_of
from orphee.exchange.cda.table import BIRTH, CASE_FILE, DIAGNOSIS, RESEARCH
from orphee.exchange.cda.writing_care import write_activity, write_follow_up, write_pregnancy, write_site
from orphee.record.rules.submission import Payload, PersonAsGiven
from orphee.record.rules.view import EntryView, RecordView

# What the template of an entry requires and that no null may stand for. An entry without it is left out.
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "follow_up": ("referred_by",),
    "activity": ("context", "performer_profession", "objectives"),
    "diagnosis": ("status", "first_signs.period", "appraisal_on_entry"),
    "functioning": ("icf_code",),
}


def write_body(body: Node, view: RecordView, person: PersonAsGiven, label: Callable[[str], str]) -> None:
    """Every section that the record has something to say in."""
    scribe = Scribe(body, view.key, label)
    _write_case_file(scribe, view)
    _write_family(scribe, view)
    _write_problems(scribe, view)
    _write_functioning(scribe, view)
    for frame, instrument, write in (
        (t.FOLLOW_UPS, "follow_up", write_follow_up),
        (t.ACTIVITIES, "activity", lambda section, writer: write_activity(section, writer, person)),
        (t.DIAGNOSES, "diagnosis", _write_diagnosis),
    ):
        _write_each(scribe, view, frame, instrument, write)
    _write_birth(scribe, view)
    _write_each(
        scribe,
        view,
        t.PREGNANCIES,
        "pregnancy",
        lambda section, writer: write_pregnancy(section, writer, person),
    )
    _write_research(scribe, view)


def sayable(view: RecordView, instrument: str) -> list[EntryView]:
    """The entries of an instrument that have what their template requires, in a stable order."""
    found = [entry for entry in view.of(v.DATASET, instrument) if not lacking(entry)]
    return sorted(found, key=lambda entry: (entry.source_key, entry.key))


def lacking(entry: EntryView) -> tuple[str, ...]:
    """The required items that an entry lacks, or answers with a code that is no longer sent."""
    return tuple(
        item for item in REQUIRED.get(entry.instrument, ()) if not _is_said(entry.instrument, entry.payload, item)
    )


def _is_said(instrument: str, payload: Payload, item: str) -> bool:
    answers = listed(payload, item) or [answer_of(payload, item)]
    if definition.value_set(instrument, item) is None:
        return answers[0] not in (None, "")
    return any(definition.current_system(instrument, item, str(one)) for one in answers)


def entry_key(entry: EntryView) -> str:
    """The key under which an entry without an identifier of its own travels."""
    return entry.source_key or entry.key


def _write_each(
    scribe: Scribe,
    view: RecordView,
    frame: t.SectionFrame,
    instrument: str,
    write: Callable[[Node, Writer], None],
) -> None:
    entries = sayable(view, instrument)
    if not entries:
        return
    section, narrative = scribe.section(frame)
    for entry in entries:
        identifier = text_of(entry.payload, "identifier")
        narrative.table(f"{frame.entry} {identifier}".strip())
        write(section, Writer(scribe, narrative, instrument, entry.payload, entry_key(entry)))
    narrative.close()


def _write_case_file(scribe: Scribe, view: RecordView) -> None:
    """The one section that a document must have; what the record does not know of its case file is said unknown."""
    entries = list(view.of(v.DATASET, "case_file"))
    newest = max(entries, key=lambda entry: (text_of(entry.payload, "updated_on"), entry.key), default=None)
    payload = newest.payload if newest else {}
    key = entry_key(newest) if newest else ""
    section, narrative = scribe.section(t.CASE_FILE)
    identifier = text_of(payload, "identifier")
    narrative.row("Identifiant du dossier", identifier or key or "Inconnu")
    always = {"created_on": "TS", "updated_on": "TS"}
    Writer(scribe, narrative, "case_file", payload, key).statements(section, CASE_FILE, wrapper="entry", always=always)
    opened = section.find("{*}entry/{*}observation")
    if opened is not None:
        old = opened.find("{*}id")
        new = add_identifier(opened, identifier, key) if identifier or key else add_null(opened, "id", "UNK")
        if old is not None:
            opened.replace(old, new)
    narrative.close()


def _write_family(scribe: Scribe, view: RecordView) -> None:
    cases = [case for case in listed(view.one(v.DATASET, "family"), "index_cases") if isinstance(case, Mapping)]
    if not cases:
        return
    section, narrative = scribe.section(t.FAMILY)
    for position, case in enumerate(cases):
        narrative.table()
        _write_index_case(section, scribe, narrative, case, position)
    narrative.close()


def _write_index_case(section: Node, scribe: Scribe, narrative: Narrative, case: Payload, position: int) -> None:
    organizer = add(add(section, "entry"), "organizer", classCode="CLUSTER", moodCode="EVN")
    add_templates(organizer, t.FAMILY_ORGANIZER)
    add(organizer, "statusCode", code="completed")
    subject = add(organizer, "subject", typeCode="SBJ")
    add_templates(subject, t.SUBJECT)
    related = add(subject, "relatedSubject", classCode="PRS")
    relationship, identifier = text_of(case, "relationship"), text_of(case, "identifier")
    said = definition.label("family", "index_cases.relationship", relationship)
    if relationship:
        add_code(related, "code", relationship, v.ROLE_CODE, said)
        narrative.row("Lien de parenté", said)
    node = add(related, "subject", classCode="PSN")
    if identifier:
        root, _, extension = identifier.partition("^")
        add_sdtc(node, "id", root=root, extension=extension)
        narrative.row("Identifiant du premier cas", identifier)
    if text_of(case, "sex"):
        add_code(node, "administrativeGenderCode", text_of(case, "sex"), v.GENDER, "")
    for number, disease in enumerate(listed(case, "diseases")):
        if can_be_a_term(str(disease)):
            reference = narrative.row("Maladie rare du premier cas", scribe.term(str(disease)))
            statement = _observation(organizer, "component", t.FAMILY_OBSERVATION)
            add(statement, "id", root=scribe.made_id("index case", str(position), str(number)))
            add_code(statement, "code", v.FAMILY_FINDING, v.SNOMED, "constatation clinique")
            _frame(statement, reference)
            add_term(statement, str(disease), scribe.label(str(disease)))


def _write_problems(scribe: Scribe, view: RecordView) -> None:
    consanguinity = answer_of(view.one(v.DATASET, "family"), "consanguinity")
    vital = view.one(v.DATASET, "vital_status")
    status = text_of(vital, "status")
    system = definition.current_system("vital_status", "status", status)
    if consanguinity is None and not system:
        return
    section, narrative = scribe.section(t.PROBLEMS)
    act = _concern(section, scribe.made_id("problems"), "completed")
    if consanguinity is not None:
        reference = narrative.row("Personne issue d'une union consanguine", spoken_flag(consanguinity))
        statement = _problem(act, scribe.made_id("consanguinity"), v.PROBLEM, "problème", reference)
        statement.set("negationInd", "false" if consanguinity else "true")
        add_period(statement, "")
        add_code(statement, "value", v.CONSANGUINITY[0], v.SNOMED, "consanguinité", "CD")
    if system:
        _write_vital_status(act, scribe, narrative, vital, system)
    narrative.close()


def _write_vital_status(act: Node, scribe: Scribe, narrative: Narrative, vital: Payload, system: str) -> None:
    status, died_of, died_on = (text_of(vital, item) for item in ("status", "died_of", "died_on"))
    said = definition.label("vital_status", "status", status)
    reference = narrative.row("Statut du patient", said)
    if died_of:
        narrative.row("Maladie rare en cause", scribe.term(died_of))
    if died_on:
        narrative.row("Date du décès", spoken_date(died_on))
    statement = _problem(act, scribe.made_id("vital status"), v.PROBLEM, "problème", reference)
    add_period(statement, died_on)
    if not (can_be_a_term(died_of) and add_term(statement, died_of, scribe.label(died_of)) is not None):
        add_null(statement, "value", "NA", "CD")
    inner = _observation(statement, "entryRelationship", t.CLINICAL_STATUS)
    parent = inner.getparent()
    if parent is not None:
        parent.set("typeCode", "REFR")
    add_code(inner, "code", v.HEALTH_STATUS, v.LOINC, "Statut clinique du patient")
    add(add(inner, "text"), "reference", value=reference)
    add(inner, "statusCode", code="completed")
    official = definition.official_name("vital_status", "status", status)
    add_code(inner, "value", status, system, official, "CE")


def _write_functioning(scribe: Scribe, view: RecordView) -> None:
    entries = sayable(view, "functioning")
    if not entries:
        return
    section, narrative = scribe.section(t.FUNCTIONING)
    for entry in entries:
        code, day = text_of(entry.payload, "icf_code"), text_of(entry.payload, "assessed_on")
        organizer = add(add(section, "entry"), "organizer", classCode="CLUSTER", moodCode="EVN")
        add_templates(organizer, t.SURVEY_PANEL)
        add(organizer, "id", root=scribe.made_id("functioning", entry_key(entry)))
        add_null(organizer, "code", "NA")
        add(organizer, "statusCode", code="completed")
        add_period(organizer, day)
        reference = narrative.row(f"CIF, le {spoken_date(day)}" if day else "CIF", code)
        statement = _observation(organizer, "component", t.SURVEY_OBSERVATION)
        _carry_key(statement, entry)
        add_code(statement, "code", v.FUNCTIONAL_STATUS, v.LOINC, "Statut fonctionnel")
        add(add(statement, "text"), "reference", value=reference)
        add(statement, "statusCode", code="completed")
        add_period(statement, day)
        add_code(statement, "value", code, v.ICF, "", "CD")
    narrative.close()


def _carry_key(statement: Node, entry: EntryView) -> None:
    """A source's own identifier goes back as it came; a key that Orphée made travels under its root."""
    key = entry_key(entry)
    made = "~" in key or not entry.source_key
    add_identifier(statement, "" if made else key, key)


def _write_diagnosis(section: Node, writer: Writer) -> None:
    payload, scribe, narrative = writer.payload, writer.scribe, writer.narrative
    disease, day = text_of(payload, "disease"), text_of(payload, "diagnosed_on")
    identifier = text_of(payload, "identifier")
    around = text_of(payload, "act_identifier") or identifier
    act = _concern(section, "", "active", identifier=around, key=writer.key)
    reference = narrative.row("Maladie", scribe.term(disease) if disease else "Non précisément identifiée")
    statement = _problem(act, identifier, v.DIAGNOSIS, "interprétation diagnostique", reference, key=writer.key)
    if day:
        narrative.row("Date du diagnostic", spoken_date(day))
    add_period(statement, day)
    value = add_term(statement, disease, scribe.label(disease))
    if value is None:
        add_null(statement, "value", "OTH" if disease else "UNK", "CD")
    else:
        add(add(value, "originalText"), "reference", value=reference)
    write_site(statement, writer, "ORG-070", "Site Maladie rare")
    always = {"clinical_diagnosis.period": "CD", "genetic_diagnosis.period": "CD"}
    writer.statements(statement, DIAGNOSIS, wrapper="entryRelationship", always=always)
    writer.comment(statement)


def _write_birth(scribe: Scribe, view: RecordView) -> None:
    payload = view.one(v.DATASET, "birth")
    if not payload:
        return
    section, narrative = scribe.section(t.BIRTH)
    narrative.close()
    assisted = answer_of(payload, "assisted_procreation")
    if assisted is not None:
        _write_assisted_procreation(scribe, section, bool(assisted))
    if {"antenatal_malformation", "gestational_age_weeks"} & payload.keys():
        part, lines = scribe.section(t.BIRTH_EVENTS, section)
        # The official rules want the gestational age wherever the section holds an observation.
        writer = Writer(scribe, lines, "birth", payload, "birth")
        writer.statements(part, BIRTH[:2], wrapper="entry", always={"gestational_age_weeks": "PQ"})
        lines.close()
    examination, empty = scribe.section(t.EXAMINATION, section)
    empty.close()
    _write_vital_signs(scribe, examination, payload)


def _write_assisted_procreation(scribe: Scribe, section: Node, assisted: bool) -> None:
    part, narrative = scribe.section(t.BIRTH_PROCEDURES, section)
    procedure = add(add(part, "entry"), "procedure", classCode="PROC", moodCode="EVN")
    if not assisted:
        procedure.set("negationInd", "true")
    add_templates(procedure, t.PROCEDURE)
    add(procedure, "id", root=scribe.made_id("assisted procreation"))
    label = "09.02 ASSISTANCE MÉDICALE À LA PROCRÉATION"
    add_code(procedure, "code", v.ASSISTED_PROCREATION, v.CCAM, label)
    reference = narrative.row("Assistance médicale à la procréation", spoken_flag(assisted))
    add(add(procedure, "text"), "reference", value=reference)
    add(procedure, "statusCode", code="completed")
    add_null(procedure, "effectiveTime", "UNK")


def _write_vital_signs(scribe: Scribe, examination: Node, payload: Payload) -> None:
    if not {"weight_g", "length_cm", "head_circumference_cm"} & payload.keys():
        return
    part, narrative = scribe.section(t.VITAL_SIGNS, examination)
    organizer = add(add(part, "entry"), "organizer", classCode="CLUSTER", moodCode="EVN")
    add_templates(organizer, t.VITAL_SIGNS_ORGANIZER)
    add(organizer, "id", root=scribe.made_id("vital signs"))
    add_code(organizer, "code", "85353-1", v.LOINC, "Signes vitaux")
    add(organizer, "statusCode", code="completed")
    add_null(organizer, "effectiveTime", "NA")
    writer = Writer(scribe, narrative, "birth", payload, "vital signs")
    writer.statements(organizer, BIRTH[2:], wrapper="component", templates=t.VITAL_SIGN)
    narrative.close()


def _write_research(scribe: Scribe, view: RecordView) -> None:
    payload = view.one(v.DATASET, "research")
    if not {row.item for row in RESEARCH if not row.legacy} & payload.keys():
        return
    section, narrative = scribe.section(t.RESEARCH)
    Writer(scribe, narrative, "research", payload, "research").statements(section, RESEARCH, wrapper="entry")
    narrative.close()


def _concern(section: Node, root: str, status: str, *, identifier: str = "", key: str = "") -> Node:
    act = add(add(section, "entry"), "act", classCode="ACT", moodCode="EVN")
    add_templates(act, t.PROBLEM_CONCERN)
    add_identifier(act, root or identifier, key)
    add_null(act, "code", "NA")
    add(act, "statusCode", code=status)
    add_null(act, "effectiveTime", "NA")
    return act


def _problem(act: Node, identifier: str, code: str, label: str, reference: str, *, key: str = "") -> Node:
    relation = add(act, "entryRelationship", typeCode="SUBJ", inversionInd="false")
    statement = add(relation, "observation", classCode="OBS", moodCode="EVN")
    add_templates(statement, t.PROBLEM)
    add_identifier(statement, identifier, key)
    add_code(statement, "code", code, v.SNOMED, label)
    add(add(statement, "text"), "reference", value=reference)
    add(statement, "statusCode", code="completed")
    return statement


def _observation(parent: Node, wrapper: str, templates: tuple[str, ...]) -> Node:
    statement = add(add(parent, wrapper), "observation", classCode="OBS", moodCode="EVN")
    add_templates(statement, templates)
    return statement


def _frame(statement: Node, reference: str) -> None:
    add(add(statement, "text"), "reference", value=reference)
    add(statement, "statusCode", code="completed")
    add_null(statement, "effectiveTime", "NA")

"""The sections of a body, each read by one function; the coded statements inside by the rows of `table`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from orphee.exchange.cda import values
from orphee.exchange.cda.care import read_activities, read_follow_ups
from orphee.exchange.cda.diagnoses import read_diagnoses
from orphee.exchange.cda.gathering import Draft, Gathering, leftovers, observe
from orphee.exchange.cda.keys import key_of, put_identifier
from orphee.exchange.cda.nodes import Node, attribute, child, children, code_of, name, named, templates
from orphee.exchange.cda.pregnancies import read_pregnancies
from orphee.exchange.cda.table import BIRTH, CASE_FILE, RESEARCH
from orphee.exchange.cda.vocabulary import (
    ASSISTED_PROCREATION,
    ASSISTED_PROCREATION_2022,
    ATC,
    CONSANGUINITY,
    DEAD,
    DIAGNOSIS,
    EMEA,
    FAMILY_FINDING,
    FUNCTIONAL_STATUS,
    HEALTH_STATUS,
    SECTION_ACTIVITIES,
    SECTION_BIRTH,
    SECTION_BIRTH_EVENTS,
    SECTION_BIRTH_PROCEDURES,
    SECTION_CASE_FILE,
    SECTION_DIAGNOSES,
    SECTION_EXAMINATION,
    SECTION_FAMILY,
    SECTION_FOLLOW_UPS,
    SECTION_FUNCTIONING,
    SECTION_PREGNANCIES,
    SECTION_PROBLEMS,
    SECTION_RESEARCH,
    SECTION_RESEARCH_2022,
    SECTION_TREATMENTS_2022,
    SECTION_VITAL_SIGNS,
)

# Codes of former versions that are understood, though the data set asks nothing that could hold them:
# date of opposition, country and commune of an activity, certainty of a problem (2022.01).
CODES_WITHOUT_ITEM = {"GEN-316", "65649-6", "65647-0", "66455-7"}


BIRTH_SUBSECTIONS = {
    SECTION_BIRTH_PROCEDURES,
    SECTION_BIRTH_EVENTS,
    SECTION_EXAMINATION,
    SECTION_VITAL_SIGNS,
}


def read_body(body: Node) -> Gathering:
    """Everything the body says, and what could not be read."""
    gathering = Gathering(body)
    for section in children(body, "component", "section"):
        reader = next((SECTIONS[one] for one in templates(section) if one in SECTIONS), None)
        if reader is None:
            gathering.keep(section, "unknown_section")
            continue
        gathering.marks.enter(section)
        reader(gathering, section)
    for left in leftovers(body, gathering.marks):
        gathering.note(left, _reason(left))
    return gathering


def _reason(node: Node) -> str:
    if code_of(node) in CODES_WITHOUT_ITEM:
        return "no_item"
    return "unknown_section" if name(node) == "section" else "not_understood"


def _read_case_file(gathering: Gathering, section: Node) -> None:
    statements = list(children(section, "entry", "observation"))
    opened = next((one for one in statements if code_of(one) == "GEN-164"), None)
    identifier = child(opened, "id")
    draft = gathering.start("case_file", section, key_of("case_file", identifier))
    put_identifier(draft, identifier)
    observe(gathering, draft, statements, CASE_FILE)


def _read_family(gathering: Gathering, section: Node) -> None:
    for organizer in children(section, "entry", "organizer"):
        related = child(organizer, "subject", "relatedSubject")
        if related is None:
            continue
        draft = gathering.start("family", organizer)
        draft.add("index_cases", _index_case(gathering, organizer, related), organizer)
        gathering.marks.take(child(organizer, "subject"))


def _index_case(gathering: Gathering, organizer: Node, related: Node) -> dict[str, object]:
    known = child(related, "subject")
    case: dict[str, object] = {
        "identifier": values.identifier(named(known, "id")) if known is not None else "",
        "relationship": attribute(child(related, "code"), "code"),
        "sex": attribute(child(known, "administrativeGenderCode"), "code"),
        "diseases": [],
    }
    diseases: list[str] = []
    for statement in children(organizer, "component", "observation"):
        value = child(statement, "value")
        disease = values.curie(value)
        if code_of(statement) not in (FAMILY_FINDING, DIAGNOSIS):
            continue
        gathering.marks.enter(statement)
        if disease:
            diseases.append(disease)
        if disease or values.is_null(value) or not values.plain_text(value):
            gathering.marks.take(value)
    case["diseases"] = diseases
    return {key: value for key, value in case.items() if value}


def _read_problems(gathering: Gathering, section: Node) -> None:
    for statement in children(section, "entry", "act", "entryRelationship", "observation"):
        value = child(statement, "value")
        if values.code(value) in CONSANGUINITY:
            negated = attribute(statement, "negationInd").lower() in ("true", "1")
            draft = gathering.start("family", statement)
            if draft.put("consanguinity", not negated, statement):
                gathering.marks.take(value)
        else:
            _read_vital_status(gathering, statement, value)


def _read_vital_status(gathering: Gathering, problem: Node, value: Node | None) -> None:
    """PB-02 and PB-03: the disease is the cause of death only under the status "dead"."""
    for statement in children(problem, "entryRelationship", "observation"):
        state = child(statement, "value")
        if code_of(statement) != HEALTH_STATUS or not values.code(state):
            continue
        draft = gathering.start("vital_status", problem)
        if not draft.put("status", values.code(state), statement):
            return
        gathering.marks.take(state)
        if values.code(state) == DEAD:
            _read_death(gathering, draft, problem, value, child(statement, "effectiveTime"))
        elif value is not None and values.curie(value):
            gathering.keep(value, "no_item")


def _read_death(gathering: Gathering, draft: Draft, problem: Node, value: Node | None, stated: Node | None) -> None:
    disease = values.curie(value)
    if value is not None and disease:
        draft.put("died_of", disease, value)
        gathering.marks.take(value)
    time = stated if values.time_text(stated) else child(problem, "effectiveTime")
    died_on = values.date_of(values.time_text(time))
    if time is not None and died_on:
        draft.put("died_on", died_on, time)


def _read_functioning(gathering: Gathering, section: Node) -> None:
    for organizer in children(section, "entry", "organizer"):
        for statement in children(organizer, "component", "observation"):
            value = child(statement, "value")
            code = values.code(value)
            if code_of(statement) != FUNCTIONAL_STATUS or value is None or not code:
                continue
            time = child(statement, "effectiveTime")
            if not values.time_text(time):
                time = child(organizer, "effectiveTime")
            assessed_on = values.date_of(values.time_text(time))
            key = key_of("functioning", child(statement, "id"), code, assessed_on)
            draft = gathering.start("functioning", statement, key)
            draft.put("icf_code", code, value)
            if time is not None and assessed_on:
                draft.put("assessed_on", assessed_on, time)
            gathering.marks.take(value)


def _read_birth(gathering: Gathering, section: Node) -> None:
    for part in _subsections(section):
        if templates(part) & BIRTH_SUBSECTIONS:
            gathering.marks.enter(part)
    statements = [
        one
        for part in _subsections(section)
        for one in (
            *children(part, "entry", "observation"),
            *children(part, "entry", "organizer", "component", "observation"),
        )
    ]
    late = [one for one in statements if code_of(one) == "MED-077" and _is_before_term(one)]
    for one in late:
        gathering.keep(one, "weeks_before_term")
    draft = Draft("birth", section)
    observe(gathering, draft, [one for one in statements if one not in late], BIRTH)
    for part in _subsections(section):
        for procedure in children(part, "entry", "procedure"):
            _read_assisted_procreation(gathering, draft, procedure)
    if draft.payload:
        gathering.drafts.append(draft)


SHORTEST_PREGNANCY = 20  # weeks; below, the 2022.01 "précision terme" counts weeks before term


def _is_before_term(statement: Node) -> bool:
    weeks = values.quantity(child(statement, "value"), "wk")
    return weeks is not None and weeks < SHORTEST_PREGNANCY


def _read_assisted_procreation(gathering: Gathering, draft: Draft, procedure: Node) -> None:
    if code_of(procedure) in (ASSISTED_PROCREATION, ASSISTED_PROCREATION_2022):
        negated = attribute(procedure, "negationInd").lower() in ("true", "1")
        draft.put("assisted_procreation", not negated, procedure)
        gathering.marks.enter(procedure)


def _subsections(section: Node) -> Iterator[Node]:
    for one in children(section, "component", "section"):
        yield one
        yield from _subsections(one)


def _read_research(gathering: Gathering, section: Node) -> None:
    draft = Draft("research", section)
    observe(gathering, draft, children(section, "entry", "observation"), RESEARCH)
    for procedure in children(section, "entry", "procedure"):
        if values.is_null(child(procedure, "code")):
            gathering.marks.enter(procedure)
    if draft.payload:
        gathering.drafts.append(draft)


def _read_treatments(gathering: Gathering, section: Node) -> None:
    for statement in children(section, "entry", "substanceAdministration"):
        code = child(statement, "consumable", "manufacturedProduct", "manufacturedMaterial", "code")
        coded = [code, *children(code, "translation")] if code is not None else []
        products = {attribute(one, "codeSystem"): one for one in coded if one is not None and values.code(one)}
        times = child(statement, "effectiveTime")
        product = products.get(EMEA)
        started_on = values.date_of(values.time_text(times))
        key = key_of("orphan_treatment", child(statement, "id"), values.code(product), started_on)
        draft = gathering.start("orphan_treatment", statement, key)
        for item, node in (("product", product), ("atc", products.get(ATC))):
            if node is not None:
                draft.put(item, values.code(node), node)
        if times is not None and started_on:
            draft.put("started_on", started_on, times)
        ended_on = values.date_of(attribute(child(times, "high"), "value"))
        if times is not None and ended_on:
            draft.put("ended_on", ended_on, times)
        if draft.payload:
            gathering.marks.take(child(statement, "consumable"))


SECTIONS: Mapping[str, Callable[[Gathering, Node], None]] = {
    SECTION_CASE_FILE: _read_case_file,
    SECTION_FAMILY: _read_family,
    SECTION_PROBLEMS: _read_problems,
    SECTION_FUNCTIONING: _read_functioning,
    SECTION_FOLLOW_UPS: read_follow_ups,
    SECTION_ACTIVITIES: read_activities,
    SECTION_DIAGNOSES: read_diagnoses,
    SECTION_BIRTH: _read_birth,
    SECTION_PREGNANCIES: read_pregnancies,
    SECTION_RESEARCH: _read_research,
    SECTION_RESEARCH_2022: _read_research,
    SECTION_TREATMENTS_2022: _read_treatments,
}

"""The sections of a body, each read by one function; the coded statements inside by the rows of `table`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from orphee.datasets.sdm_mr_codes import DEAD
from orphee.exchange.cda import values
from orphee.exchange.cda.care import put_date, read_activities, read_follow_ups
from orphee.exchange.cda.diagnoses import read_diagnoses
from orphee.exchange.cda.gate import is_negated
from orphee.exchange.cda.gathering import Draft, Gathering, negated_flags, observe
from orphee.exchange.cda.keys import key_of, put_identifier
from orphee.exchange.cda.nodes import Node, attribute, child, children, code_of, named, templates
from orphee.exchange.cda.pregnancies import read_pregnancies
from orphee.exchange.cda.table import BIRTH, CASE_FILE, RESEARCH
from orphee.exchange.cda.vocabulary import (
    ASSISTED_PROCREATION,
    ASSISTED_PROCREATION_2022,
    ATC,
    CONSANGUINITY,
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

BIRTH_SUBSECTIONS = {
    SECTION_BIRTH_PROCEDURES,
    SECTION_BIRTH_EVENTS,
    SECTION_EXAMINATION,
    SECTION_VITAL_SIGNS,
}


def read_body(body: Node, gathering: Gathering) -> None:
    """Everything the body says; what no reader knows stays unmarked."""
    for section in children(body, "component", "section"):
        reader = next((SECTIONS[one] for one in templates(section) if one in SECTIONS), None)
        if reader is None:
            gathering.keep(section, "unknown_section")
            continue
        gathering.marks.enter(section)
        reader(gathering, section)


def _read_case_file(gathering: Gathering, section: Node) -> None:
    statements = list(gathering.stated(section, "entry", "observation", negatable=negated_flags(CASE_FILE)))
    opened = next((one for one in statements if code_of(one) == "GEN-164"), None)
    identifier = child(opened, "id")
    draft = gathering.start("case_file", section, key_of("case_file", identifier))
    put_identifier(gathering, draft, identifier)
    observe(gathering, draft, statements, CASE_FILE)
    if not draft.payload:  # the section is obligatory, even when it says nothing
        gathering.drafts.remove(draft)


def _read_family(gathering: Gathering, section: Node) -> None:
    for organizer in gathering.stated(section, "entry", "organizer", about_others=True):
        related = child(organizer, "subject", "relatedSubject")
        if related is None:
            continue
        draft = gathering.start("family", organizer)
        case = _index_case(gathering, organizer, related)
        draft.add("index_cases", case, organizer)
        _locate(draft, case, related)


def _locate(draft: Draft, case: dict[str, object], related: Node) -> None:
    """Where each answer of an index case stands, for what is said of it."""
    cases = draft.payload["index_cases"]
    position = cases.index(case) if isinstance(cases, list) else 0
    sex = child(related, "subject", "administrativeGenderCode")
    for item, node in (("relationship", child(related, "code")), ("sex", sex)):
        if node is not None:
            draft.where.setdefault(f"index_cases[{position}].{item}", node)


def _index_case(gathering: Gathering, organizer: Node, related: Node) -> dict[str, object]:
    known = child(related, "subject")
    identifier = named(known, "id") if known is not None else None
    relationship, sex = child(related, "code"), child(known, "administrativeGenderCode")
    gathering.marks.enter(related, known)
    gathering.marks.read_id(identifier)
    gathering.marks.read_code(relationship)
    gathering.marks.read_code(sex)
    case: dict[str, object] = {
        "identifier": values.identifier(identifier),
        "relationship": attribute(relationship, "code"),
        "sex": attribute(sex, "code"),
        "diseases": _diseases(gathering, organizer),
    }
    return {key: value for key, value in case.items() if value}


def _diseases(gathering: Gathering, organizer: Node) -> list[str]:
    diseases: list[str] = []
    for statement in gathering.stated(organizer, "component", "observation"):
        value = child(statement, "value")
        disease = values.curie(value)
        if code_of(statement) not in (FAMILY_FINDING, DIAGNOSIS):
            continue
        gathering.enter(statement)
        gathering.marks.enter(value)
        if disease:
            gathering.marks.read_code(value)
            diseases.append(disease)
    return diseases


def _is_consanguinity(statement: Node) -> bool:
    return values.code(child(statement, "value")) in CONSANGUINITY


def _read_problems(gathering: Gathering, section: Node) -> None:
    path = ("entry", "act", "entryRelationship", "observation")
    for statement in gathering.stated(section, *path, negatable=_is_consanguinity):
        if not _is_consanguinity(statement):
            _read_vital_status(gathering, statement, child(statement, "value"))
            continue
        draft = gathering.start("family", statement)
        if draft.put("consanguinity", not is_negated(statement), statement):
            gathering.marks.read(statement, "negationInd")
            gathering.marks.read_code(child(statement, "value"))


def _read_vital_status(gathering: Gathering, problem: Node, value: Node | None) -> None:
    """PB-02 and PB-03: the disease is the cause of death only under the status "dead"."""
    for statement in gathering.stated(problem, "entryRelationship", "observation"):
        state = child(statement, "value")
        if code_of(statement) != HEALTH_STATUS or not values.code(state):
            continue
        draft = gathering.start("vital_status", problem)
        if not draft.put("status", values.code(state), statement):
            return
        gathering.enter(statement)
        gathering.marks.read_code(state)
        if values.code(state) == DEAD:
            _read_death(gathering, draft, problem, value, child(statement, "effectiveTime"))
        elif value is not None and values.curie(value):
            gathering.keep(value, "no_item")


def _read_death(gathering: Gathering, draft: Draft, problem: Node, value: Node | None, stated: Node | None) -> None:
    disease = values.curie(value)
    if value is not None and disease:
        draft.put("died_of", disease, value)
        gathering.marks.read_code(value)
    put_date(gathering, draft, "died_on", stated if values.time_text(stated) else child(problem, "effectiveTime"))


def _read_functioning(gathering: Gathering, section: Node) -> None:
    for organizer in gathering.stated(section, "entry", "organizer"):
        for statement in gathering.stated(organizer, "component", "observation"):
            _read_score(gathering, organizer, statement)


def _read_score(gathering: Gathering, organizer: Node, statement: Node) -> None:
    value, identifier = child(statement, "value"), child(statement, "id")
    code = values.code(value)
    if code_of(statement) != FUNCTIONAL_STATUS or value is None or not code:
        return
    time, whole = child(statement, "effectiveTime"), child(organizer, "effectiveTime")
    if not values.time_text(time):
        time = whole
    assessed_on = values.date_of(values.time_text(time))
    draft = gathering.start("functioning", statement, key_of("functioning", identifier, code, assessed_on))
    gathering.enter(organizer)
    draft.put("icf_code", code, value)
    gathering.marks.read_code(value)
    gathering.marks.read_id(identifier)
    put_date(gathering, draft, "assessed_on", time)
    if values.date_of(values.time_text(whole)) == assessed_on:
        gathering.marks.read_day(whole)


def _read_birth(gathering: Gathering, section: Node) -> None:
    parts = list(_subsections(section))
    gathering.marks.enter(*(part for part in parts if templates(part) & BIRTH_SUBSECTIONS))
    statements = [one for part in parts for one in _birth_statements(gathering, part)]
    late = [one for one in statements if code_of(one) == "MED-077" and _is_before_term(one)]
    for one in late:
        gathering.keep(one, "weeks_before_term")
    draft = Draft("birth", section)
    observe(gathering, draft, [one for one in statements if one not in late], BIRTH)
    for part in parts:
        for procedure in gathering.stated(part, "entry", "procedure", negatable=_is_assisted_procreation):
            _read_assisted_procreation(gathering, draft, procedure)
    if draft.payload:
        gathering.drafts.append(draft)


def _birth_statements(gathering: Gathering, part: Node) -> Iterator[Node]:
    yield from gathering.stated(part, "entry", "observation")
    for organizer in gathering.stated(part, "entry", "organizer"):
        found = list(gathering.stated(organizer, "component", "observation"))
        if any(code_of(one) in _BIRTH_CODES for one in found):
            gathering.enter(organizer)
        yield from found


SHORTEST_PREGNANCY = 20  # weeks; below, the 2022.01 "précision terme" counts weeks before term
_BIRTH_CODES = {row.code for row in BIRTH}


def _is_before_term(statement: Node) -> bool:
    weeks = values.quantity(child(statement, "value"), "wk")
    return weeks is not None and weeks < SHORTEST_PREGNANCY


def _is_assisted_procreation(procedure: Node) -> bool:
    return code_of(procedure) in (ASSISTED_PROCREATION, ASSISTED_PROCREATION_2022)


def _read_assisted_procreation(gathering: Gathering, draft: Draft, procedure: Node) -> None:
    if _is_assisted_procreation(procedure):
        gathering.enter(procedure)
        if draft.put("assisted_procreation", not is_negated(procedure), procedure):
            gathering.marks.read(procedure, "negationInd")
        else:
            gathering.note(procedure, "repeated")


def _subsections(section: Node) -> Iterator[Node]:
    for one in children(section, "component", "section"):
        yield one
        yield from _subsections(one)


def _read_research(gathering: Gathering, section: Node) -> None:
    draft = Draft("research", section)
    statements = gathering.stated(section, "entry", "observation", negatable=negated_flags(RESEARCH))
    observe(gathering, draft, statements, RESEARCH)
    for procedure in gathering.stated(section, "entry", "procedure"):
        if values.is_null(child(procedure, "code")):
            gathering.marks.enter(procedure)
    if draft.payload:
        gathering.drafts.append(draft)


def _read_treatments(gathering: Gathering, section: Node) -> None:
    for statement in gathering.stated(section, "entry", "substanceAdministration"):
        code = child(statement, "consumable", "manufacturedProduct", "manufacturedMaterial", "code")
        coded = [code, *children(code, "translation")] if code is not None else []
        products = {attribute(one, "codeSystem"): one for one in coded if one is not None and values.code(one)}
        times, identifier, product = child(statement, "effectiveTime"), child(statement, "id"), products.get(EMEA)
        started_on = values.date_of(values.time_text(times))
        key = key_of("orphan_treatment", identifier, values.code(product), started_on)
        draft = gathering.start("orphan_treatment", statement, key)
        gathering.marks.read_id(identifier)
        for item, node in (("product", product), ("atc", products.get(ATC))):
            if node is not None:
                draft.put(item, values.code(node), node)
                gathering.marks.read_code(node)
        put_date(gathering, draft, "started_on", times)
        put_date(gathering, draft, "ended_on", child(times, "high"))


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

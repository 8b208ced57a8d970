"""Writing the coded statements of `table`: an answer of an entry becomes an observation and a line to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from orphee.exchange.cda import definition
from orphee.exchange.cda import templates as t
from orphee.exchange.cda.building import (
    SYSTEMS_BY_PREFIX,
    add,
    add_code,
    add_null,
    add_templates,
    add_term,
    add_value,
    made_id,
    time_of,
)
from orphee.exchange.cda.narrative import Narrative, spoken_date, spoken_flag
from orphee.exchange.cda.nodes import Node
from orphee.exchange.cda.table import Kind, Row, Rows
from orphee.exchange.cda.vocabulary import LOINC, OTHER_TECHNIQUE
from orphee.record.rules.submission import Payload

Label = Callable[[str], str]


@dataclass
class Scribe:
    """What writers of sections share: the body, the record's key for made identifiers, and labels of CURIEs."""

    body: Node
    record: str
    label: Label
    sections: int = field(default=0)

    def section(self, frame: t.SectionFrame, parent: Node | None = None) -> tuple[Node, Narrative]:
        """A section with its frame, and its narrative to fill. `close` the narrative when done."""
        self.sections += 1
        section = add(add(self.body if parent is None else parent, "component"), "section")
        add_templates(section, frame.templates)
        add(section, "id", root=self.made_id("section", frame.code))
        add_code(section, "code", frame.code, frame.system, frame.label)
        add(section, "title", frame.title)
        return section, Narrative(add(section, "text"), f"s{self.sections}")

    def made_id(self, *about: str) -> str:
        """A UUID that is the same each time the record is written."""
        return made_id(self.record, *about)

    def term(self, curie: str) -> str:
        """A term for people: its label and its code."""
        label = self.label(curie)
        return f"{label} ({curie})" if label else curie


def answer_of(payload: Payload, path: str) -> object:
    """An answer by its dotted path, or None."""
    current: object = payload
    for step in path.split("."):
        if not isinstance(current, Mapping):
            return None
        current = current.get(step)
    return current


def text_of(payload: Payload, path: str) -> str:
    """An answer as a text, empty when there is none."""
    found = answer_of(payload, path)
    return "" if found is None else str(found)


def listed(payload: Payload, path: str) -> list[object]:
    """The answers of a repeating item."""
    found = answer_of(payload, path)
    return list(found) if isinstance(found, list | tuple) else []


@dataclass
class Writer:
    """One entry being written: the scribe, the instrument, the payload, the narrative."""

    scribe: Scribe
    narrative: Narrative
    instrument: str
    payload: Payload
    key: str
    prefix: str = ""

    def path(self, item: str) -> str:
        """The item's path in the definition."""
        return f"{self.prefix}.{item}" if self.prefix else item

    def statements(
        self,
        parent: Node,
        rows: Rows,
        *,
        wrapper: str,
        templates: Iterable[str] = t.SIMPLE_OBSERVATION,
        always: Mapping[str, str] | None = None,
    ) -> None:
        """Every row that has an answer, and with a null those that must be there (`always`: item -> null type)."""
        for row in rows:
            if row.legacy:
                continue
            answers = listed(self.payload, row.item) if row.many else [answer_of(self.payload, row.item)]
            for position, answer in enumerate(answers):
                if answer is not None:
                    self._statement(parent, row, answer, wrapper, templates, position)
            if always and row.item in always and answers in ([], [None]):
                self._statement(parent, row, None, wrapper, templates, 0, null=always[row.item])

    def _statement(
        self,
        parent: Node,
        row: Row,
        answer: object,
        wrapper: str,
        templates: Iterable[str],
        position: int,
        null: str = "",
    ) -> None:
        if not null and not self._can_say(row, answer):
            return
        held = add(parent, wrapper)
        if wrapper == "entryRelationship":
            held.set("typeCode", "REFR")
            if row.inverted:
                held.set("inversionInd", "true")
        statement = add(held, "observation", classCode="OBS", moodCode="EVN")
        add_templates(statement, templates)
        self._identify(statement, row, position)
        add_code(statement, "code", row.code, row.system, row.label)
        question = definition.question(self.instrument, self.path(row.item.removesuffix(".period")), row.label)
        reference = self.narrative.row(question, "Non renseigné" if null else self._spoken(row, answer))
        add(add(statement, "text"), "reference", value=reference)
        add(statement, "statusCode", code="completed")
        add_null(statement, "effectiveTime", "NA")
        if null:
            add_null(statement, "value", "UNK", null)
        else:
            self._value(statement, row, answer, reference)

    def _identify(self, statement: Node, row: Row, position: int) -> None:
        identifier = self.scribe.made_id(self.instrument, self.key, self.path(row.item), row.code, str(position))
        add(statement, "id", root=identifier)

    def _can_say(self, row: Row, answer: object) -> bool:
        if row.kind is Kind.CODE:
            return bool(definition.current_system(self.instrument, self.path(row.item), str(answer)))
        if row.kind is Kind.TERM:
            return can_be_a_term(str(answer))
        return True

    def _spoken(self, row: Row, answer: object) -> str:
        if row.kind is Kind.CODE:
            return definition.label(self.instrument, self.path(row.item), str(answer))
        if row.kind is Kind.TERM:
            return self.scribe.term(str(answer))
        if row.kind is Kind.FLAG:
            return spoken_flag(answer)
        if row.kind is Kind.DATE:
            return spoken_date(str(answer))
        spoken = str(answer).replace(".", ",") if row.kind is Kind.QUANTITY else str(answer)
        return f"{spoken} {SPOKEN_UNITS.get(row.unit, '')}".strip()

    def _value(self, statement: Node, row: Row, answer: object, reference: str) -> None:
        if row.kind is Kind.CODE:
            self._coded_value(statement, row, str(answer))
        elif row.kind is Kind.TERM:
            curie = str(answer)
            add_term(statement, curie, self.scribe.label(curie), group=row.item == "clinical_description")
        elif row.kind is Kind.NARRATIVE:
            value = add_value(statement, "CD")
            add(add(value, "originalText"), "reference", value=reference)
        else:
            _plain_value(statement, row, answer)

    def _coded_value(self, statement: Node, row: Row, code: str) -> None:
        path = self.path(row.item)
        system = definition.current_system(self.instrument, path, code)
        official = definition.official_name(self.instrument, path, code)
        value = add_code(statement, "value", code, system, official, "CD")
        other = self.payload.get("other_technique") if code == OTHER_TECHNIQUE else None
        if other and row.item == "techniques":
            said = self.narrative.row(definition.question(self.instrument, "other_technique"), str(other))
            add(add(value, "originalText"), "reference", value=said)

    def comment(self, parent: Node) -> None:
        """The comment of an entry: its words stand in the narrative."""
        said = text_of(self.payload, "comment")
        if not said:
            return
        act = add(add(parent, "entryRelationship", typeCode="SUBJ", inversionInd="true"), "act")
        act.set("classCode", "ACT")
        act.set("moodCode", "EVN")
        add_templates(act, t.COMMENT)
        add_code(act, "code", "48767-8", LOINC, "Commentaire")
        reference = self.narrative.row(definition.question(self.instrument, "comment"), said)
        add(add(act, "text"), "reference", value=reference)
        add(act, "statusCode", code="completed")


SPOKEN_UNITS = {"mo": "mois", "wk": "semaines", "g": "g", "cm": "cm"}


def can_be_a_term(curie: str) -> bool:
    """Whether a code system of the volet bears the prefix."""
    prefix, _, bare = curie.partition(":")
    return prefix in SYSTEMS_BY_PREFIX and bool(bare)


def _plain_value(statement: Node, row: Row, answer: object) -> None:
    if row.kind is Kind.FLAG:
        add_value(statement, "BL", value="true" if answer else "false")
    elif row.kind is Kind.COUNT:
        add_value(statement, "INT", value=str(answer))
    elif row.kind is Kind.QUANTITY:
        add_value(statement, "PQ", value=f"{answer}", unit=row.unit)
    elif row.kind is Kind.DATE:
        add_value(statement, "TS", value=time_of(str(answer)))
    else:
        add_value(statement, "ST", str(answer))

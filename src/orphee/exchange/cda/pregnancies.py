"""Pregnancies of the person, and the foetuses and newborns of each."""

from __future__ import annotations

from orphee.exchange.cda import values
from orphee.exchange.cda.care import put_date
from orphee.exchange.cda.gathering import Draft, Gathering, negated_flags, observe
from orphee.exchange.cda.keys import key_of, put_identifier
from orphee.exchange.cda.nodes import Node, attribute, child
from orphee.exchange.cda.subjects import meet_subject, subject_group
from orphee.exchange.cda.table import FOETUS, PREGNANCY


def read_pregnancies(gathering: Gathering, section: Node) -> None:
    """One organizer a pregnancy (GRO-01 to GRO-07)."""
    for organizer in gathering.stated(section, "entry", "organizer"):
        times, identifier = child(organizer, "effectiveTime"), child(organizer, "id")
        started_on = values.date_of(values.time_text(times))
        draft = gathering.start("pregnancy", organizer, key_of("pregnancy", identifier, started_on))
        put_identifier(gathering, draft, identifier)
        put_date(gathering, draft, "started_on", times)
        put_date(gathering, draft, "ended_on", child(times, "high"))
        said = gathering.stated(organizer, "component", "observation", negatable=negated_flags(PREGNANCY))
        observe(gathering, draft, said, PREGNANCY)
        for birth in gathering.stated(organizer, "component", "organizer", about_others=True):
            _read_foetus(gathering, draft, birth)


def _read_foetus(gathering: Gathering, draft: Draft, birth: Node) -> None:
    gathering.enter(birth)
    foetus = Draft("pregnancy", birth, item_prefix="foetuses")
    subject = child(birth, "subject")
    if subject is not None:
        foetus.payload.update(subject_group(gathering, subject))
        born_on = values.date_of(attribute(child(subject, "relatedSubject", "subject", "birthTime"), "value"))
        if born_on:
            foetus.put("born_on", born_on, subject)
    statements = list(gathering.stated(birth, "component", "observation", negatable=negated_flags(FOETUS)))
    gathering.marks.enter(*(one for one in statements if values.is_placeholder(one)))
    observe(gathering, foetus, statements, FOETUS)
    if subject is not None:
        meet_subject(gathering, subject, outcome=str(foetus.payload.get("outcome", "")))
    if foetus.payload:
        draft.add("foetuses", foetus.payload, birth)
        position = len(_listed(draft)) - 1
        for item, node in foetus.where.items():
            draft.where[f"foetuses[{position}].{item}"] = node


def _listed(draft: Draft) -> list[object]:
    listed = draft.payload.get("foetuses")
    return listed if isinstance(listed, list) else []

"""Pregnancies of the person, and the foetuses and newborns of each."""

from __future__ import annotations

from orphee.exchange.cda import values
from orphee.exchange.cda.care import meet_foetus, put_date, subject_group
from orphee.exchange.cda.gathering import Draft, Gathering, observe
from orphee.exchange.cda.keys import key_of, put_identifier
from orphee.exchange.cda.nodes import Node, attribute, child, children
from orphee.exchange.cda.table import FOETUS, PREGNANCY


def read_pregnancies(gathering: Gathering, section: Node) -> None:
    """One organizer a pregnancy (GRO-01 to GRO-07)."""
    for organizer in children(section, "entry", "organizer"):
        times = child(organizer, "effectiveTime")
        started_on = values.date_of(values.time_text(times))
        draft = gathering.start("pregnancy", organizer, key_of("pregnancy", child(organizer, "id"), started_on))
        put_identifier(draft, child(organizer, "id"))
        put_date(draft, "started_on", times)
        high = child(times, "high")
        ended_on = values.date_of(attribute(high, "value"))
        if high is not None and ended_on:
            draft.put("ended_on", ended_on, high)
        observe(gathering, draft, children(organizer, "component", "observation"), PREGNANCY)
        for birth in children(organizer, "component", "organizer"):
            _read_foetus(gathering, draft, birth)


def _read_foetus(gathering: Gathering, draft: Draft, birth: Node) -> None:
    gathering.marks.enter(birth)
    foetus = Draft("pregnancy", birth, item_prefix="foetuses")
    subject = child(birth, "subject")
    if subject is not None:
        foetus.payload.update(subject_group(subject))
        born_on = values.date_of(attribute(child(subject, "relatedSubject", "subject", "birthTime"), "value"))
        if born_on:
            foetus.put("born_on", born_on, subject)
        meet_foetus(gathering, subject)
    statements = list(children(birth, "component", "observation"))
    for one in statements:
        if values.is_placeholder(one):
            gathering.marks.take(child(one, "value"))
    observe(gathering, foetus, statements, FOETUS)
    if foetus.payload:
        draft.add("foetuses", foetus.payload, birth)
        position = len(_listed(draft)) - 1
        for item, node in foetus.where.items():
            draft.where[f"foetuses[{position}].{item}"] = node


def _listed(draft: Draft) -> list[object]:
    listed = draft.payload.get("foetuses")
    return listed if isinstance(listed, list) else []

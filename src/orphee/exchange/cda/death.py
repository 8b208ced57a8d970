"""The death that the identity states (sdtc:deceasedInd, deceasedTime): it completes the section of problems."""

from __future__ import annotations

from orphee.datasets.sdm_mr_codes import DEAD
from orphee.exchange.cda import values
from orphee.exchange.cda.gathering import Draft, Gathering
from orphee.exchange.cda.nodes import Node, attribute, child, named


def read_death(role: Node, gathering: Gathering) -> None:
    """Vital status from the identity when the section says none; else the two must agree."""
    patient = child(role, "patient")
    if patient is None:
        return
    indicator, time = named(patient, "deceasedInd"), named(patient, "deceasedTime")
    died_on = values.date_of(attribute(time, "value"))
    is_dead = True if died_on else values.flag(indicator)
    if is_dead is None:
        return
    known = gathering.draft_of("vital_status")
    at = indicator if indicator is not None else time
    if at is None or (known is not None and _disagrees(known, is_dead=is_dead, died_on=died_on)):
        for node in (indicator, time):
            if node is not None:
                gathering.keep(node, "deaths_disagree")
        return
    if values.flag(indicator) is not None:
        gathering.marks.read(indicator, "value")
    if died_on:
        gathering.marks.read_day(time)
    if is_dead:
        draft = known or gathering.start("vital_status", at)
        draft.put("status", DEAD, at)
        if died_on and time is not None:
            draft.put("died_on", died_on, time)


def _disagrees(known: Draft, *, is_dead: bool, died_on: str) -> bool:
    if (known.payload.get("status") == DEAD) is not is_dead:
        return True
    before = str(known.payload.get("died_on", ""))
    shorter, longer = sorted((before, died_on), key=len)
    return bool(shorter) and not longer.startswith(shorter)

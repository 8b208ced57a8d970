"""Where an activity took place (ACT-05), when the rare-disease site does not say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from orphee.exchange.cda.gathering import Draft, Gathering
from orphee.exchange.cda.nodes import Node, attribute, child, children, words
from orphee.exchange.cda.people import address_of, telecoms_of
from orphee.exchange.cda.professionals import mark_organisation, organisation
from orphee.exchange.cda.vocabulary import SITE_ROLES, SITES
from orphee.record.rules.submission import Address, Payload, Telecom


def put_place(gathering: Gathering, draft: Draft, participant: Node) -> None:
    """The establishment, the address and the telephones; the name where no code of the directory says it."""
    role = child(participant, "participantRole")
    if role is None or "place" in draft.payload:
        return
    entity = child(role, "playingEntity")
    place: dict[str, object] = {"finess": organisation(role).get("finess"), "address": _address(gathering, role)}
    if not any(attribute(one, "root") == SITES for one in children(role, "id")):
        place["name"] = words(child(entity, "name"))
    place = {key: value for key, value in place.items() if value}
    if place:
        draft.put("place", place, participant)
        gathering.marks.enter(entity)
        if attribute(child(role, "code"), "code") in SITE_ROLES:
            gathering.marks.read_code(child(role, "code"))
        gathering.marks.read_text(child(entity, "name"))
        mark_organisation(gathering.marks, role)


def address_kept(place: Payload) -> tuple[Address | None, list[Telecom]]:
    """The address and the telephones of a place as they were kept; nothing of what is not of that form."""
    kept = place.get("address")
    if not isinstance(kept, Mapping):
        return None, []
    said = {key: str(kept.get(key) or "") for key in Address.__dataclass_fields__}
    telecoms = kept.get("telecoms")
    numbers = [one for one in telecoms if isinstance(one, Mapping)] if isinstance(telecoms, list) else []
    return (
        Address(**said) if any(said.values()) else None,
        [Telecom(str(one.get("value") or ""), str(one.get("use") or "")) for one in numbers],
    )


def _address(gathering: Gathering, role: Node) -> dict[str, object]:
    address = address_of(child(role, "addr"), gathering.marks)
    kept: dict[str, object] = {key: said for key, said in asdict(address).items() if said} if address else {}
    telecoms = [asdict(one) for one in telecoms_of(role, gathering.marks)]
    return {**kept, "telecoms": telecoms} if telecoms else kept

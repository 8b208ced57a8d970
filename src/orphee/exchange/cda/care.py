"""Follow-ups at sites and activities: both are encounters with performers and places."""

from __future__ import annotations

from dataclasses import replace

from orphee.exchange.cda import definition, values
from orphee.exchange.cda.gathering import Draft, Gathering, SiteAsNamed, coding_of, negated_flags, observe
from orphee.exchange.cda.keys import key_of, put_identifier
from orphee.exchange.cda.nodes import Node, attribute, child, children, words, xpath_of
from orphee.exchange.cda.places import put_place
from orphee.exchange.cda.professionals import (
    leave_to_directories,
    mark_organisation,
    mark_professional,
    organisation,
    professional,
)
from orphee.exchange.cda.subjects import meet_subject, subject_group
from orphee.exchange.cda.table import ACTIVITY, FOLLOW_UP
from orphee.exchange.cda.vocabulary import OTHER_CONTEXT, PHYSICIAN, SITE_ROLES, SITES
from orphee.exchange.lengths import SITE_CODE


def read_follow_ups(gathering: Gathering, section: Node) -> None:
    """One encounter a site (PEC-01 to PEC-06, GEN-368)."""
    for encounter in gathering.stated(section, "entry", "encounter"):
        site, _ = _site(encounter)
        identifier = child(encounter, "id")
        draft = gathering.start("follow_up", encounter, key_of("follow_up", identifier, site))
        put_identifier(gathering, draft, identifier)
        put_code(gathering, draft, "encounter_type", child(encounter, "code"))
        put_date(gathering, draft, "included_on", child(encounter, "effectiveTime"))
        _put_performer(gathering, draft, encounter, "physician")
        for informant in children(encounter, "informant"):
            _put_referrer(gathering, draft, informant)
        put_site(gathering, draft, encounter)
        said = gathering.stated(encounter, "entryRelationship", "observation", negatable=negated_flags(FOLLOW_UP))
        observe(gathering, draft, said, FOLLOW_UP)


def read_activities(gathering: Gathering, section: Node) -> None:
    """One encounter an activity (ACT-01 to ACT-07, ORG-034)."""
    for encounter in gathering.stated(section, "entry", "encounter", about_others=True):
        site, _ = _site(encounter)
        time, identifier = child(encounter, "effectiveTime"), child(encounter, "id")
        performed_on = values.instant_of(values.time_text(time))
        draft = gathering.start("activity", encounter, key_of("activity", identifier, performed_on, site))
        put_identifier(gathering, draft, identifier)
        _put_context(gathering, draft, child(encounter, "code"))
        if time is not None and performed_on:
            draft.put("performed_on", performed_on, time)
            gathering.marks.read_time(time)
        _put_performer(gathering, draft, encounter, "performer")
        put_code(gathering, draft, "performer_profession", child(encounter, "performer", "assignedEntity", "code"))
        put_site(gathering, draft, encounter)
        for participant in _places(encounter):
            put_place(gathering, draft, participant)
        _put_foetus(gathering, draft, child(encounter, "subject"))
        observe(gathering, draft, gathering.stated(encounter, "entryRelationship", "observation"), ACTIVITY)


def put_code(gathering: Gathering, draft: Draft, item: str, node: Node | None) -> None:
    """A code that stands on its own element rather than in a statement."""
    if node is None:
        return
    whole, node = node, coding_of(draft.instrument, item, node)
    if not values.code(node):
        return
    if node is not whole:
        gathering.marks.read(whole, "nullFlavor")
    draft.put(item, _stored(draft, item, node), node)
    gathering.marks.read_code(node)
    expected = definition.system_of(draft.instrument, item, values.code(node))
    if expected and attribute(node, "codeSystem") not in ("", expected):
        gathering.note(node, "other_code_system")


def put_date(gathering: Gathering, draft: Draft, item: str, node: Node | None) -> None:
    """A day that stands in an effectiveTime, or in the start of its period."""
    date = values.date_of(values.time_text(node))
    if node is not None and date and draft.put(item, date, node):
        gathering.marks.read_day(node)


def put_site(gathering: Gathering, draft: Draft, statement: Node) -> None:
    """The rare-disease site of a participant of type LOC; its address belongs to the directory of sites."""
    site, participant = _site(statement)
    if participant is not None and len(site) > SITE_CODE:
        gathering.keep(participant, "site_code_too_long")
    elif participant is not None and site:
        draft.put("site", site, participant)
        _mark_site(gathering, participant, site)
        named_ = _site_as_named(gathering, site, participant, statement)
        if draft.instrument != "activity":  # there, the establishment is where the activity took place
            role = child(participant, "participantRole")
            mark_organisation(gathering.marks, role)
            named_ = replace(named_, finess=str(organisation(role).get("finess", named_.finess)))
        gathering.sites.setdefault((draft.instrument, site), named_)
    for one in _places(statement):
        identifiers = list(children(one, "participantRole", "id"))
        if identifiers and all(values.is_null(identifier) for identifier in identifiers):
            _mark_site(gathering, one, "")


def _mark_site(gathering: Gathering, participant: Node, site: str) -> None:
    """The code of the site, and what the directory of sites knows."""
    role = child(participant, "participantRole")
    gathering.marks.enter(role, child(role, "playingEntity"))
    for one in (*children(participant, "participantRole", "id"), child(role, "playingEntity", "code")):
        if one is not None and site and site in (attribute(one, "extension"), attribute(one, "code")):
            gathering.marks.read(one, "root", "extension", "code")
    if attribute(child(role, "code"), "code") in SITE_ROLES:
        gathering.marks.read_code(child(role, "code"))
    if site:
        gathering.marks.read_text(child(role, "playingEntity", "name"))
    leave_to_directories(gathering.marks, role)


def _put_foetus(gathering: Gathering, draft: Draft, subject: Node | None) -> None:
    if subject is None:
        return
    group = subject_group(gathering, subject)
    if group:
        draft.put("foetus", group, subject)
        meet_subject(gathering, subject)


def _put_context(gathering: Gathering, draft: Draft, code: Node | None) -> None:
    put_code(gathering, draft, "context", code)
    text = child(code, "originalText")
    if text is None or values.code(code) != OTHER_CONTEXT:
        return
    said = gathering.referred(text)
    gathering.marks.enter(text)
    if said and definition.item("activity", "other_context") is not None:
        draft.put("other_context", said, text)
    elif said:
        gathering.keep(text, "no_item")


def _put_performer(gathering: Gathering, draft: Draft, encounter: Node, item: str) -> None:
    for performer in children(encounter, "performer"):
        entity = child(performer, "assignedEntity")
        found = professional(entity)
        unknown = not found and values.is_null(child(entity, "id"))
        if unknown or (found and draft.put(item, found, performer)):
            mark_professional(gathering.marks, entity)
            if item == "physician" and values.code(child(entity, "code")) in ("", PHYSICIAN):
                gathering.marks.read_code(child(entity, "code"))


def _put_referrer(gathering: Gathering, draft: Draft, informant: Node) -> None:
    """Who sent the person, by kind; their name has no place in the data set and is listed."""
    entity = child(informant, "assignedEntity")
    code = child(entity, "code")
    code = coding_of("follow_up", "referred_by", code) if code is not None else None
    if code is not None and values.code(code):
        draft.add("referred_by", _stored(draft, "referred_by", code), code)
        gathering.marks.read_code(code)
        leave_to_directories(gathering.marks, entity)


def _site(statement: Node) -> tuple[str, Node | None]:
    for participant in _places(statement):
        for one in children(participant, "participantRole", "id"):
            if attribute(one, "root") == SITES and attribute(one, "extension"):
                return attribute(one, "extension"), participant
    return "", None


def _places(statement: Node) -> list[Node]:
    return [one for one in children(statement, "participant") if attribute(one, "typeCode") == "LOC"]


def _site_as_named(gathering: Gathering, code: str, participant: Node, statement: Node) -> SiteAsNamed:
    role = child(participant, "participantRole")
    organisation_ = child(statement, "performer", "assignedEntity", "representedOrganization")
    return SiteAsNamed(
        code=code,
        name=attribute(child(role, "playingEntity", "code"), "displayName"),
        finess=str(organisation(organisation_).get("finess", "")),
        postal_code=words(child(role, "addr", "postalCode")),
        at=xpath_of(participant, gathering.marks.paths),
    )


def _stored(draft: Draft, item: str, node: Node) -> str:
    return definition.stored(draft.instrument, item, values.code(node))

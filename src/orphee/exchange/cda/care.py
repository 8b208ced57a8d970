"""Follow-ups at sites and activities: both are encounters with performers and places."""

from __future__ import annotations

from orphee.exchange.cda import definition, values
from orphee.exchange.cda.gathering import Draft, Gathering, SiteAsNamed, observe
from orphee.exchange.cda.header import organisation, professional
from orphee.exchange.cda.keys import key_of, put_identifier
from orphee.exchange.cda.nodes import Node, attribute, child, children, named, words, xpath_of
from orphee.exchange.cda.people import foetus_of, whole_number
from orphee.exchange.cda.table import ACTIVITY, FOLLOW_UP
from orphee.exchange.cda.vocabulary import OTHER_CONTEXT, SITES
from orphee.exchange.lengths import SITE_CODE


def read_follow_ups(gathering: Gathering, section: Node) -> None:
    """One encounter a site (PEC-01 to PEC-06, GEN-368)."""
    for encounter in children(section, "entry", "encounter"):
        if child(encounter, "subject") is not None:
            gathering.keep(encounter, "foetus_subject")
            continue
        site, _ = _site(encounter)
        draft = gathering.start("follow_up", encounter, key_of("follow_up", child(encounter, "id"), site))
        put_identifier(draft, child(encounter, "id"))
        put_code(gathering, draft, "encounter_type", child(encounter, "code"))
        put_date(draft, "included_on", child(encounter, "effectiveTime"))
        _put_performer(gathering, draft, encounter, "physician")
        for informant in children(encounter, "informant"):
            code = child(informant, "assignedEntity", "code")
            if code is not None and values.code(code):
                draft.add("referred_by", _stored(draft, "referred_by", code), code)
                gathering.marks.take(informant)
        put_site(gathering, draft, encounter)
        observe(gathering, draft, children(encounter, "entryRelationship", "observation"), FOLLOW_UP)


def read_activities(gathering: Gathering, section: Node) -> None:
    """One encounter an activity (ACT-01 to ACT-07, ORG-034)."""
    for encounter in children(section, "entry", "encounter"):
        site, _ = _site(encounter)
        performed_on = values.instant_of(values.time_text(child(encounter, "effectiveTime")))
        key = key_of("activity", child(encounter, "id"), performed_on, site)
        draft = gathering.start("activity", encounter, key)
        put_identifier(draft, child(encounter, "id"))
        _put_context(gathering, draft, child(encounter, "code"))
        time = child(encounter, "effectiveTime")
        if time is not None and performed_on:
            draft.put("performed_on", performed_on, time)
        _put_performer(gathering, draft, encounter, "performer")
        profession = child(encounter, "performer", "assignedEntity", "code")
        put_code(gathering, draft, "performer_profession", profession)
        put_site(gathering, draft, encounter)
        _put_place(gathering, draft, encounter)
        _put_foetus(gathering, draft, child(encounter, "subject"))
        observe(gathering, draft, children(encounter, "entryRelationship", "observation"), ACTIVITY)


def put_code(gathering: Gathering, draft: Draft, item: str, node: Node | None) -> None:
    """A code that stands on its own element rather than in a statement."""
    if node is None or not values.code(node):
        return
    draft.put(item, _stored(draft, item, node), node)
    expected = definition.system_of(draft.instrument, item, values.code(node))
    if expected and attribute(node, "codeSystem") not in ("", expected):
        gathering.note(node, "other_code_system")


def put_date(draft: Draft, item: str, node: Node | None) -> None:
    """A day that stands in an effectiveTime."""
    date = values.date_of(values.time_text(node))
    if node is not None and date:
        draft.put(item, date, node)


def put_site(gathering: Gathering, draft: Draft, statement: Node) -> None:
    """The rare-disease site of a participant of type LOC; its address belongs to the directory of sites."""
    site, participant = _site(statement)
    if participant is not None and len(site) > SITE_CODE:
        gathering.keep(participant, "site_code_too_long")
    elif participant is not None and site:
        draft.put("site", site, participant)
        gathering.marks.take(participant)
        gathering.sites.setdefault((draft.instrument, site), _site_as_named(site, participant, statement))
    for one in _places(statement):
        identifiers = list(children(one, "participantRole", "id"))
        if identifiers and all(values.is_null(identifier) for identifier in identifiers):
            gathering.marks.take(one)


def subject_group(subject: Node) -> dict[str, object]:
    """What an entry keeps of a foetus: identifier, sex, multiple birth and order. Never a name."""
    known = child(subject, "relatedSubject", "subject")
    if known is None:
        return {}
    group: dict[str, object | None] = {
        "local_id": values.identifier(named(known, "id")),
        "sex": attribute(child(known, "administrativeGenderCode"), "code"),
        "multiple_birth": values.flag(named(known, "multipleBirthInd")),
        "birth_order": whole_number(named(known, "multipleBirthOrderNumber")),
    }
    return {key: value for key, value in group.items() if value not in ("", None)}


def meet_foetus(gathering: Gathering, subject: Node) -> None:
    """The foetus among the people of the document, with the names the entry must not hold."""
    related = child(subject, "relatedSubject")
    if related is not None:
        gathering.relations.append(foetus_of(related))
        gathering.marks.take(subject)


def _put_foetus(gathering: Gathering, draft: Draft, subject: Node | None) -> None:
    if subject is None:
        return
    group = subject_group(subject)
    if group:
        draft.put("foetus", group, subject)
        meet_foetus(gathering, subject)


def _put_context(gathering: Gathering, draft: Draft, code: Node | None) -> None:
    put_code(gathering, draft, "context", code)
    text = child(code, "originalText")
    if text is None or values.code(code) != OTHER_CONTEXT:
        return
    said = gathering.referred(text)
    if said and definition.item("activity", "other_context") is not None:
        draft.put("other_context", said, text)
    elif said:
        gathering.note(text, "no_item")


def _put_performer(gathering: Gathering, draft: Draft, encounter: Node, item: str) -> None:
    for performer in children(encounter, "performer"):
        found = professional(child(performer, "assignedEntity"))
        unknown = not found and values.is_null(child(performer, "assignedEntity", "id"))
        if unknown or (found and draft.put(item, found, performer)):
            gathering.marks.take(performer)


def _put_place(gathering: Gathering, draft: Draft, encounter: Node) -> None:
    """The establishment where the activity took place, when it is not the site's own."""
    for participant in _places(encounter):
        finess = organisation(child(participant, "participantRole")).get("finess")
        if finess:
            draft.put("place", {"finess": finess}, participant)
            gathering.marks.take(participant)


def _site(statement: Node) -> tuple[str, Node | None]:
    for participant in _places(statement):
        for one in children(participant, "participantRole", "id"):
            if attribute(one, "root") == SITES and attribute(one, "extension"):
                return attribute(one, "extension"), participant
    return "", None


def _places(statement: Node) -> list[Node]:
    return [one for one in children(statement, "participant") if attribute(one, "typeCode") == "LOC"]


def _site_as_named(code: str, participant: Node, statement: Node) -> SiteAsNamed:
    role = child(participant, "participantRole")
    organisation_ = child(statement, "performer", "assignedEntity", "representedOrganization")
    return SiteAsNamed(
        code=code,
        name=attribute(child(role, "playingEntity", "code"), "displayName"),
        finess=str(organisation(organisation_).get("finess", "")),
        postal_code=words(child(role, "addr", "postalCode")),
        at=xpath_of(participant),
    )


def _stored(draft: Draft, item: str, node: Node) -> str:
    return definition.stored(draft.instrument, item, values.code(node))

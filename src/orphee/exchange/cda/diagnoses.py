"""Diagnoses: one act a rare disease, the observation of the disease, and around it what is said of it.

2022.01 sets the statements about a diagnosis beside its observation, later versions inside it.
"""

from __future__ import annotations

from orphee.datasets import ages
from orphee.exchange.cda import values
from orphee.exchange.cda.care import put_date, put_site
from orphee.exchange.cda.gathering import Draft, Gathering, observe, term_in
from orphee.exchange.cda.keys import is_carried, key_of, put_identifier
from orphee.exchange.cda.nodes import Node, child, children, code_of
from orphee.exchange.cda.table import DIAGNOSIS
from orphee.exchange.cda.vocabulary import DIAGNOSIS as DIAGNOSIS_CODE
from orphee.exchange.cda.vocabulary import ORPHA_DISEASE, ORPHA_GROUP, OTHER_TECHNIQUE

_ORPHA = (ORPHA_DISEASE, ORPHA_GROUP)
_COMMENT = "48767-8"
_APPARENTLY_HEALTHY = "MED-064"
BY_ACT = "2022.01"  # the version whose act holds one diagnosis and bears its identifier
_TECHNIQUES = ("MED-1286", "MED-068")


def read_diagnoses(gathering: Gathering, section: Node) -> None:
    """Every diagnosis of the section (DIAG-01 to ORG-017 and the elements of 2022.01)."""
    for act in gathering.stated(section, "entry", "act"):
        beside = list(gathering.stated(act, "entryRelationship", "observation"))
        diagnoses = [one for one in beside if code_of(one) == DIAGNOSIS_CODE]
        alone = sum(code_of(one) == DIAGNOSIS_CODE for one in children(act, "entryRelationship", "observation")) == 1
        around = [one for one in beside if one not in diagnoses] if alone else []
        for statement in diagnoses:
            _read_diagnosis(gathering, act, statement, around, alone=alone)


def _read_diagnosis(gathering: Gathering, act: Node, statement: Node, around: list[Node], *, alone: bool) -> None:
    gathering.enter(statement)
    value = child(statement, "value")
    named = term_in(value, _ORPHA) if value is not None else None
    disease = values.curie(named)
    draft = _start(gathering, act, statement, disease, alone=alone)
    put_date(gathering, draft, "diagnosed_on", child(statement, "effectiveTime"))
    _put_disease(gathering, draft, value, named, disease)
    put_site(gathering, draft, statement)
    said = [*gathering.stated(statement, "entryRelationship", "observation"), *around]
    observe(gathering, draft, said, DIAGNOSIS)
    _put_other_technique(gathering, draft, said)
    _put_comment(gathering, draft, [statement, act] if alone else [statement])
    _put_healthy(gathering, draft, said)
    _complete_ages(draft)


def _start(gathering: Gathering, act: Node, statement: Node, disease: str, *, alone: bool) -> Draft:
    """The entry under the identifier of the diagnosis (since 2024.01) or of its act (2022.01), known by the other too.

    An act may hold several diagnoses since 2024.01, and a sender may renew it at each version.
    """
    own, around = _given(child(statement, "id")), _given(child(act, "id"))
    if around is not None and is_carried(around) and own is not None and not is_carried(own):
        gathering.marks.read_id(own)  # made by a former Orphée beside the key that the act carried
        own = None
    by_act = own is None or gathering.version == BY_ACT
    main = around if alone and by_act and around is not None else own
    draft = gathering.start("diagnosis", act if alone else statement, key_of("diagnosis", main, disease))
    others = (key_of("diagnosis", one) for one in (own, around) if one is not None and one is not main)
    draft.aliases = tuple(one for one in others if one != draft.key)
    put_identifier(gathering, draft, own if own is not None else main)
    if around is not None and own is not None:
        put_identifier(gathering, draft, around, item="act_identifier")
    return draft


def _given(identifier: Node | None) -> Node | None:
    return None if values.is_null(identifier) or not values.identifier(identifier) else identifier


def _put_disease(gathering: Gathering, draft: Draft, value: Node | None, named: Node | None, disease: str) -> None:
    """`named`: the value, or its translation that names the disease."""
    if value is None or named is None:
        return
    gathering.marks.enter(value)
    if disease:
        draft.put("disease", disease, named)
        gathering.marks.read_code(named)
        if named is not value:
            gathering.marks.read(value, "nullFlavor")
    elif gathering.referred(child(value, "originalText")):
        gathering.keep(value, "no_item")


def _put_other_technique(gathering: Gathering, draft: Draft, statements: list[Node]) -> None:
    for one in statements:
        value = child(one, "value")
        if code_of(one) in _TECHNIQUES and values.code(value) == OTHER_TECHNIQUE:
            text = child(value, "originalText")
            said = gathering.referred(text)
            if said and text is not None:
                gathering.marks.enter(text)
                draft.join("other_technique", said, text)


def _put_comment(gathering: Gathering, draft: Draft, holders: list[Node]) -> None:
    for holder in holders:
        for comment in gathering.stated(holder, "entryRelationship", "act"):
            if code_of(comment) != _COMMENT:
                continue
            text = child(comment, "text")
            said = gathering.referred(text)
            if said and text is not None:
                draft.join("comment", said, text)
            gathering.enter(comment)


def _put_healthy(gathering: Gathering, draft: Draft, statements: list[Node]) -> None:
    """MED-064 of 2022.01 became the age MED-1288 "no sign to date"; beside a given age it says nothing new."""
    for one in statements:
        if code_of(one) != _APPARENTLY_HEALTHY:
            continue
        value = child(one, "value")
        if values.flag(value) is True and value is not None and "first_signs" not in draft.payload:
            gathering.enter(one)
            draft.put("first_signs.period", ages.NO_SIGN, value)
            gathering.marks.read(value, "value")
        else:
            gathering.keep(one, "no_item")


def _complete_ages(draft: Draft) -> None:
    for item in ("first_signs", "clinical_diagnosis", "genetic_diagnosis"):
        age = draft.payload.get(item)
        if isinstance(age, dict):
            age.setdefault("months", None)

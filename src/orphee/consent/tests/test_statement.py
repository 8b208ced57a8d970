"""What several words about a person's will amount to, in whichever order they come."""

import datetime as dt
import itertools
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orphee.consent.rules.statement import (
    CONSENTED,
    NOT_OPPOSED,
    OPPOSED,
    REUSE,
    WITHDRAWN,
    ConsentAsGiven,
    StatementAsStored,
    news,
    standing,
)

ERN = "ern:GEN-320"
ONE, OTHER, DESK = "organisation:1", "organisation:2", "user:7"
VERSION_1, VERSION_2 = UUID(int=1), UUID(int=2)


def on(day: int) -> dt.datetime:
    return dt.datetime(2026, 1, day, tzinfo=dt.UTC)


def said(kind, source=ONE, day=1, purpose=REUSE, document=None):
    return StatementAsStored(purpose, kind, source, on(day), document)


STANDINGS = [
    # what was said, whether reuse is opposed
    ([], None),
    ([said(NOT_OPPOSED)], False),
    ([said(OPPOSED)], True),
    ([said(OPPOSED), said(NOT_OPPOSED, day=2)], False),
    ([said(OPPOSED, day=2), said(NOT_OPPOSED, day=1)], True),
    ([said(OPPOSED), said(NOT_OPPOSED, OTHER, day=2)], True),  # the other has not heard of it
    ([said(OPPOSED), said(NOT_OPPOSED, DESK, day=2)], False),  # the person said so
    ([said(NOT_OPPOSED, DESK, day=1), said(OPPOSED, day=2)], True),
    ([said(NOT_OPPOSED, DESK, day=2), said(OPPOSED, day=1), said(OPPOSED, OTHER, day=1)], False),
]


@pytest.mark.parametrize(("statements", "opposed"), STANDINGS)
def test_the_last_word_counts_in_any_order_of_arrival(statements, opposed):
    for arrived in itertools.permutations(statements):
        assert standing(arrived).reuse_opposed is opposed


def taken(words):
    """The statements stored after these words came, one after another."""
    stored = []
    for said_by, word, day in words:
        stored += news(word, stored, source=said_by, said_at=on(day))
    return stored


WORDS = st.sampled_from([ConsentAsGiven(True), ConsentAsGiven(False), ConsentAsGiven(), ConsentAsGiven(None, ("X",))])


@given(st.lists(st.tuples(st.sampled_from([ONE, OTHER]), WORDS), max_size=5), st.randoms())
def test_documents_amount_to_the_same_whichever_comes_first(words, random):
    """A document of last year that arrives today changes nothing that was said since."""
    dated = [(source, word, day) for day, (source, word) in enumerate(words, start=1)]
    shuffled = random.sample(dated, len(dated))
    assert standing(taken(shuffled)) == standing(taken(dated))


def test_an_explicit_non_opposition_is_kept():
    (only,) = news(ConsentAsGiven(reuse_opposed=False), [], source=ONE, said_at=on(1))
    assert (only.purpose, only.kind) == (REUSE, NOT_OPPOSED)


def test_the_same_word_of_the_same_moment_is_one_statement():
    first = news(ConsentAsGiven(reuse_opposed=True), [], source=ONE, said_at=on(1), document=VERSION_1)
    assert not news(ConsentAsGiven(reuse_opposed=True), first, source=ONE, said_at=on(1), document=VERSION_1)


HELD = said(CONSENTED, purpose=ERN, document=VERSION_1)


@pytest.mark.parametrize(
    ("word", "source", "versions", "kinds"),
    [
        (ConsentAsGiven(), ONE, (), []),  # another document that is silent takes nothing back
        (ConsentAsGiven(reuse_opposed=True), ONE, (), [OPPOSED]),
        (ConsentAsGiven(), ONE, (VERSION_1,), [WITHDRAWN]),  # a newer version of the same one does
        (ConsentAsGiven(reuse_opposed=True), ONE, (VERSION_1,), [OPPOSED, WITHDRAWN]),
        (ConsentAsGiven(ern_registries=("GEN-320",)), ONE, (VERSION_1,), [CONSENTED]),
        (ConsentAsGiven(), OTHER, (VERSION_2,), []),
        (ConsentAsGiven(), DESK, (), [WITHDRAWN]),  # the form shows what stands: no longer ticked is said
        (ConsentAsGiven(ern_registries=("GEN-320",)), DESK, (), []),
    ],
)
def test_who_takes_a_consent_back(word, source, versions, kinds):
    found = news(word, [HELD], source=source, said_at=on(2), document=VERSION_2, versions=versions)
    assert [one.kind for one in found] == kinds


def test_a_consent_withdrawn_once_is_not_withdrawn_again():
    withdrawn = said(WITHDRAWN, purpose=ERN, day=2, document=VERSION_2)
    both = (VERSION_1, VERSION_2)
    assert not news(ConsentAsGiven(), [HELD, withdrawn], source=ONE, said_at=on(3), document=UUID(int=3), versions=both)

"""The nth submission of a cohort: a pure function of the world, its seed and the number.

So a cohort can stop anywhere, go on, and grow, and always says the same of the same person. About 2 % of the
submissions are someone already sent, as another centre typed them; about 5 % are relatives of someone sent before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum
from random import Random

from orphee.consent.rules.statement import ConsentAsGiven
from orphee.datasets.sdm_mr_codes import REFUTED
from orphee.identity.rules.person import PersonAsGiven
from orphee.record.rules.submission import Channel, Submission
from orphee.synthetic.rules.answers import Payload, entries
from orphee.synthetic.rules.care import Stay, stays, visits
from orphee.synthetic.rules.identities import identity_of, mistyped
from orphee.synthetic.rules.lives import Life, live, live_as_relative
from orphee.synthetic.rules.towns import Town
from orphee.synthetic.rules.world import World

DUPLICATES, RELATIVES, OPPOSED, IN_EUROPEAN_REGISTRY = 0.02, 0.05, 0.02, 0.04
SENDER = "synthetic"
_GOLDEN = 0x9E3779B97F4A7C15  # Knuth's multiplicative hashing: spreads the kinds evenly over the numbers
_MASK = (1 << 64) - 1
_OWN = 500_000_000  # apart from the numbers of a cohort


class Kind(StrEnum):
    """What the nth submission is."""

    ORIGINAL = "original"
    DUPLICATE = "duplicate"
    RELATIVE = "relative"


def kind_of(seed: int, index: int) -> Kind:
    """Whether the submission is someone new, someone sent before, or their relative."""
    if index == 0:
        return Kind.ORIGINAL
    share = (((index + seed * 7919) * _GOLDEN) & _MASK) / (_MASK + 1)
    if share < DUPLICATES:
        return Kind.DUPLICATE
    return Kind.RELATIVE if share < DUPLICATES + RELATIVES else Kind.ORIGINAL


def base_of(seed: int, index: int) -> int:
    """The original that a duplicate or a relative refers to: one of those just before it."""
    found = max(0, index - 1 - index % 37)
    while kind_of(seed, found) is not Kind.ORIGINAL:
        found -= 1
    return found


def _place(seed: int, base: int, index: int) -> int:
    """How many relatives of the same original were sent before this one."""
    between = range(base + 1, index)
    return sum(kind_of(seed, one) is Kind.RELATIVE and base_of(seed, one) == base for one in between)


def number_of(seed: int, index: int) -> str:
    """The identifier of a submission in its cohort."""
    return f"SYN{seed}-{index:07d}"


def submissions(world: World, start: int, stop: int) -> Iterator[Submission]:
    """The submissions from one number up to, and without, another."""
    for index in range(start, stop):
        yield submission_of(world, index)


def submission_of(world: World, index: int) -> Submission:
    """What a centre sends about the nth person."""
    kind = kind_of(world.seed, index)
    rng = _random(world.seed, index)
    number = number_of(world.seed, index)
    not_at: frozenset[str] = frozenset()
    family: Payload | None = None
    if kind is Kind.ORIGINAL:
        life, home, person = _original(rng, world, number)
    else:
        base = base_of(world.seed, index)
        base_rng, base_number = _random(world.seed, base), number_of(world.seed, base)
        life, home, known = _original(base_rng, world, base_number)
        if kind is Kind.DUPLICATE:
            not_at = frozenset(stay.centre.code for stay in stays(base_rng, world, life, home.department))
            person = mistyped(rng, known, number=number)
        else:
            index_case = life
            life, link = live_as_relative(rng, world, index_case, _place(world.seed, base, index))
            person = identity_of(rng, world, life, home, number=number, family_name=known.birth_name)
            family = _index_case(base_number, link, index_case)
    followed = stays(rng, world, life, home.department, not_at=not_at)
    own = _random(world.seed, index if kind is not Kind.DUPLICATE else base_of(world.seed, index), _OWN)
    return _submission(rng, world, number, life, person, followed, family, own)


def _original(rng: Random, world: World, number: str) -> tuple[Life, Town, PersonAsGiven]:
    life = live(rng, world)
    home = world.town(rng)
    return life, home, identity_of(rng, world, life, home, number=number)


def _submission(
    rng: Random,
    world: World,
    number: str,
    life: Life,
    person: PersonAsGiven,
    followed: list[Stay],
    family: Payload | None,
    own: Random,
) -> Submission:
    """`own` draws what the person says of themselves, whichever centre asks: consent, then birth."""
    consent = _consent(own)
    seen = visits(rng, world, life, followed)
    last = dt.date.fromordinal(seen[-1].day)
    return Submission(
        channel=Channel.SYNTHETIC,
        sender=SENDER,
        person=person,
        entries=tuple(entries(rng, number, life, followed, seen, family, own)),
        received_at=dt.datetime(last.year, last.month, last.day, 12, tzinfo=dt.UTC),
        site_codes=tuple(stay.centre.code for stay in followed),
        author=followed[0].physician[0],
        consent=consent,
        synthetic=True,
    )


def _consent(rng: Random) -> ConsentAsGiven | None:
    share = rng.random()
    if share < OPPOSED:
        return ConsentAsGiven(reuse_opposed=True)
    registries = ("GEN-320",) if rng.random() < IN_EUROPEAN_REGISTRY else ()
    if share < 0.4:
        return ConsentAsGiven(reuse_opposed=False, ern_registries=registries)
    return ConsentAsGiven(ern_registries=registries) if registries else None


def _index_case(number: str, link: str, life: Life) -> Payload | None:
    """What the form of a relative says of the index case; nothing when nobody knows the disease of the family."""
    if life.diagnosed is None or life.status == REFUTED:
        return None
    case = {"identifier": f"{number}-F", "relationship": link, "sex": life.sex, "diseases": [life.disease.curie]}
    return {"index_cases": [case]}


def _random(seed: int, index: int, offset: int = 0) -> Random:
    return Random(seed * 1_000_000_007 + offset + index)  # noqa: S311 - invented people, nothing secret

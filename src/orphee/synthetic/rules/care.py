"""The care a person received: which centres, referred by whom, seen when, by whom and for what."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from orphee.datasets.sdm_mr_codes import ONGOING
from orphee.synthetic.rules.lives import DAYS_A_MONTH, Life
from orphee.synthetic.rules.world import Centre, World

SECOND_CENTRE, THIRD_CENTRE = 0.19, 0.15
MOST_ACTIVITIES = 9

# (code, how often) of the value sets of the SDM-MR; frequencies are assumptions
REFERRED_BY = (("GEN-092.05.02", 30), ("G15_10/SM54", 18), ("ORG-022", 14), ("G15_10/C72", 8), ("ORG-021", 7),
               ("ORG-182", 6), ("ORG-183", 6), ("ORG-026", 4), ("ORG-019", 4), ("G15_10/C23", 2),
               ("ORG-023", 1))  # fmt: skip
CONTEXTS = (("11429006", 52), ("29", 14), ("1268903003", 10), ("ORG-045", 8), ("448337001", 7), ("MED-095", 4),
            ("ORG-198", 3), ("ORG-030", 1), ("GEN-092.05.04", 1))  # fmt: skip
PROFESSIONS = (("G15_10", 82), ("329", 4), ("93", 4), ("G15_60", 3), ("G15_70", 2), ("G15_95", 2), ("41", 1),
               ("G15_96", 1), ("G15_91", 1))  # fmt: skip
LATER_OBJECTIVES = (("413467001", 70), ("ORG-046", 8), ("410129006", 7), ("ORG-049", 5), ("79841006", 5),
                    ("ORG-031", 4), ("373110003", 1))  # fmt: skip
FROM_CENTRE = {"ccmr": "ORG-183"}


def _wheel(weighed: tuple[tuple[str, int], ...]) -> tuple[str, ...]:
    return tuple(code for code, times in weighed for _ in range(times))


_REFERRED_BY, _CONTEXTS, _PROFESSIONS = _wheel(REFERRED_BY), _wheel(CONTEXTS), _wheel(PROFESSIONS)
_LATER_OBJECTIVES = _wheel(LATER_OBJECTIVES)


@dataclass(slots=True)  # not frozen: some are made for each invented person, and freezing doubles the time
class Stay:
    """A person followed by a centre from a day on."""

    centre: Centre
    since: int
    referred_by: str
    physician: tuple[str, str]


@dataclass(slots=True)
class Visit:
    """One activity."""

    stay: Stay
    day: int
    context: str
    profession: str
    objectives: tuple[str, ...]


def stays(
    rng: Random, world: World, life: Life, department: str, *, not_at: frozenset[str] = frozenset()
) -> list[Stay]:
    """The centres that follow the person, the first one first; never one of `not_at`."""
    end = life.died or world.today.toordinal()
    wanted = 1 + (rng.random() < SECOND_CENTRE)
    wanted += wanted == 2 and rng.random() < THIRD_CENTRE
    found: list[Stay] = []
    seen = set(not_at)
    since = life.arrived
    for _ in range(wanted):
        centre = _another(rng, world, life, department, seen)
        if centre is None:
            break
        seen.add(centre.code)
        referred_by = FROM_CENTRE.get(found[-1].centre.kind, "ORG-182") if found else _turn(rng, _REFERRED_BY)
        found.append(Stay(centre, since, referred_by, centre.physicians[int(rng.random() * len(centre.physicians))]))
        since += int((end - since) * rng.random())
    return found


def visits(rng: Random, world: World, life: Life, followed: list[Stay]) -> list[Visit]:
    """What was done, in order: the first visit of each centre, then follow-up over the years."""
    end = life.died or world.today.toordinal()
    first_objective = "165197003" if life.status == ONGOING or not life.known_on_arrival else "ORG-046"
    found = [_visit(rng, stay, stay.since, (first_objective,)) for stay in followed]
    years = (end - life.arrived) / 365.25
    more = min(int(rng.expovariate(1 / (0.35 + 0.15 * years))), MOST_ACTIVITIES - len(found))
    for _ in range(more):
        stay = followed[int(rng.random() * len(followed))]
        day = stay.since + int((end - stay.since) * rng.random())
        found.append(_visit(rng, stay, day, (_turn(rng, _LATER_OBJECTIVES),)))
    if life.genetic is not None and life.genetic >= followed[0].since and rng.random() < 0.5:
        day = min(life.genetic + int(rng.random() * 2 * DAYS_A_MONTH), end)
        found.append(_visit(rng, followed[0], day, ("MED-1289", "79841006")))
    found.sort(key=lambda visit: visit.day)
    return found


@lru_cache(maxsize=65_536)  # the days of a century
def day_of(ordinal: int) -> str:
    """An ISO day."""
    return dt.date.fromordinal(ordinal).isoformat()


def _another(rng: Random, world: World, life: Life, department: str, seen: set[str]) -> Centre | None:
    for attempt in range(12):
        centre = world.centre(rng, life.disease.filiere if attempt < 6 else "", department)
        if centre.code not in seen:
            return centre
    return None


def _visit(rng: Random, stay: Stay, day: int, objectives: tuple[str, ...]) -> Visit:
    return Visit(stay, day, _turn(rng, _CONTEXTS), _turn(rng, _PROFESSIONS), objectives)


def _turn(rng: Random, wheel: tuple[str, ...]) -> str:
    return wheel[int(rng.random() * len(wheel))]

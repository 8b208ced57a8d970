"""What two sources amount to in a form that is filled once for a person: nobody's answer is lost to silence.

Two centres each know a part of the birth or of the family. The newer word counts where both answer; where only one
does, its answer stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orphee.datasets.conditions import is_answered
from orphee.datasets.sdm_mr_codes import PHENOTYPE
from orphee.record.rules.submission import EntryAsGiven, Payload

_NAMES = ("identifier", "local_id")  # what makes two elements of a list the same one


def is_filled_once(entry: EntryAsGiven) -> bool:
    """Whether the person has one such form, whoever fills it in. A packet's own account of itself is that packet's."""
    return entry.key == "" and entry.dataset != PHENOTYPE


def merged(older: Payload, newer: Payload) -> dict[str, object]:
    """The answers of both, the newer one's first; of lists of groups, the elements of both."""
    found = {name: value for name, value in older.items() if not is_answered(newer.get(name))}
    for name, value in newer.items():
        if name not in found:
            found[name] = _together(older.get(name), value)
    return found


def repeats(said: Payload, before: Payload) -> bool:
    """Whether everything said was said before."""
    return all(before.get(name) == value for name, value in said.items())


def differs(said: Payload, settled: Payload) -> bool:
    """Whether an answer lost to another one. Lists of groups hold what both said."""
    return any(settled.get(name) != value for name, value in said.items() if is_answered(value) and not _groups(value))


def _together(older: object, newer: object) -> object:
    ours, theirs = _groups(newer), _groups(older)
    if not ours or not theirs:
        return newer
    named = [_name(one) for one in ours]
    return [*ours, *(one for one in theirs if _name(one) not in named)]


def _groups(value: object) -> Sequence[Payload]:
    is_list = isinstance(value, list | tuple) and all(isinstance(one, Mapping) for one in value)
    return value if is_list else ()  # type: ignore[return-value]  # said by the line above


def _name(element: Payload) -> object:
    return next((element[name] for name in _NAMES if element.get(name)), element)

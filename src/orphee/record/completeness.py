"""How much of the SDM-MR a record answers: the share and what is missing, for lists."""

from __future__ import annotations

from collections.abc import Iterable

from orphee.datasets import catalogue
from orphee.datasets.completeness import of_record
from orphee.datasets.conditions import Context
from orphee.record.rules.changes import ENTERED_IN_ERROR, Revision
from orphee.record.rules.submission import Payload


def completeness_of(revisions: Iterable[Revision], context: Context) -> tuple[int, list[str]]:
    """The answered share of what the SDM-MR asks (0 to 100) and the missing items as "instrument.item"."""
    payloads: dict[str, list[Payload]] = {}
    for revision in revisions:
        if revision.dataset == "sdm-mr" and revision.state != ENTERED_IN_ERROR:
            payloads.setdefault(revision.instrument, []).append(revision.payload)
    found = of_record(catalogue.dataset("sdm-mr"), payloads, context)
    names = (
        f"{one.instrument}.{'.'.join(str(part) for part in one.path if isinstance(part, str))}" for one in found.missing
    )
    return found.percent, list(dict.fromkeys(names))

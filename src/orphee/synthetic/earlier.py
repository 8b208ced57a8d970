"""A past for a few invented people without a diagnosis: what was known of them before their last features came.

The first look of the server ranks both, then and now, and leaves cues: nobody has to wait for a night to see one.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from orphee.access.context import as_system
from orphee.access.models import Membership
from orphee.datasets.sdm_mr_codes import ONGOING, UNDETERMINED
from orphee.record.models import Reach, Summary
from orphee.synthetic.accounts import DOMAIN
from orphee.undiagnosed import outlines
from orphee.undiagnosed.models import Look, Outline

PEOPLE = 30
FEWEST_FEATURES = 4
KNOWN_THEN = 3  # one feature in so many


def ensure_earlier_looks(*, now: dt.datetime) -> int:
    """Give some people of the demo's accounts an earlier look, once: only while nobody was ever looked at. How many."""
    with as_system("demo"):
        if Look.objects.exists():
            return 0
        keys = _searching()
        outlines.draw(keys, now=now)
        found = [
            one for one in Outline.objects.filter(pk__in=keys) if len(one.query.get("observed", ())) >= FEWEST_FEATURES
        ]
        Look.objects.bulk_create(_earlier(one, now=now) for one in found)
    return len(found)


def _searching() -> list[UUID]:
    sites = Membership.objects.filter(user__email__endswith=DOMAIN, site__isnull=False).values("site_id")
    reached = Reach.objects.filter(site_id__in=sites).values("record_id")
    waiting = Summary.objects.filter(
        pk__in=reached, diagnosis_status__in=(ONGOING, UNDETERMINED), deceased=False, is_synthetic=True
    )
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:PEOPLE])


def _earlier(outline: Outline, *, now: dt.datetime) -> Look:
    """A third of the features, and not ranked yet."""
    observed = outline.query["observed"]
    known = observed[: max(1, len(observed) // KNOWN_THEN)]
    query = {name: value for name, value in outline.query.items() if name != "features"} | {"observed": known}
    return Look(record_id=outline.pk, digest="", query=query, release="", leads=None, looked_at=now)

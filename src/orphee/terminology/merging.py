"""Draw concepts and ancestry from what the current releases say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import connections

from orphee.terminology.models import Concept
from orphee.terminology.rules.changes import SMALLEST_SHARE
from orphee.terminology.rules.closure import ancestors, parents_of, rows
from orphee.terminology.rules.statements import Status
from orphee.terminology.writing import copy_rows

TEXTS = ("label_en", "label_fr", "definition_en", "definition_fr", "level", "kind", "replaced_by")


def _first(column: str) -> str:
    """SQL: what the most authoritative, then most recent release says, passing over those that say nothing."""
    chosen = f"(array_agg(s.{column} ORDER BY r.authority, r.version DESC) FILTER (WHERE s.{column} <> ''))[1]"
    return f"coalesce({chosen}, '')"


_DRAWN = ", ".join(f"{_first(column)} AS {column}" for column in TEXTS)
_COLUMNS = ", ".join(TEXTS)
# What is active is replaced by nothing: an older release may have said so of a code that came back
_COHERENT = _COLUMNS.replace("replaced_by", "CASE WHEN status IN ('', 'active') THEN '' ELSE replaced_by END")
_MERGE = f"""
    INSERT INTO terminology_concept (code, system, {_COLUMNS}, status)
    SELECT code, system, {_COHERENT}, coalesce(nullif(status, ''), 'active')
    FROM (
        SELECT s.code, min(s.system) AS system, {_DRAWN}, {_first("status")} AS status
        FROM terminology_statement s
        JOIN terminology_release r ON r.id = s.release_id
        WHERE s.code IN (SELECT code FROM terminology_statement WHERE release_id = %s)
           OR s.code = ANY (%s) OR s.system = %s
        GROUP BY s.code
    ) drawn
    ON CONFLICT (code) DO UPDATE SET
        ({_COLUMNS}, status) = ({", ".join(f"excluded.{column}" for column in TEXTS)}, excluded.status)
    WHERE (terminology_concept.*) IS DISTINCT FROM (excluded.*)
"""  # noqa: S608 - names of columns from the code above
_WITHDRAW = """
    UPDATE terminology_concept SET status = 'withdrawn'
    WHERE code = ANY (%s) AND status = 'active'
      AND NOT EXISTS (SELECT 1 FROM terminology_statement s WHERE s.code = terminology_concept.code)
"""


def draw_concepts(release: int, *, formerly: Iterable[str], lists: str = "") -> None:
    """Draw the concepts that a release mentions or used to mention; one that nobody mentions is withdrawn.

    With `lists`, a system of which the release lists every active code, all concepts of that system are drawn.
    """
    former = list(formerly)
    with connections["default"].cursor() as cursor:
        cursor.execute(_MERGE, [release, former, lists])
        if former:
            cursor.execute(_WITHDRAW, [former])


def withdrawn_codes() -> set[str]:
    """The codes that are withdrawn now."""
    return set(Concept.objects.filter(status=Status.WITHDRAWN.value).values_list("code", flat=True))


_WITHDRAW_UNLISTED = """
    WITH newest AS (
        SELECT max(version) AS version FROM terminology_release
        WHERE is_current AND split_part(source, '/', 1) = ANY (%(sources)s)
    ), named AS (
        SELECT s.code, max(r.version) AS latest, bool_or(r.authority = 0) AS is_published,
               bool_or(r.version = newest.version AND split_part(r.source, '/', 1) = ANY (%(sources)s)) AS is_listed
        FROM terminology_statement s JOIN terminology_release r ON r.id = s.release_id CROSS JOIN newest
        WHERE s.system = %(system)s
        GROUP BY s.code
    ), active AS (
        SELECT named.*, c.level FROM named JOIN terminology_concept c ON c.code = named.code WHERE c.status = 'active'
    ), trust AS (
        SELECT level, count(*) FILTER (WHERE is_listed) >= %(share)s * count(*) AS is_whole
        FROM active WHERE is_published GROUP BY level
    )
    UPDATE terminology_concept c SET status = 'withdrawn'
    FROM active CROSS JOIN newest
    WHERE c.code = active.code AND NOT active.is_listed AND active.latest <= newest.version
      AND coalesce(
          (SELECT is_whole FROM trust WHERE trust.level = active.level), (SELECT bool_and(is_whole) FROM trust)
      )
"""


def withdraw_unlisted(listing: Mapping[str, list[str]]) -> None:
    """Withdraw the active codes that the newest release of those that list a whole system leaves out.

    `listing` has the sources by system. A code that something newer still mentions stays. A release counts as whole,
    level by level, when it has most of the codes that are active otherwise: an extract withdraws nothing.
    """
    with connections["default"].cursor() as cursor:
        for system, sources in sorted(listing.items()):
            cursor.execute(_WITHDRAW_UNLISTED, {"sources": list(sources), "system": system, "share": SMALLEST_SHARE})


_EDGES = """
    SELECT e.child, e.parent, split_part(r.source, '/', 1), r.authority, r.version
    FROM terminology_edge e JOIN terminology_release r ON r.id = e.release_id
    WHERE split_part(e.child, ':', 1) = %s
"""


def draw_ancestry(prefix: str) -> int:
    """Compute the ancestors of every concept of a system anew; returns the number of pairs.

    When two sources give parents to the same concept, the more authoritative, then newer one is followed, in all its
    parts: Orphanet's classifications are as many releases, and each has its say.
    Raises `UnableToClose` when the hierarchy turns in a circle.
    """
    with connections["default"].cursor() as cursor:
        cursor.execute(_EDGES, [prefix])
        closed = ancestors(parents_of(_newest_parents(cursor.fetchall())))
        cursor.execute("DELETE FROM terminology_ancestry WHERE split_part(descendant, ':', 1) = %s", [prefix])
    return copy_rows("ancestry", ("descendant", "ancestor", "steps"), rows(closed))


Stated = tuple[str, str, str, int, str]


def _newest_parents(stated: list[Stated]) -> Iterable[tuple[str, str]]:
    best: dict[str, tuple[int, str]] = {}
    for child, _parent, _source, authority, version in stated:
        rank = (-authority, version)
        if rank > best.get(child, (-1000, "")):
            best[child] = rank
    followed = {
        (child, source) for child, _parent, source, authority, version in stated if (-authority, version) == best[child]
    }
    return ((child, parent) for child, parent, source, _authority, _version in stated if (child, source) in followed)

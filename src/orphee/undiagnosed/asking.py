"""A question to the ranking as it is kept in the database, and back. The age is not kept: it moves by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from orphee.insight.ranking.query import Feature, Query, Variant
from orphee.undiagnosed.rules.reasons import Known

_MOVING = {"age", "left_out"}  # said at the time of asking
_PLAIN = {one.name for one in fields(Query)} - _MOVING - {"features", "variants"}


def as_kept(query: Query) -> dict[str, Any]:
    """A question as JSON, without what says nothing."""
    plain, silent = asdict(query), asdict(Query())
    return {name: value for name, value in plain.items() if name not in _MOVING and value != silent[name]}


def from_kept(kept: Mapping[str, Any], age: str = "") -> Query:
    """The question again, at an age. What an older version kept and this one does not know is left out."""
    plain: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in kept.items() if name in _PLAIN
    }
    features = tuple(Feature(**one) for one in kept.get("features", ()))
    variants = tuple(Variant(**one) for one in kept.get("variants", ()))
    return replace(Query(**plain), age=age, features=features, variants=variants)


def known_of(query: Query) -> Known:
    """The features and the genes that a question names."""
    observed = dict.fromkeys((*query.observed, *(one.code for one in query.features)))
    genes = dict.fromkeys((*query.genes, *(one.gene for one in query.variants if one.gene)))
    return Known(tuple(observed), query.excluded, tuple(genes))

"""Invented definitions for properties: every type, nasty texts, conditions and computations on items that exist.

Strategies are made once for each form (`known`: the keys and types of the items that others may speak of): making them
anew for each item took longer than drawing from them.
"""

from dataclasses import replace
from functools import cache
from types import MappingProxyType

from hypothesis import strategies as st

from orphee.datasets.computations import Branch, Calculation, Case
from orphee.datasets.conditions import AllOf, AnyOf, Comparison, Fact, ItemAnswer, Not, RecordAnswer
from orphee.datasets.definition import (
    AnsweredBy,
    Asked,
    Check,
    Code,
    Confidential,
    Dataset,
    DatasetKind,
    Inclusion,
    Instrument,
    Item,
    ItemType,
    Prefill,
    Section,
    Severity,
    Status,
    StoredIn,
    TerminologyBinding,
    Text,
    ValueSet,
)

NASTY = [
    "no", "Yes", "null", "~", "1.10", "-3", "2024-05-01", "a: b", "# x", "- a", "[", "'", '"q"', "\\", "é\u0301",
    "a\nb", "\t", "\u2028", "\x85", "x ", "*a", "&a", "!a", "%a", "@", "`", "|", ">", "?", "0x1F", "1e5", "𝄞", "{",
]  # fmt: skip
LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="{}\ufffe\uffff")
words = st.text(LETTERS, min_size=1, max_size=12).map(str.strip).filter(bool)  # FHIR keeps no blank at the edges
names = words | st.sampled_from(NASTY)
labels = st.builds(Text, words | st.sampled_from(["Âge au décès", "no", "a: b", "x # y"]), words)
some_label = st.none() | labels
maps = st.dictionaries(names, st.lists(names, min_size=1, max_size=3).map(tuple), max_size=2).map(MappingProxyType)
source = st.just("") | names
numbers = st.integers(-1000, 1000) | st.decimals(-1000, 1000, places=3, allow_nan=False).map(float)
keys = st.sampled_from(["record", "none", "error", "optional", "national", "clinician", "a", "b-c", "d_e", "f9", "key"])

codes = st.builds(
    Code,
    code=names,
    label=labels,
    system=source,
    official=source,
    former=st.just(()),
    retired=st.booleans(),
    becomes=some_label,
    score=st.none() | numbers,
    maps=maps,
)


@st.composite
def value_sets(draw, key):
    """A value set with at least one scored code."""
    drawn = draw(st.lists(codes, min_size=1, max_size=4, unique_by=lambda code: code.code))
    scored = Code("scored", Text("a", "b"), drawn[0].system, score=0)
    return ValueSet(key, draw(labels), (*(one for one in drawn if one.code != "scored"), scored), draw(source),
                    draw(source), draw(source), draw(source))  # fmt: skip


@cache
def _conditions(known):
    subjects = st.sampled_from([ItemAnswer((key,)) for key, kind in known if kind is not ItemType.CODE])
    literals = numbers | names | st.booleans()
    others = st.builds(Fact, st.sampled_from(["today", "age_months"]), st.integers(-12, 12)) | st.just(
        RecordAnswer("first", ("first-n",))
    )
    counts = subjects.map(lambda one: ItemAnswer(one.path, counted=True))
    lists = st.lists(literals, min_size=1, max_size=3).map(tuple)
    comparisons = st.one_of(
        st.builds(Comparison, subjects, st.sampled_from(["is", "at_least", "before", "above"]), literals | others),
        st.builds(Comparison, subjects, st.sampled_from(["in", "not_in"]), lists),
        st.builds(Comparison, subjects, st.just("answered"), st.booleans()),
        st.builds(Comparison, counts, st.just("at_most"), numbers),
    )  # fmt: skip
    return st.recursive(
        comparisons,
        lambda inner: (
            st.builds(Not, inner)
            | st.builds(AllOf, st.lists(inner, min_size=1, max_size=3).map(tuple))
            | st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple))
        ),
        max_leaves=4,
    )


@cache
def _computations(known):
    operands = st.sampled_from([ItemAnswer((key,)) for key, kind in known if kind is ItemType.DECIMAL]) | numbers
    decimals = st.none() | st.integers(0, 6)
    many = st.lists(operands, min_size=1, max_size=3).map(tuple)
    calculations = st.builds(
        Calculation, st.sampled_from(["sum", "mean"]), many, st.none() | st.integers(1, 9), decimals
    ) | st.builds(Calculation, st.just("ratio"), st.tuples(operands, operands), st.none(), decimals)
    nested = st.builds(Calculation, st.just("product"), st.tuples(calculations, operands), st.none(), decimals)
    values = numbers | calculations | operands.filter(lambda one: isinstance(one, ItemAnswer))
    branches = st.lists(st.builds(Branch, _conditions(known), values), min_size=1, max_size=2).map(tuple)
    return calculations | nested | st.builds(Case, branches, st.none() | values, decimals)


def _of_type(kind, sets, first):
    match kind:
        case ItemType.CODE:
            bound = st.builds(
                TerminologyBinding,
                st.sampled_from([("orpha",), ("hpo", "orpha"), ("any",)]),
                st.sampled_from([(), ("disorder",)]),
                st.sampled_from([(), ("ORPHA:93", "ORPHA:98053")]),
                st.sampled_from(["active", "any"]),
            )
            return {"value_set": sets[0]} if first else {"terminology": bound}
        case ItemType.QUANTITY:
            return {"units": ("kg", "mg/dL")}
        case ItemType.REFERENCE:
            return {"target": ("any-set", "form")}
        case ItemType.MARKDOWN:
            return {"text": labels}
        case ItemType.TEXT:
            return {"format": st.sampled_from(["", "hgvs", "oid"])}
        case ItemType.AGE:
            return {"value_set": st.sampled_from([None, sets[0]])}
    return {}


@st.composite
def items(draw, key, sets, known, depth=0):
    """One item of any type; it may speak of the items before it."""
    kinds = [kind for kind in ItemType if kind is not ItemType.GROUP or depth < 2]
    kind = draw(st.sampled_from(kinds))
    shown = kind is not ItemType.MARKDOWN
    special = {
        name: draw(value) if isinstance(value, st.SearchStrategy) else value
        for name, value in _of_type(kind, sets, draw(st.booleans())).items()
    }
    low, high = sorted((draw(numbers), draw(numbers)))
    if kind is ItemType.GROUP:
        special["items"] = tuple(
            [draw(items(f"{key}_{index}", sets, known, depth + 1)) for index in range(draw(st.integers(1, 2)))]
        )
    computed = kind is ItemType.DECIMAL and draw(st.booleans())
    return Item(
        key=key,
        type=kind,
        label=draw(labels),
        asked=draw(st.sampled_from(Asked)) if shown else Asked.OPTIONAL,
        repeats=draw(st.booleans()) if shown and not computed else False,
        unit=draw(source),
        minimum=draw(st.sampled_from([None, low, 0])) if low <= 0 <= high else low,
        maximum=draw(st.sampled_from([None, high])),
        may_be_future=draw(st.booleans()),
        legacy=draw(st.booleans()),
        confidential=draw(st.sampled_from(Confidential)),
        help=draw(some_label),
        source=draw(source),
        when=draw(_some_condition(known)),
        checks=draw(_checks(known, 2)),
        prefill=draw(_PREFILLS) if shown else (),
        maps=draw(maps),
        compute=draw(_computations(known)) if computed else None,
        **special,
    )


_PREFILL = st.builds(
    Prefill,
    st.sampled_from(["other.form.item", "sdm-mr.diagnosis.disease"]),
    st.dictionaries(names, names, max_size=2).map(MappingProxyType),
    st.sampled_from(["", "month", "year"]),
)


_PREFILLS = st.lists(_PREFILL, max_size=2).map(tuple)


@cache
def _some_condition(known):
    return st.none() | _conditions(known)


@cache
def _checks(known, most):
    some = _some_condition(known)
    one = st.builds(Check, keys, _conditions(known), labels, some, st.sampled_from(Severity), source)
    return st.lists(one, max_size=most, unique_by=lambda check: check.code).map(tuple)


@st.composite
def instruments(draw, key, dataset, version, sets):
    """A form whose first questions are a number and a text, and the others anything."""
    paged = draw(st.booleans())
    found = [
        Item(f"{key}-n", ItemType.DECIMAL, Text("n", "n")),
        Item(f"{key}-t", ItemType.TEXT, Text("t", "t"), value_set=None),
    ]
    known = tuple((one.key, one.type) for one in found)
    for index in range(draw(st.integers(0, 4))):
        found.append(draw(items(f"i{index}", sets, known)))
    sections = (Section("one", Text("a", "b")), Section("two", Text("c", "d"), draw(some_label))) if paged else ()
    placed = [replace(item, section=draw(st.sampled_from(["one", "two"]))) if paged else item for item in found]
    return Instrument(
        key=key, title=draw(labels), subject=draw(names), items=tuple(placed), repeats=draw(st.booleans()),
        stored_in=draw(st.sampled_from(StoredIn)), asked=draw(st.sampled_from(Asked)),
        checks=draw(_checks(known, 1)), help=draw(some_label),
        source=draw(source), maps=draw(maps), legacy=draw(st.booleans()), sections=sections,
        answered_by=draw(st.sampled_from(AnsweredBy)), dataset=dataset, version=version,
    )  # fmt: skip


@st.composite
def datasets(draw):
    """A whole definition that reading accepts."""
    sets = [draw(value_sets("none"))]
    key, version = draw(keys), draw(names)
    forms = [draw(instruments(name, key, version, sets)) for name in ("first", "second")[: draw(st.integers(1, 2))]]
    kind = draw(st.sampled_from(DatasetKind))
    if kind is not DatasetKind.NATIONAL:  # only a national set reaches into identity, consent and documents
        forms = [replace(form, stored_in=StoredIn.RECORD) for form in forms]
    diseases, sites = draw(st.sampled_from([(), ("ORPHA:1",)])), tuple(draw(st.lists(names, max_size=2)))
    return Dataset(
        key=key, version=version, title=draw(labels), instruments=tuple(forms),
        value_sets=MappingProxyType({"none": sets[0]}), source=draw(source), description=draw(some_label),
        status=draw(st.sampled_from(Status)), kind=kind, licence=draw(source),
        sources=tuple(draw(st.lists(names, max_size=2))),
        inclusion=draw(st.sampled_from([None, Inclusion(diseases, sites)])),
    )  # fmt: skip

"""A person as a GA4GH phenopacket says it, as a query; and the diagnosis it came to, to measure against.

Only what a ranking needs is read. The complete reader, with its losses, is `exchange.phenopackets`.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from orphee.insight.ranking.details import SEVERITY_TERMS
from orphee.insight.ranking.query import Feature, Query, Variant
from orphee.terminology.rules.codes import canonical

Json = Mapping[str, Any]
_PUBLICATION = re.compile(r"PMID[_:](\d+)")  # in the id of a packet: where it was published, if nothing else says so


class UnableToReadCase(Exception):
    """What was given is no phenopacket."""


@dataclass(frozen=True, slots=True)
class Case:
    """A published person: what was asked, what was found, and where it was published."""

    key: str
    query: Query
    disease: str
    publications: frozenset[str]


def query_of(packet: Json) -> Query:
    """The features with onset and severity, sex, age, onset and variants of a packet. Raises `UnableToReadCase`."""
    try:
        features = [one for one in packet.get("phenotypicFeatures", ()) if one.get("type", {}).get("id")]
        subject = packet.get("subject") or {}
        return Query(
            observed=tuple(str(one["type"]["id"]) for one in features if not one.get("excluded")),
            excluded=tuple(str(one["type"]["id"]) for one in features if one.get("excluded")),
            sex=str(subject.get("sex") or "").replace("UNKNOWN_SEX", "").replace("OTHER_SEX", ""),
            age=_moment(subject.get("timeAtLastEncounter")),
            onset=next((text for one in packet.get("diseases", ()) if (text := _moment(one.get("onset")))), ""),
            features=tuple(one for feature in features if not feature.get("excluded") for one in _detailed(feature)),
            variants=tuple(_variants(packet)),
        )
    except (AttributeError, TypeError, KeyError) as problem:
        raise UnableToReadCase("This is no phenopacket: its elements are not where GA4GH puts them.") from problem


def _detailed(feature: Json) -> list[Feature]:
    """A feature of which onset or severity is said."""
    severity = next(
        (
            code
            for one in (feature.get("severity") or {}, *feature.get("modifiers", ()))
            if (code := str(one.get("id") or "")) in SEVERITY_TERMS
        ),
        "",
    )
    onset = _moment(feature.get("onset"))
    return [Feature(str(feature["type"]["id"]), onset, severity)] if onset or severity else []


def _variants(packet: Json) -> Iterator[Variant]:
    """The genes and variants that a packet interprets, unless rejected, with their ACMG class."""
    for interpretation in packet.get("interpretations", ()):
        for one in (interpretation.get("diagnosis") or {}).get("genomicInterpretations", ()):
            if one.get("interpretationStatus") == "REJECTED":
                continue
            found = one.get("variantInterpretation") or {}
            described = found.get("variationDescriptor") or {}
            context = described.get("geneContext") or one.get("gene") or {}
            gene = str(context.get("symbol") or context.get("valueId") or "")
            coded = (e.get("value") for e in described.get("expressions", ()) if e.get("syntax") == "hgvs.c")
            if gene:
                significance = str(found.get("acmgPathogenicityClassification") or "").lower()
                yield Variant(gene, str(next(coded, "")), significance)


def _moment(element: Any) -> str:
    """A point or a stretch of life as `courses.years` reads it; empty when it is none of these."""
    if not isinstance(element, dict):
        return ""
    stretch = element.get("ageRange") or {}
    first, last = ((stretch.get(end) or {}).get("iso8601duration") for end in ("start", "end"))
    age = (element.get("age") or {}).get("iso8601duration") or (f"{first}/{last}" if first and last else "")
    before_birth = "HP:0030674" if element.get("gestationalAge") else ""
    return str(age or before_birth or (element.get("ontologyClass") or {}).get("id") or "")


def case_of(packet: Json) -> Case:
    """A packet with its first diagnosis, asked by phenotype alone. Raises `UnableToReadCase` when it names none."""
    query = replace(query_of(packet), variants=())
    diagnoses = [one for one in packet.get("interpretations", ()) if one.get("progressStatus") != "UNSOLVED"]
    diseases = [(one.get("diagnosis") or {}).get("disease", {}).get("id", "") for one in diagnoses] + [
        one.get("term", {}).get("id", "") for one in packet.get("diseases", ()) if not one.get("excluded")
    ]
    known = next((canonical(code) for code in diseases if code), "")
    if not known:
        raise UnableToReadCase("This phenopacket names no disease.")
    key = str(packet.get("id", ""))
    references = (packet.get("metaData") or {}).get("externalReferences", ())
    cited = {str(one.get("id", "")) for one in references} | {f"PMID:{number}" for number in _PUBLICATION.findall(key)}
    return Case(key, query, known, frozenset(cited))


def packets(path: Path) -> Iterator[Json]:
    """The packets of a file (JSON, or one JSON a line, gzip or not) or of every such file of a directory.

    Raises `UnableToReadCase` with the file and the line.
    """
    if path.is_dir():
        for one in sorted(path.rglob("*")):
            if one.is_file() and one.name.removesuffix(".gz").endswith((".json", ".jsonl", ".ndjson")):
                yield from packets(one)
        return
    text = _text(path)
    try:
        whole = json.loads(text)
        yield from whole if isinstance(whole, list) else [whole]
        return
    except ValueError:
        lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    for number, line in lines:
        try:
            yield json.loads(line)
        except ValueError as problem:
            raise UnableToReadCase(f"{path.name}, line {number}: not JSON.") from problem


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
        unpacked = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
        return unpacked.decode("utf-8-sig")
    except (OSError, EOFError, zlib.error) as problem:
        raise UnableToReadCase(f"{path.name} cannot be read: {problem}.") from problem
    except UnicodeDecodeError as problem:
        raise UnableToReadCase(f"{path.name} is not UTF-8 text (byte {problem.start}).") from problem

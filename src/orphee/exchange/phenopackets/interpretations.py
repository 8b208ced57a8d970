"""Interpretations: what a laboratory concluded, with its variants kept as given."""

from __future__ import annotations

from collections.abc import Mapping

from orphee.exchange.phenopackets.terms import Labels, code_of, term_of

Json = dict[str, object]


def _part(given: object, name: str) -> Json:
    part = given.get(name) if isinstance(given, dict) else None
    return part if isinstance(part, dict) else {}


def interpretation_said(given: Json, labels: Labels) -> dict[str, object]:
    """The items of an interpretation and of each of its variants."""
    diagnosis = _part(given, "diagnosis")
    said: dict[str, object] = {"identifier": given.get("id", "")}
    if "progressStatus" in given:
        said["progress"] = given["progressStatus"]
    if "disease" in diagnosis:
        said["disease"] = code_of(diagnosis["disease"], labels)
    if "summary" in given:
        said["summary"] = given["summary"]
    calls = diagnosis.get("genomicInterpretations")
    if isinstance(calls, list):
        said["variants"] = [variant_said(call) for call in calls]
    return said


def interpretation_told(items: Mapping[str, object], labels: Labels) -> Json:
    """An interpretation from its items."""
    told: Json = {"id": items["identifier"]} if items.get("identifier") else {}
    if items.get("progress"):
        told["progressStatus"] = items["progress"]
    diagnosis: Json = {}
    if items.get("disease"):
        diagnosis["disease"] = term_of(items["disease"], labels)
    variants = items.get("variants")
    if isinstance(variants, list) and variants:
        diagnosis["genomicInterpretations"] = [variant_told(one, labels) for one in variants]
    if diagnosis:
        told["diagnosis"] = diagnosis
    if items.get("summary"):
        told["summary"] = items["summary"]
    return told


def variant_said(given: Json) -> dict[str, object]:
    """The items of one genomic interpretation: gene, HGVS, zygosity, classification, and the whole as given."""
    call = _part(given, "variantInterpretation")
    described = _part(call, "variationDescriptor")
    gene = _part(described, "geneContext") or _part(given, "gene")
    said: dict[str, object] = {}
    for name, value in (
        ("subject", given.get("subjectOrBiosampleId")),
        ("gene", gene.get("valueId")),
        ("symbol", gene.get("symbol")),
        ("hgvs", _hgvs_in(described)),
        ("zygosity", _part(described, "allelicState").get("id")),
        ("acmg", call.get("acmgPathogenicityClassification")),
        ("actionability", call.get("therapeuticActionability")),
        ("status", given.get("interpretationStatus")),
    ):
        if value:
            said[name] = value
    said["given"] = given
    return said


def _hgvs_in(described: Json) -> list[object]:
    expressions = described.get("expressions")
    if not isinstance(expressions, list):
        return []
    return [
        one.get("value") for one in expressions if str(one.get("syntax", "")).startswith("hgvs") and one.get("value")
    ]


def variant_told(items: object, labels: Labels) -> Json:
    """A genomic interpretation: as given while the items still say the same, else with what was revised."""
    if not isinstance(items, Mapping):
        return {}
    given = items.get("given")
    if isinstance(given, dict):
        was = variant_said(given)
        if all((items.get(name) or None) == (was.get(name) or None) for name in _VARIANT_ITEMS):
            return given
    return _variant_from_items(items, given if isinstance(given, dict) else {}, labels)


_VARIANT_ITEMS = ("subject", "gene", "symbol", "hgvs", "zygosity", "acmg", "actionability", "status")


def _variant_from_items(items: Mapping[str, object], given: Json, labels: Labels) -> Json:
    told: Json = {"subjectOrBiosampleId": items["subject"]} if items.get("subject") else {}
    if items.get("status"):
        told["interpretationStatus"] = items["status"]
    gene = {key: items[name] for key, name in (("valueId", "gene"), ("symbol", "symbol")) if items.get(name)}
    if not any(items.get(name) for name in ("hgvs", "zygosity", "acmg", "actionability")):
        return told | {"gene": gene} if gene else told
    told["variantInterpretation"] = _call_from_items(items, gene, _part(given, "variantInterpretation"), labels)
    return told


def _call_from_items(items: Mapping[str, object], gene: Json, given: Json, labels: Labels) -> Json:
    described = dict(_part(given, "variationDescriptor"))
    if gene:
        described["geneContext"] = _part(described, "geneContext") | gene
    hgvs = items.get("hgvs")
    if isinstance(hgvs, list) and hgvs != _hgvs_in(described):
        described["expressions"] = [{"syntax": hgvs_syntax(str(text)), "value": text} for text in hgvs]
        described.pop("vcfRecord", None)  # they no longer speak of the same change
        described.pop("variation", None)
    if items.get("zygosity") and items["zygosity"] != _part(described, "allelicState").get("id"):
        described["allelicState"] = term_of(items["zygosity"], labels)
    call: Json = {"variationDescriptor": described} if described else {}
    for key, name in (("acmgPathogenicityClassification", "acmg"), ("therapeuticActionability", "actionability")):
        if items.get(name):
            call[key] = items[name]
    return call


def hgvs_syntax(text: str) -> str:
    """The level of an HGVS expression: "hgvs.c" for NM_024666.5:c.174del."""
    level = text.partition(":")[2][:2]
    return f"hgvs.{level[0]}" if level in ("c.", "g.", "p.", "m.", "n.", "r.") else "hgvs"

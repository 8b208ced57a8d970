"""Orphapacket: one JSON object an entity, one a line. A list of one element may appear as the element itself."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from orphee.terminology.loaders.files import text_of
from orphee.terminology.loaders.orphanet_words import LEVEL_OF_TYPE, mapping_relation, number, plain_label
from orphee.terminology.rules.frequency import EXCLUDED, of_orphanet, share_of
from orphee.terminology.rules.statements import (
    Concept,
    Content,
    Course,
    Edge,
    Gene,
    Mapping,
    Name,
    Phenotype,
    Prevalence,
    Status,
    UnableToRead,
)

Json = dict[str, object]


def read(paths: list[Path]) -> Content:
    """Entities, synonyms, definitions, parents, cross-references, genes, features, prevalences, onset, inheritance."""
    content = Content()
    for number_of_line, line in enumerate(text_of(paths[0]).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            entity = json.loads(line)
            code = f"ORPHA:{entity['ORPHAcode']}"
        except (ValueError, KeyError, TypeError) as problem:
            raise UnableToRead(
                f"{paths[0].name}, line {number_of_line}: not an orphapacket entity; cut off?"
            ) from problem
        content.version = max(
            content.version, f"{str(entity.get('creationDate', ''))[:10]} {entity.get('version', '')}"
        )
        _add(code, entity, content)
    if not content.concepts:
        raise UnableToRead(f"{paths[0].name} holds no entity.")
    return content


def each(holder: object, key: str) -> Iterator[Json]:
    """The objects under a key in all their shapes: [{key: {…}}], {key: [{…}]}, {key: {…}} or [{…}]."""
    if isinstance(holder, list):
        for element in holder:
            yield from each(element, key)
    elif isinstance(holder, dict):
        inner = holder.get(key, holder)
        if isinstance(inner, list):
            yield from (element for element in inner if isinstance(element, dict))
        elif isinstance(inner, dict):
            yield inner
        else:
            yield holder


def text(entity: Json, key: str) -> str:
    """A text value, trimmed; empty when absent or not a text."""
    value = entity.get(key)
    return value.strip() if isinstance(value, str) else ""


def _add(code: str, entity: Json, content: Content) -> None:
    kind = text(next(each(entity.get("DisorderType"), "DisorderType"), {}), "value")
    sections = [text(s, "Contents") for s in each(entity.get("TextSection"), "TextSection")]
    content.concepts.append(
        Concept(
            code,
            label_en=plain_label(text(entity, "Label")),
            definition_en=sections[0] if sections else "",
            level=LEVEL_OF_TYPE.get(kind, ""),
            kind=kind,
            status=Status.ACTIVE,
        )
    )
    content.names += [Name(code, "en", text(s, "Synonym")) for s in each(entity.get("Synonyms"), "Synonym")]
    content.edges += [
        Edge(code, f"ORPHA:{text(p, 'ORPHAcode')}") for p in each(entity.get("Parents"), "Parent") if p.get("ORPHAcode")
    ]
    content.mappings += [
        Mapping(code, f"{text(x, 'Source')}:{text(x, 'Reference')}", relation)
        for x in each(entity.get("ExternalReferences"), "ExternalReference")
        if (relation := mapping_relation(text(x, "DisorderMappingRelation")))
    ]
    content.genes += [_gene(code, gene) for gene in each(entity.get("Genes"), "Gene")]
    content.phenotypes += [_phenotype(code, found) for found in each(entity.get("Phenotypes"), "Phenotype")]
    content.prevalences += [_prevalence(code, found) for found in each(entity.get("Prevalences"), "Prevalence")]
    for kind_of_course, holder, key in (
        ("onset", "AverageAgeOfOnsets", "AverageAgeOfOnset"),
        ("inheritance", "TypeOfInheritances", "TypeOfInheritance"),
    ):
        content.courses += [Course(code, kind_of_course, text(v, "value")) for v in each(entity.get(holder), key)]


def _gene(disease: str, gene: Json) -> Gene:
    references = {
        text(x, "Source"): text(x, "Reference") for x in each(gene.get("ExternalReferences"), "ExternalReference")
    }
    code = f"HGNC:{references['HGNC']}" if "HGNC" in references else ""
    association = text(gene, "DisorderGeneAssociationType")
    return Gene(disease, code, text(gene, "Symbol"), association, is_assessed=True, reference="")


def _phenotype(disease: str, found: Json) -> Phenotype:
    words = text(found, "HPOFrequency")
    frequency = of_orphanet(words)
    if words and not frequency:
        raise UnableToRead(f"{disease}: the frequency “{words[:60]}” is not known.")
    return Phenotype(
        disease,
        text(found, "HPOId"),
        frequency == EXCLUDED,
        frequency,
        share_of(frequency),
        "", "", "", "P", disease, "TAS",
    )  # fmt: skip


def _prevalence(disease: str, found: Json) -> Prevalence:
    return Prevalence(
        disease,
        text(found, "PrevalenceType"),
        text(found, "PrevalenceQualification"),
        text(found, "PrevalenceClass"),
        number(text(found, "ValMoy")),
        text(found, "PrevalenceGeographic"),
        text(found, "Source"),
    )

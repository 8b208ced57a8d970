"""Orphadata's XML products 1 (nomenclature), 3 (classifications), 4 (features), 6 (genes), 9 (epidemiology)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from lxml import etree

from orphee.terminology.loaders import orphadata_words
from orphee.terminology.loaders.files import beginning
from orphee.terminology.loaders.orphadata_words import meaning, said
from orphee.terminology.loaders.orphanet_words import (
    KIND_OF_TYPE_ID,
    LEVEL_OF_GROUP_ID,
    RELATION_OF_ASSOCIATION_ID,
    add_everyday_french,
    mapping_relation,
    number,
    plain_label,
    status_of,
)
from orphee.terminology.loaders.xml_files import elements, events, release_of, text, xml_of
from orphee.terminology.rules.frequency import EXCLUDED, share_of
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
    Relation,
    Status,
    UnableToRead,
)

LANGUAGES = ("fr", "en")
Element = etree._Element
Add = Callable[[Element, Content], None]


_LANGUAGE = re.compile(rb"<Name\s+lang=[\"']([a-z]{2})[\"']")
_CLASSIFICATION = re.compile(rb"<Classification\s[^>]*?id=[\"'](\d+)[\"']|<Classification>\s*<OrphaNumber>(\d+)<")


def language_of(path: Path) -> str:
    """The language of the names of a product; empty when it does not say."""
    return language_in(beginning(path))


def language_in(start: bytes) -> str:
    """The same, of the beginning of a product."""
    found = _LANGUAGE.search(start)
    return found.group(1).decode() if found else ""


def classification_of(path: Path) -> str:
    """The number of the classification that a product 3 is; empty when it does not say."""
    found = _CLASSIFICATION.search(beginning(path))
    return (found.group(1) or found.group(2)).decode() if found else ""


def _read(paths: list[Path], tag: str, add: Add) -> Content:
    content = Content()
    for path in paths:
        xml = xml_of(path)
        content.version = max(content.version, release_of(xml, path.name))
        found = 0
        for element in elements(xml, tag, path.name):
            add(element, content)
            found += 1
        if not found:
            raise UnableToRead(f"{path.name} holds no {tag}: is it the right file?")
    return content


def _code(disorder: Element) -> str:
    code = text(disorder, "OrphaCode") or text(disorder, "OrphaNumber")
    if not code.isdigit():
        raise UnableToRead(f"An entity has no OrphaCode (line {disorder.sourceline}).")
    return f"ORPHA:{code}"


def _id(element: Element, path: str) -> str:
    found = element.find(path)
    return found.get("id", "") if found is not None else ""


def read_nomenclature(paths: list[Path]) -> Content:
    """Product 1, and the nomenclature of the official pack: names, status, level, redirections, cross-references."""
    content = _read(paths, "Disorder", add_disorder)
    add_everyday_french(content)
    return content


def add_disorder(disorder: Element, content: Content) -> None:
    """One entity of product 1 or of the pack."""
    parent = disorder.getparent()
    if parent is None or parent.tag != "DisorderList":
        return
    code, name = _code(disorder), disorder.find("Name")
    language = name.get("lang", "") if name is not None else ""
    if language not in LANGUAGES:
        raise UnableToRead(f"Names in {language or 'no language'}: only French and English files are read.")
    label = plain_label(text(disorder, "Name"))
    status = status_of(_flags(disorder))
    moves = list(_moves(code, disorder))
    content.mappings += [Mapping(code, target, relation) for target, relation in moves]
    definition = _definition(disorder)
    content.concepts.append(
        Concept(
            code,
            label_en=label if language == "en" else "",
            label_fr=label if language == "fr" else "",
            definition_en=definition if language == "en" else "",
            definition_fr=definition if language == "fr" else "",
            level=_level(disorder),
            kind=KIND_OF_TYPE_ID.get(_id(disorder, "DisorderType"), ""),
            status=status,
            replaced_by="" if status is Status.ACTIVE else _replacement(moves),
        )
    )
    content.names += [
        Name(code, language, synonym.text.strip())
        for synonym in disorder.iterfind("SynonymList/Synonym")
        if synonym.text
    ]
    content.mappings += _cross_references(code, disorder)


def _level(disorder: Element) -> str:
    group = _id(disorder, "DisorderGroup") or _id(disorder, "ClassificationLevel")
    return LEVEL_OF_GROUP_ID.get(group, "")


def _flags(disorder: Element) -> int:
    """The pack gives the sum of the flags, product 1 each flag."""
    total = text(disorder, "FlagValue")
    if total.isdigit():
        return int(total)
    values = {flag.text or "" for flag in disorder.iterfind("DisorderFlagList/DisorderFlag/Value")}
    return sum(int(value) for value in values if value.isdigit())


def _moves(code: str, disorder: Element) -> Iterator[tuple[str, Relation]]:
    """Associations are listed on both sides: only those that lead away from this entity are its own."""
    for association in disorder.iterfind("DisorderDisorderAssociationList/DisorderDisorderAssociation"):
        target = text(association, "TargetDisorder/OrphaCode")
        relation = RELATION_OF_ASSOCIATION_ID.get(_id(association, "DisorderDisorderAssociationType"))
        if relation and target.isdigit() and f"ORPHA:{target}" != code:
            yield f"ORPHA:{target}", relation


def _replacement(moves: list[tuple[str, Relation]]) -> str:
    moved = [target for target, relation in moves if relation is Relation.MOVED_TO]
    return (moved or [target for target, _relation in moves] or [""])[0]


def _definition(disorder: Element) -> str:
    return text(disorder, "SummaryInformationList/SummaryInformation/TextSectionList/TextSection/Contents")


def _cross_references(code: str, disorder: Element) -> Iterator[Mapping]:
    for reference in disorder.iterfind("ExternalReferenceList/ExternalReference"):
        relation = mapping_relation(text(reference, "DisorderMappingRelation/Name"))
        source = text(reference, "Source").replace("ICD-10", "ICD10").replace("ICD-11", "ICD11")
        if relation:
            yield Mapping(code, f"{source}:{text(reference, 'Reference')}", relation)


def read_classifications(paths: list[Path]) -> Content:
    """Product 3: the edges of every classification, each pair once."""
    content = Content()
    for path in paths:
        xml = xml_of(path)
        content.version = max(content.version, release_of(xml, path.name))
        content.edges += classification_edges(xml, path.name)
    content.edges = sorted(set(content.edges))
    return content


def classification_edges(xml: bytes, name: str) -> list[Edge]:
    """The edges of one classification, of product 3 or of the pack. Raises `UnableToRead` when it has no node."""
    edges: list[Edge] = []
    above: list[str] = []  # the codes of the nodes that are open; "" until a node has said its own
    seen = False
    for event, element in events(xml, ("ClassificationNode", "OrphaCode"), name):
        if element.tag == "OrphaCode":
            if event == "end" and above and not above[-1]:
                above[-1] = f"ORPHA:{(element.text or '').strip()}"
                edges += [Edge(above[-1], parent) for parent in above[-2:-1] if parent]
        elif event == "start":
            seen = True
            above.append("")
        else:
            above.pop()
            element.clear()
    if not seen:
        raise UnableToRead(f"{name} holds no ClassificationNode: is it the right file?")
    return edges


def read_features(paths: list[Path]) -> Content:
    """Product 4: features of diseases with their frequency."""
    return _read(paths, "HPODisorderSetStatus", _add_features)


def _add_features(status: Element, content: Content) -> None:
    disorder = status.find("Disorder")
    if disorder is None:
        return
    code, reference = _code(disorder), text(status, "Source")
    for association in disorder.iterfind("HPODisorderAssociationList/HPODisorderAssociation"):
        frequency, term = orphadata_words.frequency(association), text(association, "HPO/HPOId")
        if not term.startswith("HP:"):
            raise UnableToRead(f"Line {association.sourceline}: a feature of {code} has no HPO term.")
        criterion = text(association, "DiagnosticCriteria/Name")
        content.phenotypes.append(
            Phenotype(
                code, term, frequency == EXCLUDED, frequency, share_of(frequency),
                "", "", criterion, "P", reference or code, "TAS",
            )
        )  # fmt: skip


def read_genes(paths: list[Path]) -> Content:
    """Product 6: genes of diseases, with the kind of association and the publications."""
    return _read(paths, "Disorder", _add_genes)


def _add_genes(disorder: Element, content: Content) -> None:
    code = _code(disorder)
    for association in disorder.iterfind("DisorderGeneAssociationList/DisorderGeneAssociation"):
        hgnc = next(
            (
                text(reference, "Reference")
                for reference in association.iterfind("Gene/ExternalReferenceList/ExternalReference")
                if text(reference, "Source") == "HGNC"
            ),
            "",
        )
        content.genes.append(
            Gene(
                code,
                f"HGNC:{hgnc}" if hgnc else "",
                text(association, "Gene/Symbol"),
                said(association, orphadata_words.ASSOCIATION),
                is_assessed=said(association, orphadata_words.ASSESSED) == orphadata_words.IS_ASSESSED,
                reference=text(association, "SourceOfValidation"),
            )
        )


def read_prevalences(paths: list[Path]) -> Content:
    """Product 9, prevalences."""
    return _read(paths, "Disorder", _add_prevalences)


def _add_prevalences(disorder: Element, content: Content) -> None:
    code = _code(disorder)
    for found in disorder.iterfind("PrevalenceList/Prevalence"):
        content.prevalences.append(
            Prevalence(
                code,
                said(found, orphadata_words.KIND),
                said(found, orphadata_words.QUALIFICATION),
                said(found, orphadata_words.BAND),
                number(text(found, "ValMoy")),
                said(found, orphadata_words.GEOGRAPHY),
                text(found, "Source"),
            )
        )


def read_courses(paths: list[Path]) -> Content:
    """Product 9, ages of onset and inheritance."""
    return _read(paths, "Disorder", _add_courses)


def _add_courses(disorder: Element, content: Content) -> None:
    code = _code(disorder)
    for kind, path in (
        ("onset", "AverageAgeOfOnsetList/AverageAgeOfOnset"),
        ("inheritance", "TypeOfInheritanceList/TypeOfInheritance"),
    ):
        content.courses += [Course(code, kind, value) for one in disorder.iterfind(path) if (value := meaning(one))]

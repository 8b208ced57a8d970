"""The Human Phenotype Ontology: hp.obo, phenotype.hpoa and genes_to_phenotype."""

from __future__ import annotations

import re
from pathlib import Path

from orphee.terminology.loaders.files import columns, text_of
from orphee.terminology.rules.codes import canonical
from orphee.terminology.rules.frequency import share_of
from orphee.terminology.rules.statements import (
    Concept,
    Content,
    Edge,
    Gene,
    Mapping,
    Name,
    Phenotype,
    Relation,
    Status,
    UnableToRead,
)

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(r"\\(.)")
Stanza = dict[str, list[str]]


def read_obo(paths: list[Path]) -> Content:
    """Terms, synonyms, parents, alternative and obsolete codes of hp.obo."""
    text = text_of(paths[0])
    header, *blocks = text.split("\n\n[")
    version = re.search(r"^data-version: (?:hp/releases/)?(\S+)", header, re.MULTILINE)
    if "format-version" not in header or version is None:
        raise UnableToRead(f"{paths[0].name} is no OBO file with a data-version.")
    if not text.endswith("\n"):
        raise UnableToRead(f"{paths[0].name} ends in the middle of a line: cut off?")
    content = Content(version=version.group(1))
    for block in blocks:
        if block.startswith("Term]"):
            _add_term(_stanza(block), content)
    return _without_doubles(content)


def _without_doubles(content: Content) -> Content:
    """An obsolete term may also be listed as another's alternative code: its own stanza counts."""
    content.concepts.sort(key=lambda concept: concept.status == Status.MERGED)
    seen: dict[str, Concept] = {}
    for concept in content.concepts:
        seen.setdefault(concept.code, concept)
    content.concepts = list(seen.values())
    return content


def _stanza(block: str) -> Stanza:
    stanza: Stanza = {}
    for line in block.splitlines()[1:]:
        tag, colon, value = line.partition(": ")
        if colon:
            stanza.setdefault(tag, []).append(value)
    return stanza


def _unquoted(value: str) -> str:
    found = _QUOTED.match(value)
    return _ESCAPED.sub(r"\1", found.group(1)) if found else ""


def _add_term(term: Stanza, content: Content) -> None:
    code, label = term["id"][0], term.get("name", [""])[0]
    is_obsolete = "is_obsolete" in term
    replacement = term.get("replaced_by", [""])
    content.concepts.append(
        Concept(
            code,
            label_en=label.removeprefix("obsolete "),
            definition_en=_unquoted(term.get("def", [""])[0]),
            status=Status.OBSOLETE if is_obsolete else Status.ACTIVE,
            replaced_by=replacement[0] if is_obsolete else "",
        )
    )
    content.names += [Name(code, "en", _unquoted(value)) for value in term.get("synonym", ())]
    content.edges += [Edge(code, value.split(" ")[0]) for value in term.get("is_a", ())]
    content.mappings += [Mapping(code, value, Relation.REFERRED_TO) for value in term.get("consider", ())]
    content.concepts += [
        Concept(value, label_en=label, status=Status.MERGED, replaced_by=code) for value in term.get("alt_id", ())
    ]


_HPOA = (
    "database_id", "disease_name", "qualifier", "hpo_id", "reference", "evidence", "onset", "frequency", "sex",
    "modifier", "aspect",
)  # fmt: skip


def read_hpoa(paths: list[Path]) -> Content:
    """Phenotypic annotations of diseases, and the English names of those diseases (OMIM, ORPHA, DECIPHER)."""
    content = Content(version=_declared_version(paths[0]))
    names: dict[str, str] = {}
    diseases: dict[str, str] = {}
    for given, name, qualifier, term, reference, evidence, onset, frequency, sex, modifier, aspect in columns(
        paths[0], _HPOA
    ):
        disease = diseases.get(given) or diseases.setdefault(given, canonical(given))
        names.setdefault(disease, name)
        content.phenotypes.append(
            Phenotype(
                disease, term, qualifier == "NOT", frequency, share_of(frequency), onset.partition(";")[0], sex.lower(),
                modifier, aspect, reference, evidence,
            )
        )  # fmt: skip
    content.concepts += [Concept(code, label_en=name, status="") for code, name in names.items()]
    return content


def _declared_version(path: Path) -> str:
    found = re.search(r"^#\s*version: (\S+)", text_of(path)[:4000], re.MULTILINE)
    if found is None:
        raise UnableToRead(f"{path.name} does not say its version in its first lines: is it phenotype.hpoa?")
    return found.group(1)


def read_genes(paths: list[Path]) -> Content:
    """The genes of each disease. The features of a gene are those of its diseases: they are not stored again."""
    content = Content(version=_version_in_name(paths[0]))
    needed = ("disease_id", "ncbi_gene_id", "gene_symbol")
    for disease, gene, symbol in dict.fromkeys(columns(paths[0], needed)):
        code = gene if ":" in gene else f"NCBIGene:{gene}"
        content.genes.append(Gene(canonical(disease), code, symbol, "", is_assessed=True, reference=""))
    return content


def _version_in_name(path: Path) -> str:
    """These files carry no version inside; a date in the name is taken for one."""
    found = re.search(r"\d{4}-\d{2}(?:-\d{2})?", path.name)
    return found.group(0) if found else ""

"""Which sources there are, and how their files are recognised: by what is inside, not by their name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from orphee.terminology.loaders import (
    french_places,
    hgnc,
    hpo,
    hpo_french,
    mondo,
    nomenclature_pack,
    orphadata,
    orphanet_tables,
    orphapacket,
)
from orphee.terminology.loaders.files import beginning
from orphee.terminology.rules.statements import Content

Recognise = Callable[[Path, bytes], bool]


@dataclass(frozen=True, slots=True)
class Source:
    """One source: how its files are recognised and read.

    `authority` 0 is the terminology's own publisher; higher is somebody who merely mentions its codes.
    `together`: all its files make one release (else the last one given counts).
    `part`: what a file is of the source (its language, its classification); each part is a release of its own, so that
    one loaded later does not take the place of another.
    `lists`: the system of which a release lists every active code, so that a code it leaves out is no longer active.
    Orphanet's nomenclature does, and so does the orphapacket: of the codes active in June 2023 it had, in December
    2025, 98.6 % of the disorders and of the groups and 97.9 % of the subtypes, and nothing inactive.
    """

    key: str
    title: str
    recognise: Recognise
    read: Callable[[list[Path]], Content]
    authority: int = 0
    together: bool = False
    part: Callable[[Path], str] | None = None
    lists: str = ""

    def parts(self, files: Iterable[Path]) -> dict[str, list[Path]]:
        """The files of each release, by its key: the source's, then the part."""
        found: dict[str, list[Path]] = {}
        for path in files:
            name = self.part(path) if self.part else ""
            found.setdefault(f"{self.key}/{name}" if name else self.key, []).append(path)
        return found


def _starts(pattern: bytes) -> Recognise:
    compiled = re.compile(pattern, re.MULTILINE)
    return lambda _path, start: compiled.search(start) is not None


def _orphanet(tag: bytes, *, without: bytes = b"") -> Recognise:
    def recognise(_path: Path, start: bytes) -> bool:
        return b"<JDBOR" in start and tag in start and not (without and without in start)

    return recognise


# In the order in which they are loaded; a file belongs to the first source that recognises it.
SOURCES = (
    Source(
        "hpo",
        "Human Phenotype Ontology (hp.obo)",
        _starts(rb"\Aformat-version: [\s\S]*^ontology: hp"),
        hpo.read_obo,
        lists="hpo",
    ),
    Source(
        "hpo-french",
        "HPO in French (hpo-translations)",
        lambda path, _start: hpo_french.is_babelon(path) or hpo_french.is_synonyms(path),
        hpo_french.read,
        authority=1,
        together=True,
    ),
    Source(
        "orphanet-nomenclature",
        "Orphanet nomenclature, as tables",
        lambda path, _start: orphanet_tables.kind_of(path) is not None,
        orphanet_tables.read,
        together=True,
        lists="orpha",
    ),
    Source(
        "orphapacket",
        "Orphanet orphapacket",
        _starts(rb"\A\{.*\"ORPHApacketId\""),
        orphapacket.read,
        lists="orpha",
    ),
    Source(
        "orphanet-pack",
        "Orphanet nomenclature pack",
        lambda path, _start: nomenclature_pack.is_pack(path),
        nomenclature_pack.read,
        together=True,
        part=nomenclature_pack.language_of,
        lists="orpha",
    ),
    Source(
        "orphadata-4",
        "Orphadata product 4, features",
        _orphanet(b"<HPODisorderSetStatus"),
        orphadata.read_features,
    ),
    Source("orphadata-6", "Orphadata product 6, genes", _orphanet(b"<DisorderGeneAssociation"), orphadata.read_genes),
    Source(
        "orphadata-9-prevalence",
        "Orphadata product 9, prevalence",
        _orphanet(b"<PrevalenceList"),
        orphadata.read_prevalences,
    ),
    Source(
        "orphadata-9-ages",
        "Orphadata product 9, onset and inheritance",
        _orphanet(b"<AverageAgeOfOnsetList"),
        orphadata.read_courses,
    ),
    Source(
        "orphadata-3",
        "Orphadata product 3, classifications",
        _orphanet(b"<ClassificationNode"),
        orphadata.read_classifications,
        together=True,
        part=orphadata.classification_of,
    ),
    Source(
        "orphadata-1",
        "Orphadata product 1, nomenclature",
        _orphanet(b"<DisorderList"),
        orphadata.read_nomenclature,
        together=True,
        part=orphadata.language_of,
        lists="orpha",
    ),
    Source(
        "hpo-annotations",
        "HPO annotations (phenotype.hpoa)",
        _starts(rb"^database_id\tdisease_name\t"),
        hpo.read_hpoa,
        authority=2,
    ),
    Source(
        "hpo-genes",
        "HPO genes (genes_to_phenotype)",
        _starts(rb"\Ancbi_gene_id\tgene_symbol\thpo_id"),
        hpo.read_genes,
    ),
    Source("hgnc", "HGNC genes", _starts(rb"\Ahgnc_id\tsymbol\t"), hgnc.read),
    Source(
        "mondo",
        "MONDO mappings (SSSOM)",
        _starts(rb"^subject_id\t.*predicate_id\tobject_id"),
        mondo.read,
        together=True,
    ),
    Source(
        "places",
        "French places (INSEE, etalab)",
        lambda path, _start: french_places.is_places(path),
        french_places.read,
        together=True,
    ),
)
BY_KEY = {source.key: source for source in SOURCES}
LISTS = {
    system: [source.key for source in SOURCES if source.lists == system]
    for system in {source.lists for source in SOURCES if source.lists}
}  # the sources that list every active code of a system


def source_of(release: str) -> Source | None:
    """The source of a release, by the release's key ("orphadata-1/fr")."""
    return BY_KEY.get(release.partition("/")[0])


def title_of(release: str) -> str:
    """What a release is called: its source, and its part."""
    source, (_key, _slash, part) = source_of(release), release.partition("/")
    title = source.title if source else release
    return f"{title} ({part})" if source and part else title


def recognise(path: Path) -> Source | None:
    """The source a file belongs to, or None."""
    start = beginning(path)
    return next((source for source in SOURCES if source.recognise(path, start)), None)


def sort_out(paths: Iterable[Path]) -> tuple[dict[str, list[Path]], list[Path]]:
    """Files by source, in loading order, and those that nobody recognises. Folders are searched."""
    found: dict[str, list[Path]] = {source.key: [] for source in SOURCES}
    strangers: list[Path] = []
    for path in _files(paths):
        source = recognise(path)
        if source is None:
            strangers.append(path)
        elif source.together:
            found[source.key].append(path)
        else:
            found[source.key] = [path]
    return {key: files for key, files in found.items() if files}, strangers


def _files(paths: Iterable[Path]) -> list[Path]:
    every: list[Path] = []
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        every += [one for one in inside if one.is_file() and not one.name.startswith(".")]
    return list(dict.fromkeys(every))

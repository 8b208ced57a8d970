"""The compiled knowledge on disk: arrays in one .npz, texts in one .json beside it. Nothing that runs when read."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from orphee.insight.ranking.annotations import Annotations
from orphee.insight.ranking.compiled import Disease, Knowledge, Release, SourceFile
from orphee.insight.ranking.details import Courses
from orphee.insight.ranking.kinship import Kin
from orphee.insight.ranking.ontology import Ontology
from orphee.insight.ranking.profiles import Profiles

ARRAYS, TEXTS = "arrays.npz", "texts.json"
Arrays = Mapping[str, NDArray[Any]]
MATRICES = ("own_said", "own_implied", "kindred_implied")
PLAIN = ("onset_odds", "x_linked", "rarity", "modes", "background", "kindred_background", "content")
OF_FEATURES = ("disease", "term", "onset", "severity")
COLUMNS = ("disease", "term", "share", "seen", "said", "reference", "starts")


class UnableToOpen(Exception):
    """The compiled knowledge is not there, or not whole: compile it again."""


def save(knowledge: Knowledge, folder: Path) -> None:
    """Write beside, then put in place whole: a reader sees all of it or nothing."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        np.savez(beside / ARRAYS, allow_pickle=False, **_arrays(knowledge))
        (beside / TEXTS).write_text(json.dumps(_texts(knowledge), ensure_ascii=False), encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        beside.replace(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def open_folder(folder: Path) -> Knowledge:
    """Read what `save` wrote. Raises `UnableToOpen`."""
    try:
        texts = json.loads((folder / TEXTS).read_text(encoding="utf-8"))
        with np.load(folder / ARRAYS, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        return _knowledge(arrays, texts)
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile) as problem:
        raise UnableToOpen(f"The compiled knowledge in {folder.name} cannot be read: {problem}.") from problem


def _arrays(knowledge: Knowledge) -> dict[str, NDArray[Any]]:
    found: dict[str, NDArray[Any]] = {name: getattr(knowledge, name) for name in PLAIN}
    found |= {f"row_{column}": getattr(knowledge.annotations, column) for column in COLUMNS}
    found |= {f"course_{column}": getattr(knowledge.courses, column) for column in OF_FEATURES}
    found |= {"term_starts": knowledge.ontology.starts, "term_above": knowledge.ontology.above}
    for which in MATRICES:
        profiles, _, part = which.partition("_")
        matrix = getattr(getattr(knowledge, profiles), part)
        found |= {f"{which}_share": matrix.data, f"{which}_term": matrix.indices, f"{which}_starts": matrix.indptr}
    pairs = [(one, other, weight) for one, around in sorted(knowledge.kin.items()) for other, weight in around.items()]
    found["kin_pairs"] = np.array([pair[:2] for pair in pairs], np.int32).reshape(-1, 2)
    found["kin_weights"] = np.array([pair[2] for pair in pairs], np.float32)
    return found


def _texts(knowledge: Knowledge) -> dict[str, Any]:
    terms = knowledge.ontology
    return {
        "codes": terms.codes,
        "labels_en": terms.labels_en,
        "labels_fr": terms.labels_fr,
        "replaced": dict(terms.replaced),
        "elsewhere": sorted(terms.elsewhere),
        "diseases": [[d.codes, d.name_en, d.name_fr, d.annotated, d.genes] for d in knowledge.diseases],
        "gene_names": dict(knowledge.gene_names),
        "other_codes": dict(knowledge.other_codes),
        "references": knowledge.annotations.references,
        "release": asdict(knowledge.release),
    }


def _release(said: Mapping[str, Any]) -> Release:
    each = tuple(
        SourceFile(one["key"], one["title"], one["version"], one["digest"], tuple(one["files"]))
        for one in said["sources"]
    )
    return Release(said["digest"], each)


def _knowledge(arrays: Arrays, texts: Mapping[str, Any]) -> Knowledge:
    codes = tuple(texts["codes"])
    return Knowledge(
        ontology=Ontology(
            codes,
            tuple(texts["labels_en"]),
            tuple(texts["labels_fr"]),
            arrays["term_starts"],
            arrays["term_above"],
            texts["replaced"],
            frozenset(texts["elsewhere"]),
            {code: number for number, code in enumerate(codes)},
        ),
        diseases=tuple(
            Disease(tuple(one[0]), one[1], one[2], bool(one[3]), tuple(one[4])) for one in texts["diseases"]
        ),
        annotations=_annotations(arrays, tuple(texts["references"])),
        kin=_kin(arrays),
        own=Profiles(_matrix("own_said", arrays, len(codes)), _matrix("own_implied", arrays, len(codes))),
        kindred=Profiles(_matrix("own_said", arrays, len(codes)), _matrix("kindred_implied", arrays, len(codes))),
        release=_release(texts["release"]),
        onset_odds=arrays["onset_odds"],
        x_linked=arrays["x_linked"],
        rarity=arrays["rarity"],
        background=arrays["background"],
        kindred_background=arrays["kindred_background"],
        content=arrays["content"],
        modes=arrays["modes"],
        courses=Courses(**{column: arrays[f"course_{column}"] for column in OF_FEATURES}),
        gene_names=texts["gene_names"],
        other_codes={code: tuple(codes) for code, codes in texts["other_codes"].items()},
    )


def _annotations(arrays: Arrays, references: tuple[str, ...]) -> Annotations:
    return Annotations(references=references, **{column: arrays[f"row_{column}"] for column in COLUMNS})


def _kin(arrays: Arrays) -> Kin:
    found: dict[int, dict[int, float]] = {}
    for (one, other), weight in zip(arrays["kin_pairs"].tolist(), arrays["kin_weights"].tolist(), strict=True):
        found.setdefault(one, {})[other] = weight
    return found


def _matrix(name: str, arrays: Arrays, terms: int) -> sparse.csr_matrix:
    starts = arrays[f"{name}_starts"]
    return sparse.csr_matrix((arrays[f"{name}_share"], arrays[f"{name}_term"], starts), shape=(len(starts) - 1, terms))

"""The compiled lexicon: every name as a bag of stems, kept on disk as compressed JSON (no code in it, unlike pickle).

Compiling reads the reference directory (some seconds); loading what was compiled takes about one. The file bears a
digest of the sources and of the reviewed words: when either changes, it is compiled anew.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from orphee.insight.reading import names
from orphee.insight.reading.cleaning import fold_in_place
from orphee.insight.reading.stemming import shortened, sound
from orphee.insight.reading.tokens import bag, equivalents, words_of

FORMAT = 7
SHORTEST_MISSPELT = 7  # letters of a stem: shorter ones have too many neighbours
HPO, ORPHA = 0, 1


@dataclass(slots=True)
class Lexicon:
    """Names ready to be looked for, and how to find one from a word."""

    version: str
    concepts: list[tuple[str, str]]
    entries: list[tuple[int, int, tuple[str, ...], bool]]  # concept, rank, stems, whether "et" is part of the name
    genes: dict[str, str]
    drugs: dict[str, str]
    ordinary: frozenset[str]
    abbreviations: dict[str, list[int]]
    by_stem: dict[str, list[int]] = field(default_factory=dict)
    vocabulary: frozenset[str] = frozenset()
    sounds: dict[str, str] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        frequency = Counter(stem for _, _, stems, _ in self.entries for stem in stems)
        for number, (_, _, stems, _) in enumerate(self.entries):
            rarest = min(stems, key=lambda stem: (frequency[stem], stem))
            self.by_stem.setdefault(rarest, []).append(number)
        self.vocabulary = frozenset(frequency)
        spoken = {stem: stem for stem in self.vocabulary}
        spoken |= {one: meant for one, meant in equivalents().items() if meant in self.vocabulary}
        for stem, meant in sorted(spoken.items()):
            if len(stem) >= SHORTEST_MISSPELT - 1 and stem.isalpha():
                heard = sound(stem)
                self.sounds.setdefault(heard, meant)
                for short in shortened(heard):
                    self.errors.setdefault(short, []).append(heard)


def compiled(reference: Path, cache: Path | None = None, *, english: bool = False) -> Lexicon:
    """The lexicon of a reference directory, from the cache when it is up to date."""
    mark = digest(reference, english=english)
    kept = cache / f"reading-{'en' if english else 'fr'}-{mark[:16]}.json.gz" if cache else None
    if kept is not None and kept.exists():
        try:
            return _from_json(json.loads(gzip.decompress(kept.read_bytes())))
        except (ValueError, KeyError, OSError, EOFError):
            kept.unlink(missing_ok=True)
    made = compile_lexicon(reference, english=english, version=mark[:16])
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        partial = kept.with_suffix(".part")
        partial.write_bytes(gzip.compress(json.dumps(_as_json(made), ensure_ascii=False).encode(), 3))
        partial.replace(kept)
        for older in kept.parent.glob(f"{kept.name[:11]}*.json.gz"):
            if older != kept:
                older.unlink(missing_ok=True)
    return made


def digest(reference: Path, *, english: bool = False) -> str:
    """What the lexicon depends on: names and sizes of the releases, and the reviewed words."""
    seen = hashlib.sha256(f"{FORMAT} {english}".encode())
    for folder in ("hpo", "orphanet", "hgnc"):
        for path in sorted((reference / folder).glob("*")):
            seen.update(f"{folder}/{path.name} {path.stat().st_size}".encode())
    room = files("orphee.insight.reading")
    for word_list in sorted((room / "words").iterdir(), key=lambda one: one.name):
        seen.update(word_list.read_bytes())
    for module in ("cleaning", "lexicon", "names", "stemming", "tokens"):
        seen.update((room / f"{module}.py").read_bytes())
    return seen.hexdigest()


def compile_lexicon(reference: Path, *, english: bool = False, version: str = "") -> Lexicon:
    """Read the reference directory and compile its names."""
    features = names.hpo_concepts(reference, english=english)
    diseases = names.orphanet_concepts(reference, english=english)
    lexicon = from_concepts([*features.values(), *diseases.values()], version=version or "small")
    lexicon.genes = names.genes(reference)
    lexicon.drugs = names.drugs()
    return lexicon


_DISEASE_WORDS = ("syndrome d", "maladie d", "myopathie d", "dystrophie musculaire d")
_PARENTHESIS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_ALTERNATIVE = re.compile(r"\b(\w+)\s?/\s?(\w+)\b")


def variants_of(name: str) -> Iterable[tuple[str, bool]]:
    """A name, and the shorter ways of writing it: (name, derived)."""
    yield name, False
    bare = _PARENTHESIS.sub("", name)
    if bare != name and bare.strip():
        yield bare, True
    found = _ALTERNATIVE.search(bare)
    if found:
        yield bare[: found.start()] + found.group(1) + bare[found.end() :], True
        yield bare[: found.start()] + found.group(2) + bare[found.end() :], True
    if "," in bare:
        head, _, tail = bare.partition(",")
        if head.strip() and tail.strip():
            yield f"{tail} {head}", True


def from_concepts(concepts: Iterable[names.Concept], *, version: str = "small") -> Lexicon:
    """Compile concepts, wherever they come from (tests use a handful)."""
    listed = list(concepts)
    blocked = {bag(fold_in_place(word)) for word in names.words("blocked")["blocked"]}
    best: dict[tuple[int, frozenset[str]], tuple[int, int, int, bool]] = {}
    diseases = {bag(fold_in_place(name)) for one in listed if not one.code.startswith("HP:") for name in one.names}
    abbreviations: dict[str, list[int]] = {}
    ordinary: set[str] = set(names.words("ordinary")["ordinary"].split())
    for number, concept in enumerate(listed):
        kind = HPO if concept.code.startswith("HP:") else ORPHA
        bags = [bag(fold_in_place(name)) for name in concept.names]
        for name, rank in concept.names.items():
            if kind == ORPHA and rank != names.BY_HAND and _too_bare(name):
                continue
            if _is_abbreviation(name):
                if rank == names.BY_HAND or (kind == ORPHA and len(name) >= 3):
                    abbreviations.setdefault(name, []).append(number)
                continue
            for text, derived in variants_of(name) if kind == HPO else ((name, False),):
                folded = fold_in_place(text.replace("œ", "oe").replace("’", "'"))
                stems = bag(folded)
                ordinary.update(words_of(folded))
                if not stems or max(map(len, stems)) < 3 or (rank != names.BY_HAND and stems in blocked):
                    continue
                if " et " in folded and rank != names.BY_HAND and any(other < stems for other in bags):
                    continue
                if kind == HPO and rank == names.SYNONYM and stems in diseases and folded.startswith(_DISEASE_WORDS):
                    continue
                here = names.DERIVED if derived else rank
                candidate = (here, len(concept.label), number, " et " in folded or " ou " in folded)
                if candidate < best.get((kind, stems), (9, 0, 0, False)):
                    best[kind, stems] = candidate
    entries = [(number, rank, tuple(sorted(stems)), joined) for (_, stems), (rank, _, number, joined) in best.items()]
    return Lexicon(
        version, [(one.code, one.label) for one in listed], entries, {}, {}, frozenset(ordinary), abbreviations
    )


def _too_bare(name: str) -> bool:
    """A disease named by one short word, or by a capital abbreviation and a small word ("LES de l'enfant")."""
    if _is_abbreviation(name):
        return False
    listed = re.findall(r"\w+", name)
    if any(word.isupper() and len(word) > 1 and bag(word.lower()) <= {"pas"} for word in listed):
        return True
    meant = bag(fold_in_place(name))
    return len(meant) == 1 and len(max(meant, key=len)) < 7


def _is_abbreviation(name: str) -> bool:
    letters = name.replace(" ", "").replace("-", "").replace("/", "")
    return 2 <= len(letters) <= 7 and sum(letter.isupper() for letter in letters) >= 2 and " " not in name.strip()


def _as_json(made: Lexicon) -> Mapping[str, Any]:
    return {
        "version": made.version,
        "concepts": made.concepts,
        "entries": [[number, rank, " ".join(stems), joined] for number, rank, stems, joined in made.entries],
        "genes": made.genes,
        "drugs": made.drugs,
        "ordinary": sorted(made.ordinary),
        "abbreviations": made.abbreviations,
    }


def _from_json(kept: Mapping[str, Any]) -> Lexicon:
    return Lexicon(
        kept["version"],
        [(code, label) for code, label in kept["concepts"]],
        [(number, rank, tuple(stems.split(" ")), joined) for number, rank, stems, joined in kept["entries"]],
        kept["genes"],
        kept["drugs"],
        frozenset(kept["ordinary"]),
        kept["abbreviations"],
    )

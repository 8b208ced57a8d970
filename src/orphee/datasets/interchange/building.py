"""Building a definition from another format: keys, texts in both languages, and the reading that judges the whole."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from orphee.datasets.definition import Text
from orphee.datasets.interchange.expressions import UnableToParse, parse
from orphee.datasets.interchange.folding import Tree
from orphee.datasets.interchange.results import Imported, Loss, UnableToImport
from orphee.datasets.interchange.translating import Known, Translator, UnableToTranslate
from orphee.datasets.interchange.wording import lost
from orphee.datasets.reading import read
from orphee.datasets.writing import write
from orphee.datasets.yaml_tree import UnableToReadDefinition

LONGEST_KEY = 64
LONGEST_TEXT = 4_000
_KEY = re.compile(r"[a-z][a-z0-9_-]{0,63}", re.ASCII)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
_BREAK = re.compile(r"<\s*(?:br|/p|/div|/li|/h\d)\b[^<>]*>", re.IGNORECASE)
_BREAKS = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_PIPED = re.compile(r"\[([a-z][a-z0-9_]*)\]", re.ASCII)


@dataclass
class Building:
    """What is gathered while a file is read: losses, and the line of each place of the definition."""

    losses: list[Loss] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    in_one_language: int = 0

    def lose(self, code: str, /, path: str = "", line: int = 0, **params: object) -> None:
        """Note one thing that is not carried over."""
        self.losses.append(lost(code, path, line, **params))

    def text(self, raw: str, path: str, line: int) -> Tree:
        """A text of one language, said in both; markup is taken out and listed."""
        said = self.words(raw, path, line)
        self.in_one_language += 1
        return {"fr": said, "en": said}

    def both(self, found: Mapping[str, str], path: str, line: int = 0) -> Tree:
        """French and English; what is missing is said in the language that is there, others are listed."""
        if "fr" in found or "en" in found:
            for language in sorted(found.keys() - {"fr", "en"}):
                self.lose("other-language", path, line, language=language)
        first = found.get("fr") or found.get("en") or next(iter(found.values()))
        if not (found.get("fr") and found.get("en")):
            self.in_one_language += 1
        return {"fr": found.get("fr") or first, "en": found.get("en") or first}

    def words(self, raw: str, path: str, line: int) -> str:
        """The words of a text that may hold HTML."""
        said = raw.strip()
        if _TAG.search(said):
            said = html.unescape(_TAG.sub("", _BREAK.sub("\n", said))).strip()
            self.lose("markup", path, line)
        said = re.sub(r"[ \t]+", " ", _without_controls(said))
        if len(said) > LONGEST_TEXT:
            self.lose("too-long", path, line, length=len(said), most=LONGEST_TEXT)
            said = said[:LONGEST_TEXT]
        return said

    def note_piping(self, raw: str, names: Mapping[str, Known], path: str, line: int) -> None:
        """List the answers that a text quotes."""
        for name in dict.fromkeys(_PIPED.findall(raw)):
            if name in names:
                self.lose("piping", path, line, name=name)

    def condition(self, text: str, translator: Translator, line: int, *, code: str = "condition") -> Tree | None:
        """The structured condition of an expression; None, and a loss, when it cannot be said."""
        path = ".".join((translator.here.instrument, *translator.here.path))
        try:
            return translator.condition(parse(text))
        except (UnableToParse, UnableToTranslate) as problem:
            self.lose(code, path, line, text=text, why=problem.why)
            return None

    def computation(self, text: str, translator: Translator, line: int) -> Tree | None:
        """The structured computation of an expression; None, and a loss, when it cannot be said."""
        path = ".".join((translator.here.instrument, *translator.here.path))
        try:
            found = translator.computation(parse(text))
        except (UnableToParse, UnableToTranslate) as problem:
            self.lose("calculation", path, line, text=text, why=problem.why)
            return None
        if translator.notes:
            self.lose("approximate", path, line, text=text)
        return found

    def finish(self, tree: Tree) -> Imported:
        """Read what was built as any definition is read. Raises `UnableToImport` with its faults."""
        if self.in_one_language:
            self.losses.append(lost("one-language", "", 0, count=self.in_one_language))
        try:
            dataset = read(_as_yaml(tree))
        except UnableToReadDefinition as problem:
            raise UnableToImport(
                [
                    Loss(fault.path, self._line_of(fault.path), Text(fault.message, fault.message))
                    for fault in problem.faults
                ]
            ) from None
        return Imported(dataset, write(dataset), tuple(self.losses))

    def _line_of(self, path: str) -> int:
        while path and path not in self.lines:
            path = path.rpartition(".")[0]
        return self.lines.get(path, 0)


def as_key(name: str, used: set[str], *, start: str = "item") -> str:
    """The name itself when it can be a key and is free, else a key made of it."""
    if _KEY.fullmatch(name) and name not in used:
        used.add(name)
        return name
    return key_of(name, used, start=start)


def key_of(name: str, used: set[str], *, start: str = "item") -> str:
    """A key of the language made of a name: lower-case letters, figures, - and _; never twice among `used`."""
    spelt = name.lower().replace("œ", "oe").replace("æ", "ae")  # letters that decompose into nothing
    folded = unicodedata.normalize("NFKD", spelt).encode("ascii", "ignore").decode()
    key = re.sub(r"[^a-z0-9_-]+", "_", folded).strip("_-")
    key = key if key and key[0].isalpha() else f"{start}_{key}".rstrip("_")
    key = key[:LONGEST_KEY]
    number, free = 1, key
    while free in used:
        number += 1
        tail = f"_{number}"
        free = key[: LONGEST_KEY - len(tail)] + tail
    used.add(free)
    return free


def _as_yaml(tree: Tree) -> str:
    """JSON is YAML, but for the line breaks that YAML knows and JSON does not."""
    said = json.dumps(tree, ensure_ascii=False)
    return _BREAKS.sub(lambda found: f"\\u{ord(found.group()):04x}", said)


def _without_controls(text: str) -> str:
    return "".join(one for one in text if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cs"))

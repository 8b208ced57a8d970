"""Translations without the gettext programs: extract the messages of a room, compile them, check they are complete.

    python tools/translations.py extract care      update src/orphee/care/locale/fr/LC_MESSAGES/django.po
    python tools/translations.py compile           write every .mo beside its .po
    python tools/translations.py spaces care       write the non-breaking spaces of the French of a room (of all: none)
    python tools/translations.py check             fail on a message without French, one that changed, one said twice
                                                   in two ways, or a plain space where French wants one that holds

Messages are English in the code; French is the default on screen.
"""

from __future__ import annotations

import io
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib
from babel.messages.extract import extract

from orphee.foundation.typography import spaced

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "orphee"
KEYWORDS: dict[str, tuple[object, ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
SKIPPED = {"tests", "migrations", "locale", "static"}
Message = tuple[str, str, str]  # singular, plural or "", context or ""


def rooms() -> list[Path]:
    """The rooms that have, or could have, messages."""
    return sorted(path for path in PACKAGE.iterdir() if path.is_dir() and (path / "__init__.py").exists())


def sources(room: Path) -> Iterator[Path]:
    """The Python files and templates of a room, without its tests."""
    for path in sorted(room.rglob("*")):
        parts = set(path.relative_to(room).parts)
        if path.suffix in {".py", ".html", ".txt"} and not parts & SKIPPED:
            yield path


def messages_of(room: Path) -> dict[Message, list[str]]:
    """Every message of a room, with the files that use it (no line numbers: they only make noise)."""
    found: dict[Message, list[str]] = {}
    for path in sources(room):
        for message in _messages_in(path):
            where = str(path.relative_to(PACKAGE.parent))
            places = found.setdefault(message, [])
            if where not in places:
                places.append(where)
    return found


def _messages_in(path: Path) -> Iterator[Message]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        text = _templatize(text, str(path))
    options = {"encoding": "utf-8"}
    for _line, message, _comments, context in extract(
        "python", io.BytesIO(text.encode()), keywords=KEYWORDS, options=options
    ):
        singular, plural = (message[0], message[1]) if isinstance(message, tuple) else (message, "")
        if singular:
            yield singular, plural or "", context or ""


def _templatize(text: str, origin: str) -> str:
    from django.utils.translation.template import templatize

    # What templatize leaves of the page keeps its indentation, which a reader of Python would take for blocks.
    return "\n".join(line.strip() for line in str(templatize(text, origin=origin)).splitlines())


def catalogue_path(room: Path) -> Path:
    """Where the French of a room is."""
    return room / "locale" / "fr" / "LC_MESSAGES" / "django.po"


def catalogue_of(room: Path) -> polib.POFile:
    """The French of a room; an empty catalogue when it has none yet."""
    path = catalogue_path(room)
    if path.exists():
        return polib.pofile(str(path), wrapwidth=110)
    empty = polib.POFile(wrapwidth=110)
    empty.metadata = {
        "Project-Id-Version": "orphee",
        "Language": "fr",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n > 1);",
    }
    return empty


def key_of(entry: polib.POEntry) -> Message:
    """The message an entry translates."""
    return entry.msgid, entry.msgid_plural or "", entry.msgctxt or ""


def extract_room(room: Path) -> int:
    """Bring a catalogue up to the code: new messages added empty, unused ones removed; returns how many lack French."""
    found = messages_of(room)
    catalogue = catalogue_of(room)
    if not found and not catalogue_path(room).exists():
        return 0
    known = {key_of(entry): entry for entry in catalogue if not entry.obsolete}
    fresh = polib.POFile(wrapwidth=110)
    fresh.metadata = catalogue.metadata
    for message in sorted(found):
        entry = known.get(message) or _new_entry(message)
        entry.occurrences = [(place, "") for place in found[message]]
        fresh.append(entry)
    catalogue_path(room).parent.mkdir(parents=True, exist_ok=True)
    fresh.save(str(catalogue_path(room)))
    return sum(1 for entry in fresh if not entry.translated())


def _new_entry(message: Message) -> polib.POEntry:
    singular, plural, context = message
    entry = polib.POEntry(msgid=singular, msgstr="", msgctxt=context or None)
    if plural:
        entry.msgid_plural, entry.msgstr_plural = plural, {0: "", 1: ""}
    if "%(" in singular:
        entry.flags = ["python-format"]
    return entry


def compile_all() -> int:
    """Write every .mo that is older than its .po. Returns how many were written."""
    written = 0
    for room in rooms():
        source = catalogue_path(room)
        target = source.with_suffix(".mo")
        if source.exists() and (not target.exists() or target.stat().st_mtime < source.stat().st_mtime):
            polib.pofile(str(source)).save_as_mofile(str(target))
            written += 1
    return written


def problems_of(room: Path) -> Iterator[str]:
    """What is wrong with a room's French: missing, fuzzy, unused, placeholders that differ."""
    found = messages_of(room)
    catalogue = catalogue_of(room)
    known = {key_of(entry): entry for entry in catalogue if not entry.obsolete}
    for message in sorted(found):
        entry = known.get(message)
        if entry is None or (not entry.translated() and "fuzzy" not in entry.flags):
            yield f"{room.name}: no French for “{message[0]}” ({', '.join(found[message])})"
        elif "fuzzy" in entry.flags:
            yield f"{room.name}: the French of “{message[0]}” is marked fuzzy: read it again, remove the mark"
        elif any(_placeholders(english) != _placeholders(french) for english, french in _forms(entry)):
            yield f"{room.name}: the French of “{message[0]}” has other placeholders than the English"
    for message in sorted(set(known) - set(found)):
        yield f"{room.name}: “{message[0]}” is no longer used: run extract {room.name}"


def _forms(entry: polib.POEntry) -> Iterator[tuple[str, str]]:
    """English and French, in the plural when there is one: a singular may well leave its number out."""
    if entry.msgid_plural:
        yield entry.msgid_plural, entry.msgstr_plural[1]
    else:
        yield entry.msgid, entry.msgstr


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"%\(\w+\)[sd]|\{\w*\}", text))


def space_room(room: Path) -> int:
    """Write the non-breaking spaces of a room's French; how many messages changed."""
    if not catalogue_path(room).exists():
        return 0
    catalogue = catalogue_of(room)
    wrong = [entry for entry in catalogue if any(spaced(french) != french for french in _french(entry))]
    for entry in wrong:
        entry.msgstr = spaced(entry.msgstr)
        entry.msgstr_plural = {number: spaced(french) for number, french in entry.msgstr_plural.items()}
    if wrong:
        catalogue.save(str(catalogue_path(room)))
    return len(wrong)


def _french(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def plain_spaces_of(name: str, catalogue: Iterable[polib.POEntry]) -> Iterator[str]:
    """The messages of a catalogue that may break before a sign, or after a «."""
    for entry in catalogue:
        if any(spaced(french) != french for french in _french(entry)):
            yield f"{name}: the French of “{entry.msgid}” has a space that may break: run spaces {name}"


def disagreements(catalogues: Iterable[tuple[str, Iterable[polib.POEntry]]]) -> Iterator[str]:
    """One English message with two French in two rooms. Django keeps only one of them, for both rooms."""
    said: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name, catalogue in catalogues:
        for entry in catalogue:
            if not entry.obsolete:
                french = spaced(" | ".join(_french(entry)))
                said[entry.msgid, entry.msgctxt or ""][french].append(name)
    for (english, _context), ways in sorted(said.items()):
        if len(ways) > 1:
            each = ", ".join(f"“{french}” in {' and '.join(names)}" for french, names in ways.items())
            yield f"“{english}” has two translations: {each}. Say it in one way, or give each a context"


def check() -> int:
    """Print every problem; 1 when there is one."""
    problems = [problem for room in rooms() for problem in problems_of(room)]
    catalogues = [(room.name, catalogue_of(room)) for room in rooms()]
    problems += [problem for name, catalogue in catalogues for problem in plain_spaces_of(name, catalogue)]
    problems += disagreements(catalogues)
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problem(s)." if problems else "Every message has its French.")
    return 1 if problems else 0


def main(arguments: list[str]) -> int:
    """Run one command."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True, TEMPLATES=[], INSTALLED_APPS=[])
    match arguments:
        case ["extract", *names] if names:
            for name in names:
                print(f"{name}: {extract_room(PACKAGE / name)} message(s) to translate")
            return 0
        case ["extract"]:
            for room in rooms():
                print(f"{room.name}: {extract_room(room)} message(s) to translate")
            return 0
        case ["spaces", *names]:
            for name in names or [room.name for room in rooms()]:
                print(f"{name}: {space_room(PACKAGE / name)} message(s) given their spaces")
            return 0
        case ["compile"]:
            print(f"{compile_all()} catalogue(s) compiled")
            return 0
        case ["check"]:
            return check()
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Store what a release says, by COPY: the only place that writes statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from django.db import connections
from psycopg import sql

from orphee.terminology.rules.codes import system_of
from orphee.terminology.rules.folding import fold, words
from orphee.terminology.rules.sounds import sound
from orphee.terminology.rules.statements import Concept, Content, Name, Status

STATED_TABLES = (
    "statement", "name", "edge", "mapping", "phenotypeannotation", "geneannotation", "prevalence", "course", "place",
)  # fmt: skip
Row = Sequence[object]
_MORE_NAMES = """
    UPDATE terminology_word w SET names = more.names
    FROM unnest(%s::text[], %s::int[]) AS more (word, names)
    WHERE w.system = %s AND w.word = more.word
"""
LONGEST_WORD = 100


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Row]) -> int:
    """COPY rows into a table of this room; returns how many."""
    count = 0
    statement = f"COPY terminology_{table} ({', '.join(columns)}) FROM STDIN"
    with connections["default"].cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def forget(release: int) -> None:
    """Remove every statement of a release."""
    with connections["default"].cursor() as cursor:
        for table in STATED_TABLES:
            own = sql.Identifier(f"terminology_{table}")
            cursor.execute(sql.SQL("DELETE FROM {} WHERE release_id = %s").format(own), [release])


def write(content: Content, release: int) -> None:
    """Store every statement of a content under a release."""
    for table, columns, rows in _tables(content):
        if rows:
            copy_rows(table, ("release_id", *columns), ((release, *row) for row in rows))
    seen: dict[str, Counter[str]] = {}
    copy_rows(
        "name",
        ("release_id", "code", "system", "language", "is_label", "text", "folded", "words"),
        _name_rows(content, release, seen),
    )
    _add_words(seen)


def _tables(content: Content) -> Iterator[tuple[str, tuple[str, ...], Sequence[Row]]]:
    yield "statement", (*Concept._fields, "system"), [(*each, system_key(each.code)) for each in content.concepts]
    yield "edge", ("child", "parent"), content.edges
    yield "mapping", ("subject", "object", "relation"), content.mappings
    yield (
        "phenotypeannotation",
        (
            "disease", "term", "excluded", "frequency", "share", "onset", "sex", "modifier", "aspect", "reference",
            "evidence",
        ),
        content.phenotypes,
    )  # fmt: skip
    yield (
        "geneannotation",
        ("disease", "gene", "symbol", "association", "is_assessed", "reference"),
        content.genes,
    )
    yield (
        "prevalence",
        ("disease", "kind", "qualification", "band", "per_100_000", "geography", "reference"),
        content.prevalences,
    )
    yield "course", ("disease", "kind", "value"), content.courses
    yield "place", ("code", "insee", "department", "region", "population", "postcodes"), content.places


def system_key(code: str) -> str:
    """The system of a code; a prefix that is none of ours is its own system."""
    system = system_of(code)
    return system.key if system else code.partition(":")[0].lower()[:12]


def _name_rows(content: Content, release: int, seen: dict[str, Counter[str]]) -> Iterator[Row]:
    """Labels first, then synonyms; a name said twice for one concept is written once."""
    written: set[tuple[str, str]] = set()
    for name, is_label in _names(content):
        folded = fold(name.text)
        if not folded or (name.code, folded) in written:
            continue
        written.add((name.code, folded))
        system = system_key(name.code)
        found = words(folded)
        seen.setdefault(system, Counter()).update(found)
        lexemes = " ".join(f"'{word}'" for word in found)
        yield release, name.code, system, name.language, is_label, name.text, folded, lexemes


def _names(content: Content) -> Iterator[tuple[Name, bool]]:
    for concept in content.concepts:
        if concept.status == Status.MERGED:
            continue  # found by its code, and by the names of the concept it was merged into
        if concept.label_fr:
            yield Name(concept.code, "fr", concept.label_fr), True
        if concept.label_en:
            yield Name(concept.code, "en", concept.label_en), True
    for name in content.names:
        yield name, False


def _add_words(seen: dict[str, Counter[str]]) -> None:
    """Add the words that the vocabulary does not have yet. Words are never removed: an unused one finds nothing."""
    for system, found in seen.items():
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT word, names FROM terminology_word WHERE system = %s", [system])
            known = dict(cursor.fetchall())
        copy_rows(
            "word",
            ("system", "word", "sound", "names"),
            (
                (system, word, sound(word), found[word])
                for word in sorted(found.keys() - known.keys())
                if len(word) <= LONGEST_WORD
            ),
        )
        more = [word for word in found if found[word] > known.get(word, found[word])]
        with connections["default"].cursor() as cursor:
            cursor.execute(_MORE_NAMES, [more, [found[word] for word in more], system])

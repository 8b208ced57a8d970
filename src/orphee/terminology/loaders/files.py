"""Open a file as it comes (plain or gzip), refuse what is cut off, and find its digest."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from operator import itemgetter
from pathlib import Path

from orphee.terminology.rules.statements import UnableToRead

LARGEST = 400 * 1024 * 1024  # bytes once unpacked; the largest official file is about 100 MB
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"


def digest(paths: Sequence[Path]) -> str:
    """SHA-256 over the files' own digests, whatever their order and names."""
    each = sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in paths)
    return hashlib.sha256("\n".join(each).encode()).hexdigest()


def content_of(path: Path) -> bytes:
    """The whole file, unpacked. Raises `UnableToRead` when it is cut off or too large."""
    try:
        with path.open("rb") as plain:
            packed = plain.read(2) == GZIP
        with gzip.open(path) if packed else path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error) as problem:
        raise UnableToRead(f"{path.name} is damaged or cut off: download it again ({problem}).") from problem
    except OSError as problem:
        raise UnableToRead(f"{path.name} cannot be read: {problem.strerror}.") from problem
    if len(content) > LARGEST:
        raise UnableToRead(f"{path.name} is larger than {LARGEST // 1024**2} MB once unpacked.")
    return content


def beginning(path: Path, size: int = 65536) -> bytes:
    """The first bytes, unpacked; of a damaged file whatever can still be read."""
    try:
        with path.open("rb") as plain:
            start = plain.read(max(size, 65536))
    except OSError:
        return b""
    if not start.startswith(GZIP):
        return start[:size]
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(start, size)
    except zlib.error:
        return b""


def is_damaged(path: Path) -> bool:
    """Whether a file says that it is packed (gzip, zip) and cannot be opened."""
    try:
        with path.open("rb") as plain:
            start = plain.read(4)
        if start.startswith(ZIP):
            return not zipfile.is_zipfile(path)
        if start.startswith(GZIP):
            with gzip.open(path) as stream:
                stream.read(LARGEST + 1)
    except (EOFError, OSError, zlib.error):
        return True
    return False


def text_of(path: Path) -> str:
    """The whole file as text. Raises `UnableToRead` when it is not UTF-8."""
    try:
        return content_of(path).decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise UnableToRead(f"{path.name} is not UTF-8 text (byte {problem.start}).") from problem


def table(path: Path, needed: Sequence[str], *, quoted: bool = False) -> Iterator[dict[str, str]]:
    """The rows of a tab-separated file by column name; lines of comment before the header are passed over.

    Raises `UnableToRead` when a needed column is missing, or a row does not have as many cells as the header
    (the mark of a file that was cut off).
    """
    header, rows = _opened(path, needed, quoted=quoted)
    return (dict(zip(header, row, strict=True)) for row in rows)


def columns(path: Path, needed: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Only the needed columns, as tuples in that order: for the long tables. Raises like `table`."""
    header, rows = _opened(path, needed)
    pick = itemgetter(*(header.index(column) for column in needed))
    return map(pick, rows)


def _opened(path: Path, needed: Sequence[str], *, quoted: bool = False) -> tuple[list[str], Iterator[list[str]]]:
    lines = io.StringIO(text_of(path), newline="")
    reader = csv.reader(
        (line for line in lines if not line.startswith("#")),
        delimiter="\t",
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
    )
    header = next(reader, [])
    missing = [column for column in needed if column not in header]
    if missing:
        raise UnableToRead(f"{path.name} lacks the columns {', '.join(missing)}: is it the right file?")
    return header, _whole_rows(path, reader, len(header))


def _whole_rows(path: Path, reader: Iterator[list[str]], width: int) -> Iterator[list[str]]:
    for number, row in enumerate(reader, start=1):
        if len(row) == width:
            yield row
        elif row:
            raise UnableToRead(f"{path.name}, row {number}: {len(row)} cells instead of {width}; cut off?")

"""Where packets are: a JSON file, JSON lines, either of them in gzip, many in a zip. Nothing is ever unpacked to disk.

Sizes, counts and ratios are checked while the bytes stream, not read from headers that may lie. What cannot be
opened is answered as a piece with its refusal, so that one bad file does not stop the others.
"""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol, cast

from orphee.exchange.folders import files_in
from orphee.exchange.phenopackets.findings import finding
from orphee.exchange.phenopackets.gathering import scattered
from orphee.exchange.phenopackets.limits import (
    MAX_ARCHIVE_MEMBERS,
    MAX_PACKET_BYTES,
    MAX_RATIO,
    MAX_UNPACKED_BYTES,
    RATIO_GRACE_BYTES,
)
from orphee.record.rules.receipt import Finding, Refused

LINES = (".jsonl", ".ndjson")
SUFFIXES = (".json", *LINES, ".gz", ".zip")
BLOCK = 1 << 16
_DAMAGED = (EOFError, OSError, zlib.error, zipfile.BadZipFile, RuntimeError)


@dataclass(frozen=True, slots=True)
class Piece:
    """One packet as found: its file, the line on which it starts, its bytes; or the refusal of what is there."""

    source: str
    line: int
    raw: bytes
    refusal: Finding | None = None


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class _Metered:
    """A stream that counts what it gives and refuses when it gives more than is reasonable."""

    def __init__(self, inner: _Readable, packed: int, allowed: int = MAX_UNPACKED_BYTES) -> None:
        self._inner = inner
        self._ratio_limit = max(RATIO_GRACE_BYTES, packed * MAX_RATIO)
        self._allowed = allowed
        self.given = 0

    def read(self, size: int = -1) -> bytes:
        block = self._inner.read(size)
        self.given += len(block)
        if self.given > self._ratio_limit:
            raise Refused(finding("archive_ratio", limit=MAX_RATIO))
        if self.given > self._allowed:
            raise Refused(finding("archive_too_large", limit=f"{MAX_UNPACKED_BYTES // 1024**3} GB"))
        return block


def packets_in(paths: Iterable[Path]) -> Iterator[Piece]:
    """Every packet of these files and of the packet files in these directories, in order."""
    for file in files_in(paths, SUFFIXES):
        try:
            with file.open("rb") as stream:
                yield from packets_of(stream, name=str(file), size=file.stat().st_size)
        except OSError:
            yield Piece(str(file), 0, b"", finding("unreadable"))


def packets_of(stream: IO[bytes], *, name: str, size: int) -> Iterator[Piece]:
    """Every packet of an open seekable file, whatever it is; what it is, its first bytes say."""
    head = stream.read(4)
    stream.seek(0)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        yield from _archived(stream, name)
    elif head.startswith(b"\x1f\x8b"):
        yield from _guarded(name, _unzipped(stream, name, size))
    else:
        yield from _guarded(name, _plain(stream, name))


def _unzipped(stream: IO[bytes], name: str, size: int) -> Iterator[Piece]:
    with gzip.GzipFile(fileobj=stream) as unpacked:
        yield from _plain(_Metered(unpacked, size), name)


def _guarded(name: str, pieces: Iterator[Piece], damaged: str = "not_gzip") -> Iterator[Piece]:
    """The pieces up to the point where the file is damaged or exceeds a limit, then that refusal."""
    line = 0
    try:
        for piece in pieces:
            line = piece.line
            yield piece
    except Refused as refused:
        yield Piece(name, line + 1, b"", refused.findings[0])
    except _DAMAGED:
        yield Piece(name, line + 1, b"", finding(damaged))


def _archived(stream: IO[bytes], name: str) -> Iterator[Piece]:
    try:
        archive = zipfile.ZipFile(stream)
    except (*_DAMAGED, ValueError):
        yield Piece(name, 0, b"", finding("not_zip"))
        return
    with archive:
        members = [member for member in archive.infolist() if not member.is_dir() and _is_packet_file(member.filename)]
        if len(members) > MAX_ARCHIVE_MEMBERS:
            yield Piece(name, 0, b"", finding("archive_too_large", limit=f"{MAX_ARCHIVE_MEMBERS} files"))
            return
        left = MAX_UNPACKED_BYTES
        for member in members:
            if left <= 0:
                yield Piece(name, 0, b"", finding("archive_too_large", limit=f"{MAX_UNPACKED_BYTES // 1024**3} GB"))
                return
            metered: list[_Metered] = []
            yield from _guarded(f"{name}!{member.filename}", _member(archive, member, name, left, metered), "not_zip")
            left -= sum(each.given for each in metered)


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, left: int, metered: list[_Metered]
) -> Iterator[Piece]:
    source = f"{name}!{member.filename}"
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile
    with archive.open(member) as packed:
        outer = _Metered(packed, member.compress_size, left)
        metered.append(outer)
        if not member.filename.lower().endswith(".gz"):
            yield from _plain(outer, source)
            return
        with gzip.GzipFile(fileobj=cast(IO[bytes], outer)) as unpacked:
            inner = _Metered(unpacked, member.file_size, left)
            metered.append(inner)
            yield from _plain(inner, source)


def _is_packet_file(name: str) -> bool:
    """Whether an archive's member may hold packets; Macintosh's shadow files do not."""
    last = name.rsplit("/", 1)[-1].lower()
    return last.endswith((".json", *LINES, ".gz")) and not last.startswith("._") and not name.startswith("__MACOSX")


def _plain(stream: _Readable, name: str) -> Iterator[Piece]:
    """The packets of unpacked JSON: one a line when the first lines say so, else one in the whole."""
    lines = _lines(stream)
    first = next(lines, None)
    if first is None:
        yield Piece(name, 1, b"", finding("not_json", line=1, column=1))
        return
    if name.lower().removesuffix(".gz").endswith(LINES) or _is_whole(first[1]):
        yield from _one_a_line(name, first, lines)
    else:
        yield from _pieces(name, first[0], _rest(first[1], lines))


def _one_a_line(name: str, first: tuple[int, bytes], lines: Iterator[tuple[int, bytes]]) -> Iterator[Piece]:
    yield from _pieces(name, *first)
    for number, line in lines:
        yield from _pieces(name, number, line)


def _pieces(name: str, number: int, raw: bytes) -> Iterator[Piece]:
    if len(raw) > MAX_PACKET_BYTES:
        yield Piece(name, number, b"", finding("packet_too_large", limit=MAX_PACKET_BYTES // 1024**2))
        return
    try:
        for packet in scattered(raw):
            yield Piece(name, number, packet)
    except Refused as refused:
        yield Piece(name, number, raw, refused.findings[0])


def _is_whole(line: bytes) -> bool:
    """Whether a first line is a JSON object by itself, as in JSON lines (or a packet on a single line)."""
    text = line.removeprefix(b"\xef\xbb\xbf").strip()
    return len(text) > 2 and text.startswith(b"{") and text.endswith(b"}")


def _rest(start: bytes, lines: Iterator[tuple[int, bytes]]) -> bytes:
    """The whole file, up to just beyond the limit."""
    parts, size = [start], len(start)
    for _, line in lines:
        parts.append(line)
        size += len(line) + 1
        if size > MAX_PACKET_BYTES:
            break
    return b"\n".join(parts)


def _lines(stream: _Readable) -> Iterator[tuple[int, bytes]]:
    """The lines that are not blank, numbered; of a line beyond the limit, its start only (enough to refuse it)."""
    waiting, number, skipping = b"", 1, False
    while block := stream.read(BLOCK):
        *whole, waiting = (waiting + block).split(b"\n")
        for line in whole:
            if line.strip() and not skipping:
                yield number, line
            number, skipping = number + 1, False
        if skipping:
            waiting = b""
        elif len(waiting) > MAX_PACKET_BYTES:
            yield number, waiting
            waiting, skipping = b"", True
    if waiting.strip() and not skipping:
        yield number, waiting

"""Fetch the official releases, then load them like any other files."""

from __future__ import annotations

import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterable
from http.client import HTTPMessage
from pathlib import Path
from typing import IO
from urllib.parse import urljoin, urlsplit

from orphee.terminology.loading import LoadReport, Progress, load
from orphee.terminology.official_releases import OFFICIAL, Published

CHUNK = 256 * 1024
PATIENCE = 60  # seconds without an answer
HERE = frozenset({"127.0.0.1", "localhost", "::1"})
AGENT = "orphee-terminology"


class UnableToFetch(Exception):
    """A release could not be fetched. Nothing was changed."""


def update(
    *,
    base: str | None = None,
    published: Iterable[Published] = OFFICIAL,
    progress: Progress = lambda _text: None,
    force: bool = False,
) -> LoadReport:
    """Fetch every published file into a temporary folder, then load it.

    `base` is a mirror: an address under which the files lie by their names. Only https is accepted, except from
    this machine. Raises `UnableToFetch` when a needed file is missing, too large or cut off: then nothing was
    loaded.
    """
    with tempfile.TemporaryDirectory(prefix="orphee-releases-") as folder:
        for each in published:
            progress(each.name)
            fetch(each, Path(folder), base=base)
        return load([Path(folder)], progress=progress, force=force)


def fetch(each: Published, folder: Path, *, base: str | None = None) -> Path | None:
    """Fetch one file; None when it is absent and not needed."""
    url = urljoin(base.rstrip("/") + "/", each.name) if base else each.url
    _check(url)
    path = folder / each.name
    try:
        _download(url, path, most=each.most)
    except urllib.error.HTTPError as problem:
        if problem.code in (404, 410) and not each.is_needed:
            return None
        raise UnableToFetch(f"{each.name}: {urlsplit(url).hostname} answered {problem.code}.") from problem
    except (urllib.error.URLError, TimeoutError, ConnectionError) as problem:
        reason = getattr(problem, "reason", problem)
        raise UnableToFetch(f"{each.name}: {urlsplit(url).hostname} cannot be reached ({reason}).") from problem
    return path


def _check(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in HERE):
        return
    raise UnableToFetch(f"Releases are fetched over https only, not {parts.scheme or 'nothing'}.")


class _StaySafe(urllib.request.HTTPRedirectHandler):
    """Publishers redirect; never away from https."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        """Follow only where a first request would have been allowed to go."""
        _check(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _download(url: str, path: Path, *, most: int) -> None:
    request = urllib.request.Request(url, headers={"User-Agent": AGENT})  # noqa: S310  # checked above
    opener = urllib.request.build_opener(_StaySafe)
    with opener.open(request, timeout=PATIENCE) as answer, path.open("wb") as file:
        announced = answer.headers.get("Content-Length")
        size = 0
        while chunk := answer.read(CHUNK):
            size += len(chunk)
            if size > most:
                raise UnableToFetch(f"{path.name} is larger than {most // 1024**2} MB: is it the right file?")
            file.write(chunk)
    if announced and announced.isdigit() and int(announced) != size:
        raise UnableToFetch(f"{path.name} was cut off: {size} bytes of {announced}. Try again.")

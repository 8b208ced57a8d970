"""Progress where people wait: on standard error, silent for programs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from orphee.cli.answers import diagnostics

Tell = Callable[[str, int, int], None]  # what is being done, done, total (0: unknown)


def now() -> dt.datetime:
    """The clock is read here and nowhere below."""
    return dt.datetime.now(dt.UTC)


@contextmanager
def waiting(title: str, *, silent: bool = False) -> Iterator[Tell]:
    """A bar while something over a second runs; yields the function that moves it."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=diagnostics, disable=silent, transient=False) as progress:
        task = progress.add_task(title, total=None)

        def tell(what: str, done: int, total: int) -> None:
            description = f"{title}: {what}" if what else title
            progress.update(task, description=description[:70], completed=done, total=total or None)

        yield tell
        total = progress.tasks[0].total or 1
        progress.update(task, description=title, completed=total, total=total)

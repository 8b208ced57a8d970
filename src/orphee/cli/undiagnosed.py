"""`orphee undiagnosed`: look again at everyone without a diagnosis."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from orphee.cli.answers import PROBLEMS, answer, paper, stop
from orphee.cli.moments import now, waiting
from orphee.cli.options import AsJson
from orphee.cli.readiness import ready

undiagnosed = typer.Typer(help="People without a diagnosis: look at them again.", no_args_is_help=True)


@undiagnosed.callback()
def _group() -> None:
    """Keep `look` a command of its own."""


@undiagnosed.command()
def look(
    workers: Annotated[int, typer.Option(help="Processes.", min=1, max=2)] = 2,
    as_json: AsJson = False,
) -> None:
    """Rank again everyone in errance or impasse for whom something changed, and leave a cue where it is worth one.

    The server does so every night. Killed at any moment it goes on at the next call; without news it takes seconds.
    """
    ready(as_json=as_json)
    from orphee.insight.knowledge import UnableToCompile
    from orphee.terminology.rules.statements import UnableToRead
    from orphee.undiagnosed.looking import UnderWay
    from orphee.undiagnosed.looking import look as look_at_everyone

    try:
        with waiting("Looking again", silent=as_json) as tell:
            found = look_at_everyone(now=now(), tell=tell, workers=workers)
    except UnderWay as refusal:
        stop(str(refusal), code=PROBLEMS, as_json=as_json)
    except (UnableToCompile, UnableToRead) as problem:
        stop(str(problem), as_json=as_json)
    if not as_json:
        paper.print(
            f"{found.outlined} records changed, {found.looked} people ranked, {found.cues} cues, "
            f"{found.settled} closed, in {found.seconds:.0f} s. {found.release}",
            markup=False,
        )
    answer({**asdict(found), "people_a_second": round(found.people_a_second, 1)}, as_json=as_json)

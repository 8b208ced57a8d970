"""`orphee demo`: an invented country on this machine, ready to be used."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from orphee.cli.answers import answer, diagnostics, paper, stop
from orphee.cli.moments import Tell, now, waiting
from orphee.cli.options import AsJson
from orphee.cli.readiness import ready
from orphee.cli.server import refuse_taken, run_server

LONGEST_COMPILING = 600.0  # seconds


def demo(
    patients: Annotated[int, typer.Option(help="How many invented people.", min=1)] = 5000,
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65_535)] = 8000,
    serve: Annotated[bool, typer.Option(help="Start the server at the end.")] = True,
    as_json: AsJson = False,
) -> None:
    """Prepare everything (once) and serve: database, terminologies, network, cohort, figures, one account a role."""
    is_served = serve and not as_json
    if is_served:
        refuse_taken("127.0.0.1", port, as_json=as_json)
    started = time.monotonic()
    steps = (
        ("1/7 Database", _database),
        ("2/7 Terminologies", _terminologies),
        ("3/7 Network of centres", _network),
        ("4/7 Invented cohort", lambda tell: _cohort(patients, tell)),
        ("5/7 Figures", _figures),
        ("6/7 Accounts and an example dossier", _accounts),
        ("7/7 Knowledge of diseases", _knowledge),
    )
    for title, step in steps:
        try:
            with waiting(title, silent=as_json) as tell:
                step(tell)
        except typer.Exit:
            raise
        except Exception as error:
            _explain(title, error, as_json=as_json)
    _say(time.monotonic() - started, port=port, as_json=as_json)
    if is_served:
        run_server(host="127.0.0.1", port=port, workers=2)


def _database(tell: Tell) -> None:
    ready()


def _terminologies(tell: Tell) -> None:
    from orphee.terminology.loading import load

    report = load(progress=lambda what: tell(what, 0, 0))
    if report.refused:
        first = report.refused[0]
        raise RuntimeError(f"{first.title}: {first.problem}")


def _network(tell: Tell) -> None:
    from orphee.synthetic.network import ensure_synthetic_network

    ensure_synthetic_network()


def _cohort(patients: int, tell: Tell) -> None:
    from orphee.synthetic.actions import load_cohort

    load_cohort(patients, now=now(), progress=lambda done, total: tell("", done, total))


def _figures(tell: Tell) -> None:
    """Build only when something changed since the last build: a second start takes seconds."""
    from orphee.record.queries import last_change
    from orphee.warehouse.building import build
    from orphee.warehouse.builds import latest_build

    made, changed = latest_build(), last_change()
    if made is None or (changed is not None and changed > made.built_at):
        build(now=now(), progress=tell)


def _accounts(tell: Tell) -> None:
    from orphee.synthetic.accounts import ensure_accounts
    from orphee.synthetic.dossier import ensure_example_dossier
    from orphee.synthetic.earlier import ensure_earlier_looks

    ensure_accounts(now=now())
    ensure_example_dossier(now=now())
    ensure_earlier_looks(now=now())


def _knowledge(tell: Tell) -> None:
    """Compiled here, half a minute the first time, rather than while somebody waits for a list on a chart.

    What is not at hand (French words, without the reference directory) is said on the pages that need it.
    """
    from orphee.care import knowing

    for holder in (knowing.HOLDER, knowing.READER):
        holder.wait(LONGEST_COMPILING)


def _say(seconds: float, *, port: int, as_json: bool) -> None:
    from orphee.synthetic.accounts import ensure_accounts

    lines = ensure_accounts(now=now())
    address = f"http://127.0.0.1:{port}"
    if not as_json:
        paper.print(f"\nReady in {seconds:.0f} s. Everyone below is invented. Sign in at {address}\n")
        for line in lines:
            paper.print(f"  {line.role:22} {line.sign_in:44} {line.secret}", markup=False, soft_wrap=True)
        paper.print("")
    answer(
        {"address": address, "seconds": round(seconds, 1), "accounts": [line.as_json() for line in lines]},
        as_json=as_json,
    )


def _explain(title: str, error: Exception, *, as_json: bool) -> None:
    diagnostics.print_exception(show_locals=False, max_frames=4)
    stop(
        f"{title} failed: {error}. Run: orphee doctor. What was done is kept: make demo goes on from here.",
        as_json=as_json,
    )

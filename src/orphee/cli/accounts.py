"""`orphee account` and `orphee token`: who may sign in, and which hospital systems may send."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Annotated

import typer

from orphee.cli.answers import DONE, NOT_FOUND, PROBLEMS, answer, paper, stop
from orphee.cli.moments import now
from orphee.cli.options import AsJson
from orphee.cli.readiness import ready

if TYPE_CHECKING:
    from orphee.access.models import Token

account = typer.Typer(help="People who sign in.", no_args_is_help=True)
token = typer.Typer(help="Hospital systems that send documents.", no_args_is_help=True)


@account.command("add")
def add_account(
    email: Annotated[str, typer.Argument(help="Their address: what they sign in with.")],
    name: Annotated[str, typer.Option(help="How they are called on screen.")],
    role: Annotated[str, typer.Option(help="clinician, research-staff, network-data-manager, data-manager…")],
    site: Annotated[str, typer.Option(help="The code of the site where they hold the role.")] = "",
    organisation: Annotated[str, typer.Option(help="The code of the organisation, for an integrator.")] = "",
    filiere: Annotated[str, typer.Option(help="The code of the network, for its coordinator or data manager.")] = "",
    as_json: AsJson = False,
) -> None:
    """Add an account, or a role to one. A new account gets a password, printed once."""
    ready(as_json=as_json)
    from orphee.access.granting import UnableToGrant, grant

    password = "-".join(secrets.token_hex(2) for _ in range(4))
    try:
        where = {"site": site, "organisation": organisation, "filiere": filiere}
        is_new = grant(email=email, name=name, role=role, password=password, **where)
    except UnableToGrant as problem:
        stop(str(problem), code=PROBLEMS, as_json=as_json)
    if not as_json:
        paper.print(f"{email}: {password}" if is_new else f"{email}: role added, password unchanged", markup=False)
    answer({"email": email, "new": is_new, "password": password if is_new else None}, as_json=as_json)


@account.command("close")
def close_account(email: Annotated[str, typer.Argument()], as_json: AsJson = False) -> None:
    """Close an account: its sessions end at the next page."""
    ready(as_json=as_json)
    from orphee.access.granting import close

    found = close(email=email)
    answer({"email": email, "closed": found}, as_json=as_json, code=DONE if found else NOT_FOUND)


@token.command("issue")
def issue_token(
    organisation: Annotated[str, typer.Argument(help="The code of the organisation that will send.")],
    label: Annotated[str, typer.Option(help="What it is for.")] = "",
    as_json: AsJson = False,
) -> None:
    """Issue a token, printed once: only its digest is kept."""
    ready(as_json=as_json)
    from orphee.access.granting import UnableToGrant, issue

    try:
        number, secret = issue(organisation=organisation, label=label, now=now())
    except UnableToGrant as problem:
        stop(str(problem), code=NOT_FOUND, as_json=as_json)
    if not as_json:
        paper.print(f"token {number}: {secret}", markup=False)
    answer({"token": number, "secret": secret}, as_json=as_json)


@token.command("list")
def list_tokens(as_json: AsJson = False) -> None:
    """The tokens: number, organisation, label, when each was last used, which are revoked."""
    ready(as_json=as_json)
    from orphee.access.granting import tokens

    found = tokens()
    for one in () if as_json else found:
        used = f"last used {one.last_used_at:%Y-%m-%d}" if one.last_used_at else "never used"
        ended = f", revoked {one.revoked_at:%Y-%m-%d}" if one.revoked_at else ""
        paper.print(f"token {one.pk}: {one.organisation.code}, {one.label}, {used}{ended}", markup=False)
    answer({"tokens": [_told(one) for one in found]}, as_json=as_json)


def _told(one: Token) -> dict[str, object]:
    """A token for programs: all but its digest."""
    return {
        "token": one.pk,
        "organisation": one.organisation.code,
        "label": one.label,
        "issued": one.created_at,
        "last_used": one.last_used_at,
        "revoked": one.revoked_at,
    }


@token.command("revoke")
def revoke_token(number: Annotated[int, typer.Argument()], as_json: AsJson = False) -> None:
    """Revoke a token: refused from its next request on."""
    ready(as_json=as_json)
    from orphee.access.granting import revoke

    found = revoke(number, now=now())
    answer({"token": number, "revoked": found}, as_json=as_json, code=DONE if found else NOT_FOUND)

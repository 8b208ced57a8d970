"""Who may sign in, and which systems may send: given and taken back."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Set

from django.db import transaction

from orphee.access.models import Membership, Role, Token, User
from orphee.access.queries import token_digest
from orphee.access.rules.policy import POLICY, Scope, knows_people
from orphee.network.models import Filiere, Organisation, Site


class UnableToGrant(ValueError):
    """What is asked makes no sense; the message says what to do."""


@transaction.atomic
def grant(
    *, email: str, name: str, role: str, site: str = "", organisation: str = "", filiere: str = "", password: str
) -> bool:
    """Give someone a role; True when the account is new, or was closed, and `password` opens it.

    Raises `UnableToGrant`."""
    if role not in Role.values:
        raise UnableToGrant(f"No such role. There are: {', '.join(Role.values)}.")
    at, working_for, network = _site(role, site), _organisation(role, organisation), _filiere(role, filiere)
    user = User.objects.filter(email=email.lower()).first()
    is_new = user is None or not user.is_active
    if user is None:
        user = User.objects.create_user(email, password, name=name)
    elif is_new:
        _open_anew(user, password)
    _refuse_to_mix(user, role)
    Membership.objects.get_or_create(user=user, role=role, filiere=network, site=at, organisation=working_for)
    return is_new


def _open_anew(user: User, password: str) -> None:
    """Open a closed account: neither the roles it held, nor its password, nor a session left open come back."""
    user.memberships.all().delete()
    user.set_password(password)
    user.is_active, user.failed_attempts, user.locked_until = True, 0, None
    user.save()


def close(*, email: str) -> bool:
    """Close an account; False when there is none. Its sessions end at the next page."""
    return User.objects.filter(email=email.lower()).update(is_active=False) > 0


def issue(*, organisation: str, label: str, now: dt.datetime) -> tuple[int, str]:
    """A new token of an organisation: its number and its secret, which is kept nowhere. Raises `UnableToGrant`."""
    sender = Organisation.objects.filter(code=organisation).first()
    if sender is None:
        raise UnableToGrant("No such organisation in the directory: give its code (orphee network import).")
    secret = f"orphee_{secrets.token_urlsafe(32)}"
    made = Token.objects.create(
        digest=token_digest(secret), label=label or sender.name[:120], organisation=sender, created_at=now
    )
    return made.pk, secret


def tokens() -> list[Token]:
    """Every token with its organisation, in the order of issue; the revoked ones too."""
    return list(Token.objects.select_related("organisation").order_by("pk"))


def revoke(number: int, *, now: dt.datetime) -> bool:
    """Revoke a token; False when there is no such live token."""
    return Token.objects.filter(pk=number, revoked_at__isnull=True).update(revoked_at=now) > 0


def _site(role: str, code: str) -> Site | None:
    if POLICY[role][0] is Scope.SITES and role != Role.NETWORK_DATA_MANAGER and not code:
        raise UnableToGrant(f"A {role} works at a site: give its code with --site.")
    found = Site.objects.filter(code=code).first() if code else None
    if code and found is None:
        raise UnableToGrant("No such site in the directory.")
    return found


def _organisation(role: str, code: str) -> Organisation | None:
    if role == Role.INTEGRATOR and not code:
        raise UnableToGrant("An integrator works for an organisation: give its code with --organisation.")
    found = Organisation.objects.filter(code=code).first() if code else None
    if code and found is None:
        raise UnableToGrant("No such organisation in the directory.")
    return found


def _filiere(role: str, code: str) -> Filiere | None:
    if role == Role.NETWORK_DATA_MANAGER and not code:
        raise UnableToGrant("A network data manager works for a network: give its code with --filiere.")
    found = Filiere.objects.filter(code=code).first() if code else None
    if code and found is None:
        raise UnableToGrant("No such network (filière) in the directory.")
    return found


def are_held_together(roles: Set[str]) -> bool:
    """Whether one account may hold these roles: none is both at a desk, where people have names, and above a network,
    where they have none.
    """
    return not (Role.NETWORK_DATA_MANAGER in roles and knows_people(roles))


def _refuse_to_mix(user: User, role: str) -> None:
    held = set(user.memberships.values_list("role", flat=True))
    if not are_held_together(held | {role}):
        raise UnableToGrant(
            "A network data manager reads without names, a clinician or research staff with them: use two accounts."
        )

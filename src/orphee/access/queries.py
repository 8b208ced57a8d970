"""Who is the reader behind a session or a token."""

from __future__ import annotations

import hashlib

from orphee.access.models import Membership, Token, User
from orphee.access.rules.policy import Action, Purpose, Reader, Scope, allows, knows_people, scope_of
from orphee.network.models import Site


def reader_of(user: User) -> Reader:
    """The reader that an account is: its roles, and the sites they reach.

    The sites of a network are reached without who is who. An account that also knows people keeps to the sites
    where it works, or it would name everyone the network follows; `granting` refuses to mix the two. A closed account
    holds nothing: what it had begun ends as nobody's.
    """
    memberships = list(Membership.objects.filter(user=user, user__is_active=True))
    roles = frozenset(membership.role for membership in memberships)
    sending = {m.organisation_id for m in memberships if allows(m.role, Action.SEND_DOCUMENTS)}
    reaching = [m for m in memberships if scope_of({m.role}) is Scope.SITES]
    held = {(m.role, m.site_id) for m in reaching if m.site_id}
    networks = {(m.role, m.filiere_id) for m in reaching if m.filiere_id}
    if networks and not knows_people(roles):
        for role, filiere in networks:
            held |= {(role, site) for site in Site.objects.filter(filiere=filiere).values_list("pk", flat=True)}
    return Reader(
        actor=f"user:{user.pk}",
        roles=roles,
        site_ids=frozenset(site for _, site in held),
        filieres=frozenset(filiere for _, filiere in networks),
        organisation_ids=frozenset(one for one in sending if one),
        held=frozenset(held),
        scope=scope_of(roles),
    )


def sites_of(reader: Reader) -> list[Site]:
    """The sites a reader works at, by name."""
    return list(Site.objects.filter(pk__in=reader.site_ids).select_related("hospital", "filiere"))


def token_digest(secret: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(secret.encode()).hexdigest()


def live_token(secret: str) -> Token | None:
    """The token that this secret opens, unless it was revoked."""
    return (
        Token.objects.select_related("organisation")
        .filter(digest=token_digest(secret), revoked_at__isnull=True)
        .first()
    )


def reader_of_token(token: Token) -> Reader:
    """The reader that a hospital's system is: it sends documents and sees their answers, nothing else."""
    return Reader(
        actor=f"token:{token.pk}",
        roles=frozenset({"integrator"}),
        organisation_ids=frozenset({token.organisation_id}),
        purpose=Purpose.EXCHANGE,
    )

"""Who manages which dossiers."""

from __future__ import annotations

from orphee.access.rules.policy import POLICY, Action, Reader, Scope

# Roles that manage the dossiers of every network, and national ones: those that see no person.
NATIONAL = frozenset(
    role for role, (scope, actions) in POLICY.items() if Action.MANAGE_DOSSIERS in actions and scope is Scope.NONE
)
OF_A_NETWORK = frozenset(
    role for role, (scope, actions) in POLICY.items() if Action.MANAGE_DOSSIERS in actions and scope is Scope.SITES
)


def manages(reader: Reader, filiere: str) -> bool:
    """Whether a reader manages the dossiers of a network ("": those of no network)."""
    if reader.scope is Scope.SYSTEM or reader.roles & NATIONAL:
        return True
    return bool(reader.roles & OF_A_NETWORK) and filiere in reader.filieres


def is_national(reader: Reader) -> bool:
    """Whether a reader manages the dossiers of every network."""
    return reader.scope is Scope.SYSTEM or bool(reader.roles & NATIONAL)

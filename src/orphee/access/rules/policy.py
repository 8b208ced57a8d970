"""Who may do what: role × action × where, readable by someone who is no programmer.

Deny by default: an action that is not in a role's row is refused. `Scope` says how far a role sees; the
database holds the same line underneath (`access.row_security`).
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace
from enum import StrEnum


class Action(StrEnum):
    """What can be done."""

    LIST_PEOPLE = "list-people"
    READ_RECORD = "read-record"
    WRITE_RECORD = "write-record"
    CREATE_RECORD = "create-record"
    READ_IDENTITY = "read-identity"
    READ_AUDIT = "read-audit"
    READ_DOCUMENTS = "read-documents"
    EXPORT_RECORD = "export-record"
    SEND_DOCUMENTS = "send-documents"
    READ_DELIVERIES = "read-deliveries"
    READ_FIGURES = "read-figures"
    BUILD_FIGURES = "build-figures"
    READ_DICTIONARY = "read-dictionary"
    MANAGE_DOSSIERS = "manage-dossiers"
    READ_ENTRIES = "read-entries"  # by record number, without who it is
    ASK_QUESTIONS = "ask-questions"
    IMPORT_ENTRIES = "import-entries"
    ASK_ENGINES = "ask-engines"  # rank diseases, read a text: by a hospital's system, nothing is kept
    READ_USE = "read-use"  # completeness, and how much is typed that was known


class Scope(StrEnum):
    """How far a reader sees people: none, the sites of their memberships, or (for jobs) everything."""

    NONE = "none"
    SITES = "sites"
    SYSTEM = "system"


class Purpose(StrEnum):
    """Why a record is opened."""

    CARE = "care"
    EXCHANGE = "exchange"
    STATISTICS = "statistics"


_DESK = frozenset({
    Action.LIST_PEOPLE, Action.READ_RECORD, Action.WRITE_RECORD, Action.CREATE_RECORD, Action.READ_IDENTITY,
    Action.READ_AUDIT, Action.READ_DOCUMENTS, Action.EXPORT_RECORD, Action.READ_FIGURES, Action.READ_DICTIONARY,
})  # fmt: skip

_NETWORK_DATA = frozenset({
    Action.MANAGE_DOSSIERS, Action.READ_ENTRIES, Action.ASK_QUESTIONS, Action.IMPORT_ENTRIES, Action.READ_USE,
    Action.READ_FIGURES, Action.READ_DICTIONARY,
})  # fmt: skip
_NATIONAL_DATA = frozenset({
    Action.READ_FIGURES, Action.BUILD_FIGURES, Action.READ_DELIVERIES, Action.READ_DICTIONARY, Action.MANAGE_DOSSIERS,
    Action.READ_USE,
})  # fmt: skip

# Role: (how far it sees people, what it may do). A network data manager reaches the rows of their network's sites
# and never who they are: the database shows names only to readers with READ_IDENTITY (`access.row_security`).
POLICY: dict[str, tuple[Scope, frozenset[Action]]] = {
    "clinician": (Scope.SITES, _DESK | {Action.IMPORT_ENTRIES}),
    "research-staff": (Scope.SITES, _DESK - {Action.EXPORT_RECORD}),
    "network-coordinator": (Scope.NONE, frozenset({Action.READ_FIGURES, Action.READ_DICTIONARY})),
    "network-data-manager": (Scope.SITES, _NETWORK_DATA),
    "data-manager": (Scope.NONE, _NATIONAL_DATA),
    "national-team": (
        Scope.NONE,
        frozenset({Action.READ_FIGURES, Action.BUILD_FIGURES, Action.READ_DICTIONARY}),
    ),
    "integrator": (
        Scope.NONE,
        frozenset({Action.SEND_DOCUMENTS, Action.READ_DELIVERIES, Action.READ_DICTIONARY, Action.ASK_ENGINES}),
    ),
}


def allows(role: str, action: Action) -> bool:
    """Whether a role allows an action; a role that nobody knows allows none."""
    return role in POLICY and action in POLICY[role][1]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, in which roles, and how far: all a decision needs.

    `actor` is what the audit trail shows ("user:12", "token:3", "command"). `site_ids` are database keys,
    `filieres` the codes of the networks whose sites a role reaches, `held` which role is held at which site.
    """

    actor: str
    roles: frozenset[str] = frozenset()
    site_ids: frozenset[int] = frozenset()
    organisation_ids: frozenset[int] = frozenset()
    filieres: frozenset[str] = frozenset()
    held: frozenset[tuple[str, int]] = frozenset()
    scope: Scope = Scope.NONE
    purpose: Purpose = Purpose.CARE

    def may(self, action: Action) -> bool:
        """Whether one of the roles allows the action."""
        if self.scope is Scope.SYSTEM:
            return True
        return any(allows(role, action) for role in self.roles)

    def doing(self, action: Action) -> Reader:
        """The reader as far as they may do one action: what a role allows at one site, it does not at another."""
        if self.scope is Scope.SYSTEM:
            return self
        roles = frozenset(role for role in self.roles if allows(role, action))
        allowed = {site for role, site in self.held if role in roles}
        others = {site for role, site in self.held if role not in roles} - allowed
        return replace(self, roles=roles, site_ids=self.site_ids - others)

    def role_for(self, action: Action) -> str:
        """The role through which the action is allowed, for the audit trail: of several, the first of the policy.

        Empty when no role allows it: a job, or what was refused.
        """
        return next((role for role in POLICY if role in self.roles and allows(role, action)), "")


NOBODY = Reader(actor="nobody")


def knows_people(roles: Set[str]) -> bool:
    """Whether one of the roles shows who people are."""
    return any(allows(role, Action.READ_IDENTITY) for role in roles)


def scope_of(roles: Set[str]) -> Scope:
    """The widest scope that the roles give."""
    return Scope.SITES if any(POLICY[role][0] is Scope.SITES for role in roles if role in POLICY) else Scope.NONE


def system_reader(actor: str, purpose: Purpose) -> Reader:
    """A job or a command that works for everybody: never given to a web request of a person."""
    return Reader(actor=actor, scope=Scope.SYSTEM, purpose=purpose)

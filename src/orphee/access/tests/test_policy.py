"""The policy, as a table with its edges."""

import pytest

from orphee.access.rules.policy import NOBODY, POLICY, Action, Purpose, Reader, Scope, scope_of, system_reader

DESK = {"clinician", "research-staff"}


@pytest.mark.parametrize(
    ("role", "action", "allowed"),
    [
        ("clinician", Action.WRITE_RECORD, True),
        ("clinician", Action.BUILD_FIGURES, False),
        ("research-staff", Action.WRITE_RECORD, True),
        ("research-staff", Action.EXPORT_RECORD, False),
        ("network-coordinator", Action.READ_RECORD, False),
        ("data-manager", Action.READ_IDENTITY, False),
        ("data-manager", Action.MANAGE_DOSSIERS, True),
        ("data-manager", Action.READ_ENTRIES, False),
        ("network-data-manager", Action.READ_ENTRIES, True),
        ("network-data-manager", Action.MANAGE_DOSSIERS, True),
        ("network-data-manager", Action.READ_IDENTITY, False),
        ("network-data-manager", Action.LIST_PEOPLE, False),
        ("network-data-manager", Action.READ_RECORD, False),
        ("clinician", Action.IMPORT_ENTRIES, True),
        ("clinician", Action.MANAGE_DOSSIERS, False),
        ("research-staff", Action.IMPORT_ENTRIES, False),
        ("national-team", Action.READ_RECORD, False),
        ("national-team", Action.READ_FIGURES, True),
        ("integrator", Action.SEND_DOCUMENTS, True),
        ("integrator", Action.READ_RECORD, False),
        ("unheard-of", Action.READ_FIGURES, False),
    ],
)
def test_what_each_role_may_do(role, action, allowed):
    assert Reader(actor="user:1", roles=frozenset({role})).may(action) is allowed


BOTH = Reader(
    "user:1",
    frozenset({"clinician", "research-staff", "network-coordinator"}),
    frozenset({1, 2, 3}),
    held=frozenset({("clinician", 1), ("research-staff", 2), ("clinician", 3), ("research-staff", 3)}),
    scope=Scope.SITES,
)


@pytest.mark.parametrize(
    ("action", "sites"),
    [
        (Action.READ_RECORD, {1, 2, 3}),
        (Action.WRITE_RECORD, {1, 2, 3}),
        (Action.EXPORT_RECORD, {1, 3}),
        (Action.IMPORT_ENTRIES, {1, 3}),
        (Action.READ_DELIVERIES, set()),
    ],
)
def test_what_a_role_allows_at_one_site_it_does_not_at_another(action, sites):
    doing = BOTH.doing(action)
    assert doing.site_ids == sites
    assert doing.may(action) is BOTH.may(action)


def test_a_job_does_everything_everywhere():
    job = system_reader("command", Purpose.EXCHANGE)
    assert job.doing(Action.EXPORT_RECORD) == job


def test_nobody_may_do_nothing():
    assert not any(NOBODY.may(action) for action in Action)


@pytest.mark.parametrize(
    ("roles", "scope"),
    [
        ({"clinician"}, Scope.SITES),
        ({"national-team"}, Scope.NONE),
        ({"national-team", "clinician"}, Scope.SITES),
        (set(), Scope.NONE),
    ],
)
def test_how_far_roles_see(roles, scope):
    assert scope_of(frozenset(roles)) is scope


def test_only_desk_roles_reach_people():
    assert {role for role, (_, actions) in POLICY.items() if Action.READ_RECORD in actions} == DESK
    assert {role for role, (_, actions) in POLICY.items() if Action.READ_IDENTITY in actions} == DESK
    assert {role for role, (scope, _) in POLICY.items() if scope is Scope.SITES} == DESK | {"network-data-manager"}


def test_a_job_may_do_everything_and_no_role_gives_its_scope():
    assert all(system_reader("command", Purpose.STATISTICS).may(action) for action in Action)
    assert all(scope is not Scope.SYSTEM for scope, _ in POLICY.values())

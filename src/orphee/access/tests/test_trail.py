"""The audit trail names a role that may do what was done."""

import datetime as dt
from itertools import combinations

import pytest

from orphee.access.granting import are_held_together
from orphee.access.models import Role
from orphee.access.rules.policy import POLICY, Action, Purpose, Reader, system_reader
from orphee.access.trail import leave_line
from orphee.foundation.models import AuditAction, AuditLine

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
HELD = [set(pair) for pair in combinations(Role.values, 2) if are_held_together(set(pair))]


def reader(roles):
    return Reader("user:1", frozenset(roles))


def test_every_role_may_be_held_with_another():
    assert set().union(*HELD) == set(POLICY) == set(Role.values)


@pytest.mark.parametrize("roles", HELD, ids=lambda roles: "+".join(sorted(roles)))
def test_the_role_written_down_allows_what_was_done(roles):
    for action in Action:
        role = reader(roles).role_for(action)
        if reader(roles).may(action):
            assert role in roles, action
            assert action in POLICY[role][1], action
        else:
            assert role == "", action


def test_a_job_acts_in_no_role():
    assert system_reader("command", Purpose.EXCHANGE).role_for(Action.READ_RECORD) == ""


@pytest.mark.django_db
def test_a_coordinator_who_looks_after_data_reads_entries_as_data_manager():
    both = reader({"network-coordinator", "network-data-manager"})
    leave_line(both, AuditAction.READ, right=Action.READ_ENTRIES, now=NOW)
    assert AuditLine.objects.get().role == "network-data-manager"

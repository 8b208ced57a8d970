"""The database's knowledge of who reads: nested, restored, gone with the transaction."""

import pytest
from django.db import connection

from orphee.access.context import as_system, reading_as
from orphee.access.rules.policy import Reader, Scope


def scope() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(nullif(current_setting('app.scope', true), ''), 'unset')")
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_a_nested_context_restores_the_former_one():
    clinician = Reader(actor="user:1", roles=frozenset({"clinician"}), site_ids=frozenset({3}), scope=Scope.SITES)
    with reading_as(clinician):
        assert scope() == "sites"
        with as_system("test"):
            assert scope() == "system"
        assert scope() == "sites"


@pytest.mark.django_db(transaction=True)
def test_nothing_remains_after_the_transaction():
    with as_system("test"):
        assert scope() == "system"
    assert scope() == "unset"


@pytest.mark.django_db
def test_the_application_role_is_not_above_row_security():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["UPDATE foundation_auditline SET actor = 'x'", "DELETE FROM foundation_auditline"]
)
def test_the_audit_trail_cannot_be_altered(statement):
    with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement)

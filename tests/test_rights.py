"""The rights matrix: every page and every table has its place, and the database agrees with the policy.

A page that says neither `@needs(Action…)` nor `@open_to_all` fails here, and so does a table that no line knows.
"""

import pytest
from django.apps import apps
from django.db import connections
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from orphee.access import rights, row_security
from orphee.access.context import as_system, reading_as
from orphee.access.models import Membership, User
from orphee.access.permissions import GUARDED_PAGES, OPEN_PAGES
from orphee.access.queries import reader_of
from orphee.access.rules.policy import POLICY, Reader
from orphee.foundation.postgres.roles import APPLICATION, WAREHOUSE
from orphee.network.actions import site_for_document
from orphee.network.models import Filiere, Site
from orphee.record.intake import accept
from orphee.record.rules.submission import Channel, EntryAsGiven, LocalId, PersonAsGiven, Submission
from orphee.steering import refreshing

# Pages that are not ours, or that do their own checking: each with its reason.
ELSEWHERE = {
    "django.views.i18n.set_language": "chooses a language, tells nothing",
    "django.views.generic.base.RedirectView": "the root sends to the first page of a role",
}
NINJA = "ninja."  # the API: each operation checks its token; its own tests hold that

# Tables that hold nothing of a person: open to the application without a wall.
WITHOUT_A_PERSON = {
    "django_migrations", "django_content_type", "django_session", "auth_permission", "auth_group",
    "auth_group_permissions", "access_user", "access_membership", "access_token", "foundation_auditline",
    "dsfr_dsfrconfig", "dsfr_dsfrsocialmedia", "care_formuse", "prefill_readinguse",
    "undiagnosed_night", "undiagnosed_followed",
    "foundation_count",  # keyed digests of addresses and accounts, and how often
}  # fmt: skip
ROOMS_WITHOUT_A_PERSON = ("terminology_", "network_", "synthetic_", "procrastinate_", "dossiers_")


def pages(resolver=None, prefix=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from pages(pattern, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield prefix + str(pattern.pattern), pattern


def name_of(view):
    inner = getattr(view, "view_class", getattr(view, "func", view))
    return f"{inner.__module__}.{getattr(inner, '__name__', type(inner).__name__)}"


def test_every_page_says_whom_it_is_for():
    silent = {
        path: name_of(pattern.callback)
        for path, pattern in pages()
        if (name := name_of(pattern.callback)) not in GUARDED_PAGES
        and name not in OPEN_PAGES
        and name not in ELSEWHERE
        and not name.startswith(NINJA)
    }
    assert not silent


def guarded_pages():
    """The guarded pages that need no argument: name and action."""
    for _, pattern in pages():
        action = GUARDED_PAGES.get(name_of(pattern.callback))
        if action and pattern.name and not pattern.pattern.converters:
            yield pattern.name, action


def _ask(client, name):
    """The answer of a page, posted to when it takes nothing else."""
    answer = client.get(reverse(name))
    return client.post(reverse(name)) if answer.status_code == 405 else answer


@pytest.fixture
def account_of():
    def make(role):
        user = User.objects.create_user(f"{role}@example.org", "a long enough password", name=role)
        Membership.objects.create(user=user, role=role)
        return user

    return make


@pytest.fixture
def no_build(monkeypatch):
    """Posting to every page also asks for new figures: that process would outlive the database of the tests."""
    monkeypatch.setattr(refreshing, "start", lambda: refreshing.Progress("running"))


@pytest.mark.django_db
@pytest.mark.usefixtures("no_build")
@pytest.mark.parametrize("role", list(POLICY))
def test_each_role_reaches_its_pages_and_no_others(client, account_of, role):
    client.force_login(account_of(role))
    reader = Reader("user", frozenset({role}))
    answers = {}
    for name, action in guarded_pages():
        status = _ask(client, name).status_code
        if (status == 403) is reader.may(action):
            answers[name] = (action.value, status)
    assert not answers, "page: (needs, answered)"


@pytest.mark.django_db
def test_nobody_reaches_a_guarded_page(client):
    for name, _ in guarded_pages():
        answer = _ask(client, name)
        assert answer.status_code == 302, name
        assert reverse("sign-in") in answer["Location"]


def tables():
    return {model._meta.db_table for model in apps.get_models(include_auto_created=True)}


def test_every_table_that_holds_a_person_stands_behind_a_wall():
    walled = {wall.table for wall in row_security.walls()}
    open_tables = {
        table for table in tables() - walled - WITHOUT_A_PERSON if not table.startswith(ROOMS_WITHOUT_A_PERSON)
    }
    assert not open_tables


@pytest.mark.django_db
def test_walls_are_forced_on_the_owner_too():
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname = ANY (%s) AND relrowsecurity AND relforcerowsecurity",
            [[wall.table for wall in row_security.walls()]],
        )
        forced = {row[0] for row in cursor.fetchall()}
    assert forced == {wall.table for wall in row_security.walls()}


@pytest.mark.django_db
def test_nobody_in_particular_sees_no_row_of_a_walled_table():
    with connections["default"].cursor() as cursor:
        for wall in row_security.walls():
            cursor.execute(f"SELECT count(*) FROM {wall.table}")
            assert cursor.fetchone() == (0,), wall.table


@pytest.fixture
def someone():
    """A person of site S001, which belongs to a network, with one diagnosis."""
    site = site_for_document("S001", name="Centre", finess="750803454")
    network = Filiere.objects.create(code="filnemus", acronym="FILNEMUS", title="Maladies neuromusculaires")
    Site.objects.filter(pk=site.pk).update(filiere=network)
    now = timezone.now()
    submission = Submission(
        channel=Channel.FORM,
        sender="site:S001",
        person=PersonAsGiven(
            local_ids=(LocalId("1.2.250.1.999", "A1"),), birth_name="MARTIN", first_given_name="Lina", sex="F",
            birth_date="2019-05-12",
        ),
        entries=(EntryAsGiven("sdm-mr", "2025.01", "diagnosis", {"identifier": "1", "status": "2931005"}, key="1"),),
        received_at=now,
        site_codes=("S001",),
    )  # fmt: skip
    with as_system("test"):
        accept(submission, now=now)
    return network, site


IDENTITY_TABLES = {"identity_person", "identity_identifier"}
ENTRY_TABLES = {"record_record", "record_reach", "record_entry", "record_summary"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "reach", "names", "entries"),
    [
        ("clinician", "site", True, True),
        ("research-staff", "site", True, True),
        ("network-data-manager", "filiere", False, True),
        ("network-coordinator", "filiere", False, False),
        ("data-manager", "", False, False),
        ("national-team", "", False, False),
    ],
)
def test_the_database_shows_names_only_to_those_who_may_know_people(someone, role, reach, names, entries):
    network, site = someone
    user = User.objects.create_user(f"{role}@example.org", name=role)
    Membership.objects.create(user=user, role=role, **{reach: site if reach == "site" else network} if reach else {})
    shown = {}
    with reading_as(reader_of(user)), connections["default"].cursor() as cursor:
        for table in IDENTITY_TABLES | ENTRY_TABLES:
            cursor.execute(f"SELECT count(*) > 0 FROM {table}")
            shown[table] = cursor.fetchone()[0]
    assert {shown[table] for table in IDENTITY_TABLES} == {names}
    assert {shown[table] for table in ENTRY_TABLES} == {entries}


def privileges(role, schema):
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT relname, has_table_privilege(%s, c.oid, 'SELECT'), has_table_privilege(%s, c.oid, 'UPDATE'), "
            "has_table_privilege(%s, c.oid, 'DELETE') FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
            "WHERE nspname = %s AND relkind = 'r'",
            [role, role, role, schema],
        )
        return {name: rest for name, *rest in cursor.fetchall()}


@pytest.mark.django_db
def test_the_warehouse_reads_what_it_was_given_and_no_name():
    public = {table for table, (may_read, _, _) in privileges(WAREHOUSE, "public").items() if may_read}
    assert public == rights.FOR_THE_WAREHOUSE
    assert not any(may_read for may_read, _, _ in privileges(WAREHOUSE, "identity").values())
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege(%s, 'identity', 'USAGE')", [WAREHOUSE])
        assert cursor.fetchone() == (False,)


@pytest.mark.django_db
def test_the_application_cannot_rewrite_history():
    found = privileges(APPLICATION, "public")
    rewritable = {table for table in rights.APPEND_ONLY | set(rights.APPEND_ONLY_BUT) if any(found[table][1:])}
    assert not rewritable

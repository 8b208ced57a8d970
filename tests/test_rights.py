"""The rights matrix: every page and every table has its place, and the database agrees with the policy.

A page that says neither `@needs(Action…)` nor `@open_to_all` fails here, and so does a table that no line knows.
"""

import re
import uuid

import pytest
from django.apps import apps
from django.db import connections
from django.db.models import AutoField
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from orphee.access import rights, row_security
from orphee.access.context import as_system, reading_as
from orphee.access.models import Membership, User
from orphee.access.permissions import GUARDED_PAGES, OPEN_PAGES
from orphee.access.queries import reader_of
from orphee.access.rules.policy import NOBODY, POLICY, Purpose, Reader, system_reader
from orphee.care.models import Question
from orphee.dossiers import actions as dossiers
from orphee.exchange.models import Delivery, SheetImport, SheetState, State
from orphee.foundation.postgres.roles import APPLICATION, WAREHOUSE
from orphee.foundation.sealing import seal
from orphee.identity.models import Person
from orphee.network.actions import site_for_document
from orphee.network.models import Filiere, Site
from orphee.record.intake import accept
from orphee.record.models import Document as ReceivedDocument
from orphee.record.models import Entry, Record
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
    "undiagnosed_night", "undiagnosed_followed", "warehouse_closedform",
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


# --- Two people of two networks, and a row in every walled table -----------------------------------------------------


def person_at(code, filiere, name):
    """A person with one diagnosis, followed at a site of a network: the network, the site, the record."""
    site = site_for_document(code, name="Centre", finess="750803454")
    network = Filiere.objects.create(code=filiere, acronym=filiere.upper(), title=filiere)
    Site.objects.filter(pk=site.pk).update(filiere=network)
    now = timezone.now()
    submission = Submission(
        channel=Channel.FORM,
        sender=f"site:{code}",
        person=PersonAsGiven(
            local_ids=(LocalId("1.2.250.1.999", name),), birth_name=name, first_given_name="Lina", sex="F",
            birth_date="2019-05-12",
        ),
        entries=(EntryAsGiven("sdm-mr", "2025.01", "diagnosis", {"identifier": "1", "status": "2931005"}, key="1"),),
        received_at=now,
        site_codes=(code,),
    )  # fmt: skip
    with as_system("test"):
        receipt = accept(submission, now=now)
        return network, site, Record.objects.select_related("person").get(key=receipt.record_key)


def fill_walled_tables(record, user):
    """A row about a record in every walled table, by table; those that intake has made stay as they are."""
    models = {model._meta.db_table: model for model in apps.get_models()}
    return {wall.table: a_row(models[wall.table], record, user) for wall in row_security.walls()}


def a_row(model, record, user, **said):
    """A row about a record, made of what is said and else of what its columns take; the one that stands if any."""
    if not said and (found := model.objects.filter(**about(model, record)).first()) is not None:
        return found
    asked = [
        field
        for field in model._meta.concrete_fields
        if not field.has_default() and not field.null and not field.blank and not isinstance(field, AutoField)
    ]
    return model.objects.create(**{field.name: a_value(field, record, user) for field in asked} | said)


def about(model, record):
    """The filter that finds what is about a record; everything, for a table that names none."""
    if model in (Record, Person):
        return {"pk": record.pk if model is Record else record.person_id}
    names = {field.name for field in model._meta.concrete_fields}
    known = {"record": record, "record_key": record.key, "person": record.person, "person_key": record.person_id}
    return next(({name: value} for name, value in known.items() if name in names), {})


def a_value(field, record, user):
    """Something the column takes: this record, its person or the user where it asks for one."""
    if field.is_relation:
        known = {Record: record, Person: record.person, User: user}
        return known.get(field.related_model) or field.related_model.objects.first()
    if field.name in ("record_key", "person_key"):
        return record.key if field.name == "record_key" else record.person_id
    if field.choices:
        return field.choices[0][0]
    now = timezone.now()
    return {
        "UUIDField": uuid.uuid4(), "DateTimeField": now, "DateField": now.date(), "JSONField": {}, "ArrayField": [],
        "CharField": uuid.uuid4().hex[: field.max_length], "TextField": "x", "BooleanField": False, "FloatField": 1.0,
        "BinaryField": seal(b"{}"),
    }.get(field.get_internal_type(), 1)  # fmt: skip


def rows_seen():
    """How many rows of each walled table are seen now."""
    seen = {}
    with connections["default"].cursor() as cursor:
        for wall in row_security.walls():
            cursor.execute(f"SELECT count(*) FROM {wall.table}")
            seen[wall.table] = cursor.fetchone()[0]
    return seen


@pytest.fixture
def someone(db):
    """A person of site S001, which belongs to a network, with one diagnosis."""
    network, site, _record = person_at("S001", "filnemus", "MARTIN")
    return network, site


@pytest.fixture
def full(someone, account_of):
    """A row in every walled table, about somebody of site S001."""
    with as_system("test"):
        fill_walled_tables(Record.objects.select_related("person").get(), account_of("data-manager"))
        seen = rows_seen()
        assert all(seen.values()), "who sees none is kept out by a wall, not by an empty table"
    return someone


@pytest.mark.django_db
def test_nobody_in_particular_sees_no_row_of_a_walled_table(full):
    assert not any(rows_seen().values())
    with reading_as(NOBODY):
        assert not any(rows_seen().values())


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["clinician", "research-staff", "network-data-manager"])
def test_a_reader_sees_the_rows_of_their_people_and_none_of_others(full, role):
    elsewhere = Filiere.objects.create(code="autre", acronym="AUTRE", title="Autre")
    there = site_for_document("S002", name="Ailleurs", finess="690781810")
    Site.objects.filter(pk=there.pk).update(filiere=elsewhere)
    seen = {}
    for where, (network, site) in {"ours": full, "others": (elsewhere, there)}.items():
        user = User.objects.create_user(f"{where}@example.org", name=where)
        place = {"filiere": network} if role == "network-data-manager" else {"site": site}
        Membership.objects.create(user=user, role=role, **place)
        with reading_as(reader_of(user)):
            seen[where] = {table for table, rows in rows_seen().items() if rows}
    knows = role != "network-data-manager"
    reached = {wall.table for wall in row_security.walls() if wall.read != "false"}
    named = {wall.table for wall in row_security.walls() if row_security.KNOWS_PEOPLE in wall.read}
    assert seen["ours"] == (reached if knows else reached - named)
    assert not seen["others"]


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


# --- Every page that takes a key ------------------------------------------------------------------------------------

PLAIN = {
    "dataset": "sdm-mr", "instrument": "diagnosis", "by": "filiere", "version": "2025.01", "form": "diagnosis",
    "extension": "csv", "path": "status", "values": "status", "name": dossiers.FIRST,
}  # fmt: skip
KEYS_OF = {  # the table a page's `key` is of, by how its address begins
    "records/<uuid:record_key>/attachments": "care_attachment",
    "records/<uuid:record_key>/questions": "care_question",
    "records/<uuid:record_key>/reading": "prefill_document",
    "questions": "care_question",
    "deliveries": "exchange_delivery",
    "imports": "exchange_sheetimport",
    "dossiers": "dossiers_dossier",
}
# Pages that show definitions, templates and figures: the same for everyone who may open them.
OF_NOBODY = {
    "definition-preview": 200, "collection": 200, "collection-file": 404, "sheet-template": 200, "figure-file": 404,
    "new-entry": 302,  # sends to the address of a new form, which looks
}  # fmt: skip
NOT_HERE = {"attachment", "export-cda-file", "delivery-original", "sheet-problems", "dossier-item"}  # no file, no item
NATIONAL = {"data-manager"}  # every dossier and every delivery is theirs


def keyed_pages():
    """The guarded pages that need arguments: name, action, address, the names of the arguments."""
    for path, pattern in pages():
        action = GUARDED_PAGES.get(name_of(pattern.callback))
        if action and pattern.name and pattern.pattern.converters:
            yield pattern.name, action, path, re.findall(r"<\w+:(\w+)>", path)


def address_of(name, path, arguments, rows):
    """The address of a page about what `rows` holds, by table; a key of nothing where they hold nothing."""
    of_key = next((table for start, table in KEYS_OF.items() if path.startswith(start)), "")
    tables = {
        "record_key": "record_record", "entry_key": "record_entry", "document_key": "record_document", "key": of_key,
    }  # fmt: skip
    given = {}
    for one in arguments:
        row = rows.get(tables.get(one, ""))
        elsewhere = "sdm-mr" if "<slug:key>" in path else uuid.uuid4()
        given[one] = PLAIN.get(one) or (row.key if row is not None else elsewhere)
    return reverse(name, kwargs=given)


def rows_of(record, network, user, sender):
    """What pages with a key are about: a record's rows, a dossier of a network, a user's sheet, a sender's delivery."""
    entry = Entry.objects.get(record_id=record.key)
    place = {"dataset": "sdm-mr", "version": "2025.01", "instrument": "diagnosis"}
    rows = {
        "record_record": record,
        "record_entry": entry,
        "record_document": a_row(ReceivedDocument, record, user),
        "care_question": a_row(Question, record, user, **place, item="status", entry_key=entry.key),
        "exchange_sheetimport": a_row(SheetImport, record, user, **place, state=SheetState.FAILED),
        "exchange_delivery": a_row(Delivery, record, user, sender=sender, state=State.REFUSED),
    }
    draft = dossiers.create(
        reader=system_reader("test", Purpose.CARE), filiere=network.code, title={"fr": network.code}, now=timezone.now()
    )
    return rows | {"dossiers_dossier": draft.dossier}


def membership_of(role, network, site):
    """Where a role works."""
    if role in ("clinician", "research-staff"):
        return {"site": site}
    if role.startswith("network-"):
        return {"filiere": network}
    return {"organisation": site.hospital} if role == "integrator" else {}


def is_right(name, answer, *, is_posted):
    """Whether an answer about what is one's own is as it should be: shown or sent on; a form left empty may fail."""
    if name in OF_NOBODY:
        return answer == OF_NOBODY[name]
    return answer in ({200, 302, 404, 422} if is_posted or name in NOT_HERE or "reading-" in name else {200, 302})


@pytest.mark.django_db
@pytest.mark.usefixtures("no_build")
@pytest.mark.parametrize("role", list(POLICY))
def test_each_role_reaches_with_a_key_what_is_theirs_and_nothing_else(client, account_of, role):
    network, site, record = person_at("S001", "filnemus", "MARTIN")
    elsewhere, _there, other = person_at("S002", "autre", "DURAND")
    user = User.objects.create_user("reader@example.org", name=role)
    Membership.objects.create(user=user, role=role, **membership_of(role, network, site))
    with as_system("test"):
        ours = rows_of(record, network, user, f"organisation:{site.hospital.finess}")
        others = rows_of(other, elsewhere, account_of("research-staff"), "organisation:another")
    client.force_login(user)
    client.raise_request_exception = False  # an error inside is an answer too
    reader, wrong = reader_of(user), []
    for name, action, path, arguments in keyed_pages():
        for whose, rows in {"ours": ours, "others": others}.items():
            url = address_of(name, path, arguments, rows)
            answer = client.get(url).status_code
            if is_posted := answer == 405:
                answer = client.post(url).status_code
            if not reader.may(action):
                right = answer == 403
            elif whose == "ours" or role in NATIONAL or name in OF_NOBODY:
                right = is_right(name, answer, is_posted=is_posted)
            else:
                right = answer == 404
            if not right:
                wrong.append((name, whose, action.value, answer))
            if not reader.may(action) or name in OF_NOBODY:
                break  # asked once: whose it is makes no difference
    assert not wrong


def privileges(role, schema):
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT relname, has_table_privilege(%s, c.oid, 'SELECT'), has_table_privilege(%s, c.oid, 'UPDATE'), "
            "has_table_privilege(%s, c.oid, 'DELETE') FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
            "WHERE nspname = %s AND relkind IN ('r', 'v')",
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

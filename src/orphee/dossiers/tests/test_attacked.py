"""What a data manager, a reviewer or a clinician of another centre might try with a dossier."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from orphee.access.context import as_system, reading_as
from orphee.access.queries import reader_of
from orphee.care import questions
from orphee.care.models import Attachment
from orphee.dossiers import actions, moving
from orphee.dossiers.actions import UnableToDecide
from orphee.dossiers.models import VersionState
from orphee.dossiers.rules import editing
from orphee.dossiers.rules.states import Step
from orphee.dossiers.tests.conftest import (
    CONFIRMED_AT,
    DISEASE,
    GROUP,
    NOW,
    ask_something,
    decide,
    edit,
    include,
    make,
    member,
    publish,
    someone,
    write,
)
from orphee.record.by_number import numbered_record
from orphee.record.models import Record

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(manager, nomenclature, sites):
    version = make(manager)
    edit(manager, version, ask_something)
    edit(manager, version, include([GROUP], ["S901"]))
    return version


@pytest.mark.parametrize("place", ["identity", "consent", "document"])
def test_a_dossier_does_not_reach_into_who_people_are(manager, draft, place):
    edit(manager, draft, lambda tree: tree["instruments"][0].update(stored_in=place))
    with pytest.raises(UnableToDecide, match="has-faults"):
        decide(manager, draft, Step.SUBMIT)


def test_a_version_taken_back_and_changed_is_not_published_by_who_read_the_one_before(
    client, manager, colleague, draft
):
    decide(manager, draft, Step.SUBMIT)
    client.force_login(colleague)
    page = client.get(reverse("dossier", args=[draft.dossier.key])).content.decode()
    read = dict(re.findall(r'<input type="hidden" name="(after)" value="(\d+)"', page))
    decide(manager, draft, Step.RETURN)
    edit(manager, draft, include([GROUP], ["S901", "S902"]))
    decide(manager, draft, Step.SUBMIT)
    address = reverse("dossier-decide", args=[draft.dossier.key, draft.version])
    for posted in (read, {}, {"after": "x"}):
        client.post(address, {**posted, "step": "publish"})
        draft.refresh_from_db()
        assert draft.state == VersionState.REVIEW
    page = client.get(reverse("dossier", args=[draft.dossier.key])).content.decode()
    read = dict(re.findall(r'<input type="hidden" name="(after)" value="(\d+)"', page))
    client.post(address, {**read, "step": "publish"})
    draft.refresh_from_db()
    assert draft.state == VersionState.PUBLISHED


def renamed(manager, published):
    made = actions.new_version(reader=reader_of(manager), key=published.dossier.key, now=NOW)
    edit(manager, made, lambda tree: editing.rename_item(tree, "main", "depuis_quand", "since"))
    made.refresh_from_db()
    return made


def test_the_migration_is_reviewed_with_the_text(manager, colleague, published):
    made = renamed(manager, published)
    decide(manager, made, Step.SUBMIT)
    text = moving.with_choices(moving.plan(made), {("main", "depuis_quand"): ""})
    with pytest.raises(UnableToDecide, match="not-a-draft"):
        actions.keep_migration(reader=reader_of(colleague), key=made.dossier.key, name=made.version, text=text)


def test_a_migration_answers_no_question(manager, colleague, published):
    key = someone("MARTIN", (DISEASE, CONFIRMED_AT))
    write(None, key, published, site="S901")
    reader = reader_of(manager)
    with reading_as(reader):
        record = numbered_record(reader, Record.objects.get(key=key).key, now=NOW)
        entry = next(one for one in record.entries if one.dataset == published.dossier.key)
        question = questions.ask(reader, record.key, entry, "depuis_quand", "2020 ?", now=NOW)
    run = moving.move(publish(manager, colleague, renamed(manager, published)), reader=reader, now=NOW)
    with as_system("test"):
        question.refresh_from_db()
    assert (run.moved, question.state, question.closed_at) == (1, "open", None)


@pytest.fixture
def attached(client, manager, colleague, draft, sites):
    """A file attached, in a dossier of the first centre, to someone followed at both."""
    edit(
        manager,
        draft,
        lambda tree: editing.add_item(
            tree, "main", group="", section="general", kind="attachment", label={"fr": "Fichier", "en": "File"}
        ),
    )
    publish(manager, colleague, draft)
    record = someone("MARTIN", (DISEASE, CONFIRMED_AT), sites=("S901", "S902"))
    client.force_login(member("nina@example.org", "clinician", site=sites[0]))
    form = [record, draft.dossier.key, "main"]
    client.post(
        reverse("form-attach", args=form), {"_field": "fichier", "_file": SimpleUploadedFile("a.txt", b"secret")}
    )
    with as_system("test"):
        row = Attachment.objects.get()
    saved = client.post(reverse("form", args=form), {"_stamp": "0", "_save": "draft", "fichier": str(row.key)})
    assert saved.status_code == 302
    return reverse("attachment", args=[record, row.key])


@pytest.mark.parametrize(("site", "status"), [(0, 200), (1, 404)])
def test_a_file_of_a_dossier_is_closed_to_the_other_centres(client, attached, sites, site, status):
    assert client.get(attached).status_code == 200, "whoever attached it"
    client.force_login(member("olga@example.org", "clinician", site=sites[site]))
    assert client.get(attached).status_code == status

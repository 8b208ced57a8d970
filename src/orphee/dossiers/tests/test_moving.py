"""Entries carried over to a new version: what is proposed, what would be lost, and a run that was killed."""

import pytest
from django.urls import reverse

from orphee.access.context import as_system
from orphee.access.queries import reader_of
from orphee.dossiers import actions, moving
from orphee.dossiers.models import Move
from orphee.dossiers.rules import editing
from orphee.dossiers.rules.states import Step
from orphee.dossiers.tests.conftest import (
    CONFIRMED_AT,
    DISEASE,
    GROUP,
    NOW,
    decide,
    edit,
    include,
    make,
    publish,
    someone,
    write,
)
from orphee.record.models import Entry

pytestmark = pytest.mark.django_db
ITEMS = ("Depuis quand ?", "Poids", "Remarque")


def questions(tree):
    for label in ITEMS:
        editing.add_item(tree, "main", group="", section="general", kind="text", label={"fr": label, "en": label})


@pytest.fixture
def first(manager, colleague, nomenclature, sites):
    version = make(manager)
    edit(manager, version, questions)
    edit(manager, version, include([GROUP], ["S901"]))
    return publish(manager, colleague, version)


def changed(manager, first, *, drop="remarque"):
    """A second version: the weight has another key, the remark is gone."""
    made = actions.new_version(reader=reader_of(manager), key=first.dossier.key, now=NOW)
    edit(manager, made, lambda tree: editing.rename_item(tree, "main", "poids", "poids_kg"))
    if drop:
        edit(manager, made, lambda tree: editing.delete_item(tree, "main", drop))
    made.refresh_from_db()
    return made


def answered(first, name, **answers):
    record = someone(name, (DISEASE, CONFIRMED_AT))
    write(None, record, first, site="S901", payload={"depuis_quand": "2020", **answers})
    return record


def entries(key):
    with as_system("test"):
        return list(Entry.objects.filter(dataset=key).order_by("pk"))


def test_a_rename_is_proposed_and_what_goes_is_listed(manager, first):
    answered(first, "A", poids="12", remarque="x")
    answered(first, "B", poids="13")
    plan = moving.plan(changed(manager, first))
    assert [(path, to) for _, path, _, to in moving.gone(plan)] == [("poids", "poids_kg"), ("remarque", "")]
    tried = moving.dry_run(plan)
    assert (tried.entries, tried.with_losses) == (2, 1)
    assert [(key[0], count) for key, count in tried.lost.items()] == [("main.remarque", 1)]
    assert {one.version for one in entries(first.dossier.key)} == {"1.0"}, "a dry run stores nothing"


def test_the_choice_of_a_person_replaces_the_proposal(manager, first):
    made = changed(manager, first)
    text = moving.with_choices(moving.plan(made), {("main", "poids"): "", ("main", "remarque"): "poids_kg"})
    actions.keep_migration(reader=reader_of(manager), key=made.dossier.key, name=made.version, text=text)
    made.refresh_from_db()
    plan = moving.plan(made)
    assert not plan.is_suggested
    assert [(path, to) for _, path, _, to in moving.gone(plan)] == [("poids", ""), ("remarque", "poids_kg")]


def test_entries_get_a_further_revision_with_author_and_moment_of_the_one_before(manager, colleague, first):
    answered(first, "A", poids="12", remarque="x")
    made = publish(manager, colleague, changed(manager, first))
    run = moving.move(made, reader=reader_of(manager), now=NOW)
    before, after = entries(first.dossier.key)
    assert (run.moved, run.refused, run.lost) == (1, 0, {"main.remarque": 1})
    assert (after.version, after.revision, after.is_current) == ("2.0", 2, True)
    assert after.payload == {"depuis_quand": "2020", "poids_kg": "12"}
    assert (after.author, after.said_at, after.site_code) == (before.author, before.said_at, before.site_code)
    assert after.channel == "migration"
    assert before.payload["remarque"] == "x", "what found no place stays readable"


def test_a_killed_run_goes_on_where_it_was(manager, colleague, first, monkeypatch):
    monkeypatch.setattr(moving, "BATCH", 2)
    for name in "ABCDE":
        answered(first, name, poids="1")
    made = publish(manager, colleague, changed(manager, first))
    batches = []

    class Killed(BaseException):
        pass

    real = moving._batch

    def batch(run, of, *, now):
        batches.append(1)
        moved = real(run, of, now=now)
        if len(batches) == 2:
            raise Killed
        return moved

    monkeypatch.setattr(moving, "_batch", batch)
    with pytest.raises(Killed):
        moving.move(made, reader=reader_of(manager), now=NOW)
    assert Move.objects.get().moved == 2, "the batch that was cut left nothing"
    assert sum(one.version == "2.0" for one in entries(first.dossier.key)) == 2
    run = moving.move(made, reader=reader_of(manager), now=NOW)
    assert Move.objects.count() == 1
    assert (run.moved, bool(run.finished_at)) == (5, True)
    now_ = [one for one in entries(first.dossier.key) if one.is_current]
    assert {one.version for one in now_} == {"2.0"}
    assert len(now_) == 5


def test_a_draft_is_not_moved_to(manager, first):
    answered(first, "A")
    with pytest.raises(moving.UnableToMove):
        moving.move(changed(manager, first), reader=reader_of(manager), now=NOW)


def test_a_migration_with_faults_keeps_a_version_from_review(manager, first):
    made = changed(manager, first)
    text = 'from: "1.0"\nto: "2.0"\nsteps:\n  - renamed: {instrument: main, item: nowhere, to: neither}\n'
    actions.keep_migration(reader=reader_of(manager), key=made.dossier.key, name=made.version, text=text)
    with pytest.raises(actions.UnableToDecide, match="migration-faults"):
        decide(manager, made, Step.SUBMIT)


def test_the_page_shows_the_difference_and_carries_over(client, manager, colleague, first):
    answered(first, "A", poids="12", remarque="x")
    made = changed(manager, first)
    client.force_login(manager)
    address = reverse("dossier-migration", args=[made.dossier.key, made.version])
    shown = client.get(address).content.decode()
    assert "poids_kg" in shown
    assert "main.remarque" in shown
    answer = client.post(address, {"to:main:poids": "poids_kg", "to:main:remarque": ""})
    assert answer.status_code == 302
    assert client.post(address, {"how": "text", "text": "from: ["}).status_code == 422
    publish(manager, colleague, made)
    client.post(reverse("dossier-move", args=[made.dossier.key, made.version]))
    assert Move.objects.get().moved == 1


def test_the_first_version_has_nothing_to_be_compared_with(client, manager, first):
    client.force_login(manager)
    assert client.get(reverse("dossier-migration", args=[first.dossier.key, "1.0"])).status_code == 302

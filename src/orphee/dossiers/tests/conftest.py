"""A network with two centres, one centre elsewhere, a small nomenclature, and those who work there."""

import datetime as dt

import pytest
from django.utils import timezone

from orphee.access.context import as_system
from orphee.access.models import Membership, User
from orphee.access.queries import reader_of
from orphee.dossiers import actions
from orphee.dossiers.rules import editing
from orphee.dossiers.rules.states import Step
from orphee.dossiers.source import SOURCE
from orphee.network.models import Filiere, Organisation, Site
from orphee.record.intake import accept
from orphee.record.rules.submission import Channel, EntryAsGiven, LocalId, PersonAsGiven, Submission
from orphee.terminology.lookup import forget_caches
from orphee.terminology.models import Ancestry, Concept

NOW = dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)
CONFIRMED_AT = "255545003"
GROUP, DISEASE, SUBTYPE, OTHER = "ORPHA:1000", "ORPHA:1001", "ORPHA:1002", "ORPHA:2000"
TITLE = {"fr": "Dossier myopathies", "en": "Myopathy dossier"}


@pytest.fixture(autouse=True)
def _fresh_source():
    SOURCE.forget()
    yield
    SOURCE.forget()


@pytest.fixture
def nomenclature(db):
    for code, label in (
        (GROUP, "Myopathies"),
        (DISEASE, "Myopathie A"),
        (SUBTYPE, "Myopathie A1"),
        (OTHER, "Ailleurs"),
    ):
        Concept.objects.create(code=code, system="orpha", label_fr=label, label_en=label, status="active")
        Ancestry.objects.create(descendant=code, ancestor=code, steps=0)
    Ancestry.objects.create(descendant=DISEASE, ancestor=GROUP, steps=1)
    Ancestry.objects.create(descendant=SUBTYPE, ancestor=DISEASE, steps=1)
    Ancestry.objects.create(descendant=SUBTYPE, ancestor=GROUP, steps=2)
    forget_caches()
    yield
    forget_caches()  # the next test has no nomenclature


@pytest.fixture
def networks(db):
    return [
        Filiere.objects.create(code=code, acronym=code.upper(), title=code, title_en=code)
        for code in ("filnemus", "autre")
    ]


@pytest.fixture
def sites(networks):
    hospital = Organisation.objects.create(code="chu", kind="hospital", name="CHU de test", finess="750000001")
    places = (("S901", networks[0]), ("S902", networks[0]), ("S903", networks[1]))
    return [Site.objects.create(code=c, kind="ccmr", name=c, hospital=hospital, filiere=f) for c, f in places]


def member(email, role, **where):
    user = User.objects.create_user(email, name=email.split("@")[0].title())
    Membership.objects.create(user=user, role=role, **where)
    return user


@pytest.fixture
def manager(networks, sites):
    return member("maud@example.org", "network-data-manager", filiere=networks[0])


@pytest.fixture
def colleague(networks, sites):
    return member("luc@example.org", "network-data-manager", filiere=networks[0])


@pytest.fixture
def stranger(networks, sites):
    return member("eva@example.org", "network-data-manager", filiere=networks[1])


@pytest.fixture
def national(db):
    return member("sacha@example.org", "data-manager")


def make(user, filiere="filnemus", text="", imported=None, title=TITLE):
    return actions.create(reader=reader_of(user), filiere=filiere, title=title, text=text, imported=imported, now=NOW)


def edit(user, version, what):
    return actions.change(
        reader=reader_of(user), key=version.dossier.key, name=version.version, based_on=None, what=what, now=NOW
    )


def ask_something(tree):
    """One question, so that the draft can be published."""
    form = editing.forms_of(tree)[0]
    editing.add_item(
        tree,
        form["key"],
        group="",
        section=form["sections"][0]["key"],
        kind="text",
        label={"fr": "Depuis quand ?", "en": "Since when?"},
    )


def include(diseases=(), sites=()):
    def change(tree):
        tree["inclusion"] = {"diseases": list(diseases), "sites": list(sites)}

    return change


def decide(user, version, step, why=""):
    return actions.decide(
        reader=reader_of(user), key=version.dossier.key, name=version.version, step=step, now=NOW, why=why
    )


def publish(author, reviewer, version):
    decide(author, version, Step.SUBMIT)
    return decide(reviewer, version, Step.PUBLISH)


@pytest.fixture
def published(manager, colleague, nomenclature):
    """A dossier for a group of diseases at the first centre."""
    version = make(manager)
    edit(manager, version, ask_something)
    edit(manager, version, include([GROUP], ["S901"]))
    return publish(manager, colleague, version)


def someone(name, *diagnoses, sites=("S901",)):
    """A person with some diagnoses (disease, status); the key of their record."""
    now = timezone.now() - dt.timedelta(hours=1)
    entries = tuple(
        EntryAsGiven(
            "sdm-mr", "2025.01", "diagnosis", {"identifier": str(n), "status": status, "disease": disease}, key=str(n)
        )
        for n, (disease, status) in enumerate(diagnoses)
    )
    person = PersonAsGiven(
        local_ids=(LocalId("1.2.250.1.999", name),), birth_name=name, first_given_name="Lina", sex="F",
        birth_date="2019-05-12",
    )  # fmt: skip
    submission = Submission(
        channel=Channel.FORM, sender=f"site:{sites[0]}", person=person, entries=entries, received_at=now,
        site_codes=tuple(sites),
    )  # fmt: skip
    with as_system("test"):
        receipt = accept(submission, now=now)
    assert receipt.record_key, receipt.findings
    return receipt.record_key


def write(user, record, version, *, site, withdrawn=False, based_on=0, payload=None):
    """Send one entry of a dossier to the record, as someone or (None) as a command."""
    entry = EntryAsGiven(
        version.dossier.key,
        version.version,
        "main",
        payload or {"depuis_quand": "2020"},
        based_on=based_on,
        withdrawn=withdrawn,
    )
    submission = Submission(
        channel=Channel.FORM, sender="form", person=PersonAsGiven(), entries=(entry,), received_at=timezone.now(),
        site_codes=(site,), record_key=str(record),
    )  # fmt: skip
    return accept(submission, now=timezone.now(), reader=reader_of(user) if user else None)

"""People with features, a small knowledge and another release of it, in which one more disease explains spots."""

from dataclasses import replace

import pytest
from django.utils import timezone

from orphee.access.context import as_system
from orphee.care import knowing
from orphee.care.tests.conftest import clinician, colleague, enter, hospital, national, sites, stranger
from orphee.insight.ranking.compiled import Release, SourceFile
from orphee.insight.ranking.compiling import compile_contents
from orphee.insight.ranking.tests.conftest import SMALL_HEAD, SPOTS, contents, knowledge, said
from orphee.record.intake import accept
from orphee.record.rules.submission import Channel, EntryAsGiven, PersonAsGiven, Submission
from orphee.undiagnosed import bank, looking
from orphee.undiagnosed.models import Cue, Look

__all__ = ["clinician", "colleague", "contents", "enter", "hospital", "knowledge", "national", "sites", "stranger"]

SPOTTED, MURMURING, DELAYED = "ORPHA:11", "OMIM:100003", "OMIM:100002"
ONGOING, UNDETERMINED, CONFIRMED = "385651009", "42425007", "255545003"


def searching(*features, status=ONGOING, **answers):
    """A diagnosis that is being looked for."""
    said = {"identifier": "1.2.3", "status": status, "clinical_description": list(features)}
    return EntryAsGiven("sdm-mr", "2025.01", "diagnosis", said | answers, key="1.2.3")


def say(record_key, *entries):
    """Say something more about a person who has a record."""
    now = timezone.now()
    submission = Submission(
        channel=Channel.FORM, sender="user:9", person=PersonAsGiven(), record_key=str(record_key),
        entries=tuple(entries), received_at=now,
    )  # fmt: skip
    with as_system("test"):
        receipt = accept(submission, now=now)
    assert receipt.record_key, receipt.findings


def look(knowledge, **more):
    return looking.look(now=timezone.now(), known=knowledge, **more)


@pytest.fixture(scope="session")
def newer(contents):
    """A later release, in which the murmur syndrome has white spots too."""
    found = contents["hpo-annotations"]
    more = [said("OMIM:100003", term, "10/10", 1.0, "PMID:9") for term in (SPOTS, SMALL_HEAD)]
    annotations = replace(found, phenotypes=[*found.phenotypes, *more])
    release = Release("1" * 64, (SourceFile("hpo", "HPO", "2026-01-01", "abd", ("hp.obo",)),))
    return compile_contents({**contents, "hpo-annotations": annotations}, release)


@pytest.fixture
def known(monkeypatch, knowledge):
    """This process holds the small knowledge, and no bank yet."""
    holder = knowing.Holder(lambda: knowledge)
    holder.wait(10)
    monkeypatch.setattr(knowing, "HOLDER", holder)
    monkeypatch.setattr(bank, "HOLDER", bank.Holder(bank.HOLDER._gathering))
    return knowledge


def cues():
    """Every cue, the oldest first."""
    with as_system("test"):
        return list(Cue.objects.order_by("pk"))


def leads_of(record_key):
    """What was kept of the last look at someone."""
    with as_system("test"):
        return [tuple(one) for one in Look.objects.get(pk=record_key).leads]

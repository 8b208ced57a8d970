"""People of the desk: two sites, a clinician of each, others who may not come here."""

import datetime as dt
import threading
import time

import pytest
from django.core.signals import request_finished, request_started
from django.utils import timezone

from orphee.access.context import as_system
from orphee.access.models import Membership, User
from orphee.config.testing import PATIENCE
from orphee.network.models import Organisation, Site
from orphee.record.intake import accept
from orphee.record.rules.submission import Channel, EntryAsGiven, LocalId, PersonAsGiven, Submission

QUIET = 0.5  # seconds without a request: a page that closes has said its last
DIAGNOSIS = {
    "identifier": "1.2.3",
    "status": "2931005",
    "disease": "ORPHA:586",
    "first_signs": {"period": "767023003", "months": 14},
    "appraisal_on_entry": "2667000",
}


@pytest.fixture
def hospital(db):
    return Organisation.objects.create(code="chu-test", kind="hospital", name="CHU de test", finess="750000001")


@pytest.fixture
def sites(hospital):
    return [
        Site.objects.create(code=code, kind="ccmr", name=name, hospital=hospital)
        for code, name in (("S901", "Centre A"), ("S902", "Centre B"))
    ]


def member(email, role, **reach):
    user = User.objects.create_user(email, name=f"Dr {email.split('@')[0].title()}")
    Membership.objects.create(user=user, role=role, **reach)
    return user


@pytest.fixture
def clinician(sites):
    return member("anne@example.org", "clinician", site=sites[0])


@pytest.fixture
def colleague(sites):
    return member("paul@example.org", "clinician", site=sites[0])


@pytest.fixture
def stranger(sites):
    return member("eva@example.org", "clinician", site=sites[1])


@pytest.fixture
def national(db):
    return member("nation@example.org", "national-team")


@pytest.fixture
def integrator(hospital):
    return member("dsi@example.org", "integrator", organisation=hospital)


def enter(*, name="MARTIN", given="Lina", birth="2019-05-12", site="S901", entries=(), **more):
    """A person with some entries; the key of their record."""
    now = timezone.now() - dt.timedelta(hours=1)
    submission = Submission(
        channel=Channel.FORM,
        sender=f"site:{site}",
        person=PersonAsGiven(
            local_ids=(LocalId("1.2.250.1.999", f"{name}-{given}-{birth}"),),
            birth_name=name,
            first_given_name=given,
            sex="F",
            birth_date=birth,
        ),
        entries=tuple(entries),
        received_at=now,
        site_codes=(site,),
        **more,
    )
    with as_system("test"):
        receipt = accept(submission, now=now)
    assert receipt.record_key, receipt.findings
    return receipt.record_key


def diagnosis(**answers):
    return EntryAsGiven("sdm-mr", "2025.01", "diagnosis", DIAGNOSIS | answers, key="1.2.3")


@pytest.fixture
def record_key(sites):
    return enter(entries=[diagnosis()])


def entries_of(record_key, instrument):
    """The current entries of an instrument."""
    from orphee.record.models import Entry

    with as_system("test"):
        return list(Entry.objects.filter(record_id=record_key, instrument=instrument, is_current=True))


@pytest.fixture(autouse=True)
def last_words(request):
    """What a closing page sends last is answered before the tables are emptied: the two would wait for each other."""
    if request.node.get_closest_marker("browser") is None:
        yield
        return
    answering = set()  # threads of the server

    def starts(**_):
        if threading.current_thread() is not threading.main_thread():
            answering.add(threading.get_ident())

    def ends(**_):
        answering.discard(threading.get_ident())

    request_started.connect(starts)
    request_finished.connect(ends)
    for name in ("transactional_db", "live_server"):
        request.getfixturevalue(name)  # set up before this one, so taken down after it
    browser = request.getfixturevalue("browser")
    yield
    for context in browser.contexts:
        context.close()
    limit, quiet_since = time.monotonic() + PATIENCE, time.monotonic()
    while time.monotonic() - quiet_since < QUIET:
        assert time.monotonic() < limit, "the server still answers a page that is closed"
        time.sleep(0.05)
        if answering:
            quiet_since = time.monotonic()
    request_started.disconnect(starts)
    request_finished.disconnect(ends)

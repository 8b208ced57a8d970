"""A past for a few invented people: the first look of the server leaves cues for them."""

import pytest
from django.utils import timezone

from orphee.access.context import as_system
from orphee.access.models import Membership, User
from orphee.care.tests.conftest import enter, hospital, sites
from orphee.insight.ranking.tests.conftest import DELAY, FOCAL, RASH, SPOTS, contents, knowledge
from orphee.synthetic.accounts import DOMAIN
from orphee.synthetic.earlier import ensure_earlier_looks
from orphee.undiagnosed.looking import look
from orphee.undiagnosed.models import Cue, Look
from orphee.undiagnosed.tests.conftest import CONFIRMED, searching

__all__ = ["contents", "hospital", "knowledge", "sites"]


@pytest.fixture
def account(sites):
    user = User.objects.create_user(f"clinicien@{DOMAIN}", name="Dr Exemple")
    return Membership.objects.create(user=user, role="clinician", site=sites[0])


@pytest.mark.django_db
def test_some_people_have_a_past_and_a_cue_after_the_first_look(account, knowledge):
    features = (DELAY, SPOTS, FOCAL, RASH)
    key = enter(entries=[searching(*features)], synthetic=True)
    for given, entries, more in (
        ("Peu", [searching(DELAY)], {"synthetic": True}),
        ("Su", [searching(*features, status=CONFIRMED, disease="ORPHA:586")], {"synthetic": True}),
        ("Loin", [searching(*features)], {"synthetic": True, "site": "S902"}),
        ("Vrai", [searching(*features)], {}),
    ):
        enter(given=given, entries=entries, **more)
    assert ensure_earlier_looks(now=timezone.now()) == 1
    assert ensure_earlier_looks(now=timezone.now()) == 0
    with as_system("test"):
        (earlier,) = Look.objects.all()
    assert (str(earlier.pk), earlier.query["observed"], earlier.leads) == (str(key), [DELAY], None)
    assert look(now=timezone.now(), known=knowledge).cues == 1
    with as_system("test"):
        assert str(Cue.objects.get().record_id) == str(key)
        assert Look.objects.get(pk=key).query["observed"] != [DELAY]
    assert ensure_earlier_looks(now=timezone.now()) == 0

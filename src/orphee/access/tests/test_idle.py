"""A screen nobody sits at signs itself out, even when its page goes on asking."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from orphee.access.idle import BY_ITSELF, IDLE_FOR
from orphee.access.models import User
from orphee.foundation.places import PROJECT


@pytest.fixture
def user(db):
    return User.objects.create_user("anne@example.org", name="Anne")


def test_a_page_that_asks_by_itself_keeps_no_session_awake(client, user):
    client.force_login(user)
    client.get(reverse("home"))
    session = client.session
    asleep = session["last_seen_at"] = (timezone.now() - IDLE_FOR + dt.timedelta(minutes=1)).isoformat()
    session.save()
    client.get(reverse("home"), headers={BY_ITSELF: "1"})
    assert client.session["last_seen_at"] == asleep
    client.get(reverse("home"))
    assert client.session["last_seen_at"] > asleep


def test_every_page_that_asks_again_says_so():
    asking = [page for page in PROJECT.glob("src/orphee/**/*.html") if 'hx-trigger="every' in page.read_text("utf-8")]
    assert asking
    assert [one.name for one in asking if f'{{"{BY_ITSELF}": "1"}}' not in one.read_text("utf-8")] == []

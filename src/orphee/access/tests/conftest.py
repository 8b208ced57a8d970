"""One account, and hashes that are quickly checked."""

import pytest

from orphee.access.models import User

RIGHT = "a-long-enough-password"


@pytest.fixture(autouse=True)
def quick_and_fresh(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # checking slowly is not the subject


@pytest.fixture
def user(db):
    return User.objects.create_user("anne@example.org", RIGHT, name="Anne")

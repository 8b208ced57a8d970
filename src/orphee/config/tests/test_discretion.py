"""What the log says of an error, and what it leaves out."""

import logging
import sys

import pytest
from django.core.exceptions import DisallowedHost, PermissionDenied
from django.db import DatabaseError, connection

from orphee.config.discretion import Discreet

NAME = "DECOURCY"


def said(raising):
    try:
        raising()
    except Exception:
        return Discreet().formatException(sys.exc_info())
    raise AssertionError


def refuse():
    raise ValueError("a birth before 1850")


def test_an_error_of_ours_is_said_whole():
    assert "ValueError: a birth before 1850" in said(refuse)


@pytest.mark.django_db
def test_a_database_error_names_nobody():
    def insert():
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::integer", [NAME])

    text = said(insert)
    assert NAME not in text
    assert "22P02" in text


@pytest.mark.django_db
def test_what_a_database_error_causes_names_nobody_either():
    def insert():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT %s::integer", [NAME])
        except DatabaseError as error:
            raise RuntimeError("the import stopped") from error

    text = said(insert)
    assert NAME not in text
    assert "the import stopped" in text


def test_the_console_is_discreet():
    assert any(isinstance(handler.formatter, Discreet) for handler in logging.getLogger().handlers)


@pytest.mark.parametrize(("error", "is_one"), [
    (PermissionDenied(), True), (DisallowedHost("Invalid HTTP_HOST header"), True), (ValueError("ours"), False),
])  # fmt: skip
def test_a_refusal_is_one_line(error, is_one):
    def fail():
        raise error

    try:
        fail()
    except Exception:
        record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Forbidden: %s", ("/x",), sys.exc_info())
    written = Discreet().format(record)
    assert ("Forbidden: /x" in written, len(written.splitlines()) == 1) == (True, is_one)


@pytest.mark.django_db
@pytest.mark.parametrize("https", [True, False])
def test_the_language_is_kept_like_the_session(client, settings, https):
    assert settings.LANGUAGE_COOKIE_SECURE == settings.SESSION_COOKIE_SECURE
    settings.LANGUAGE_COOKIE_SECURE = https
    cookie = client.post("/i18n/setlang/", {"language": "en"}).cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (cookie["samesite"], cookie["httponly"], bool(cookie["secure"])) == ("Lax", True, https)

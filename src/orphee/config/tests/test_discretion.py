"""What the log says of an error, and what it leaves out."""

import logging
import sys

import pytest
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

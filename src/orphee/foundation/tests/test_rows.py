"""Many rows in one statement come back as they were given."""

import datetime as dt
import uuid

import pytest
from django.db import connection

from orphee.foundation.rows import ENOUGH_TO_STAGE, insert_rows

COLUMNS = {"key": "uuid", "number": "integer", "said_at": "timestamptz", "payload": "jsonb", "words": "text[]"}


@pytest.mark.django_db
@pytest.mark.parametrize("copies", [1, ENOUGH_TO_STAGE], ids=["as JSON", "through a temporary table"])
def test_every_type_comes_back(copies):
    rows = [
        (uuid.uuid4(), 1, dt.datetime(2024, 1, 1, tzinfo=dt.UTC), {"a": ["é\"'\\", None, 1.5]}, ["x,y", '"', ""]),
        (uuid.uuid4(), None, None, None, []),
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE t (key uuid, number integer, said_at timestamptz, payload jsonb, words text[])"
        )
        insert_rows(cursor, "t", COLUMNS, rows * copies)
        cursor.execute("SELECT DISTINCT key, number, said_at, payload::text, words FROM t ORDER BY number")
        found = cursor.fetchall()
    assert found[0][:3] == rows[0][:3]
    assert found[0][3] == '{"a": ["é\\"\'\\\\", null, 1.5]}'
    assert [row[4] for row in found] == [["x,y", '"', ""], []]


@pytest.mark.django_db
def test_no_rows_is_no_statement(django_assert_num_queries):
    with connection.cursor() as cursor, django_assert_num_queries(0):
        insert_rows(cursor, "nowhere", COLUMNS, [])

"""Many rows in one statement come back as they were given."""

import datetime as dt
import json
import uuid

import pytest
from django.db import DataError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00")) | st.sampled_from(
    ["\\N", "\\.", "\\", "\t", "a\nb\r"]
)


@pytest.mark.django_db(transaction=False)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.none() | TEXTS, st.lists(TEXTS), TEXTS, st.none() | st.booleans()), min_size=1, max_size=5)
)
def test_any_text_comes_back_as_it_was(given_rows):
    rows = [(place, text, words, {"said": inner}, flag) for place, (text, words, inner, flag) in enumerate(given_rows)]
    filler = [(-1, "", [], {}, True)] * ENOUGH_TO_STAGE
    columns = {"place": "integer", "text": "text", "words": "text[]", "payload": "jsonb", "flag": "boolean"}
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE any_text (place int, text text, words text[], payload jsonb, flag boolean)")
        insert_rows(cursor, "any_text", columns, rows + filler)
        cursor.execute(
            "SELECT place, text, words, payload ->> 'said', flag FROM any_text WHERE place >= 0 ORDER BY place"
        )
        found = cursor.fetchall()
        cursor.execute("DROP TABLE any_text")
    assert found == [(place, text, words, payload["said"], flag) for place, text, words, payload, flag in rows]


@pytest.mark.django_db
def test_no_rows_is_no_statement(django_assert_num_queries):
    with connection.cursor() as cursor, django_assert_num_queries(0):
        insert_rows(cursor, "nowhere", COLUMNS, [])


@pytest.mark.django_db
@pytest.mark.parametrize("copies", [1, ENOUGH_TO_STAGE], ids=["as JSON", "through a temporary table"])
@pytest.mark.parametrize(
    ("payload", "stored"),
    [
        ({"large": 10**30}, '{"large": 1000000000000000000000000000000}'),
        ({"small": 1e-300, "none": None}, None),
        ({1: "a key that is no text"}, '{"1": "a key that is no text"}'),
        ({"word": "NaN", "none": None}, '{"none": null, "word": "NaN"}'),
    ],
)
def test_numbers_and_keys_are_stored_as_json_has_them(copies, payload, stored):
    assert _stored(payload, copies) == (stored or _by_postgresql(payload))


@pytest.mark.django_db
@pytest.mark.parametrize("copies", [1, ENOUGH_TO_STAGE], ids=["as JSON", "through a temporary table"])
@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_what_is_no_number_is_refused_and_never_becomes_nothing(copies, number):
    with pytest.raises(DataError), transaction.atomic():
        _stored({"value": [number]}, copies)


def _stored(payload, copies):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE one (payload jsonb) ON COMMIT DROP")
        insert_rows(cursor, "one", {"payload": "jsonb"}, [(payload,)] * copies)
        cursor.execute("SELECT DISTINCT payload::text FROM one")
        return cursor.fetchone()[0]


def _by_postgresql(payload):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb::text", [json.dumps(payload)])
        return cursor.fetchone()[0]

"""Dates read the same way round in both languages."""

import datetime as dt

import pytest
from django.utils import formats, translation

WHEN = dt.datetime(2026, 11, 2, 15, 4, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("language", "name", "text"),
    [
        ("en", "SHORT_DATE_FORMAT", "02/11/2026"),
        ("en", "SHORT_DATETIME_FORMAT", "02/11/2026 15:04"),
        ("en", "DATE_FORMAT", "2 November 2026"),
        ("fr", "SHORT_DATE_FORMAT", "02/11/2026"),
    ],
)
def test_the_day_comes_before_the_month(language, name, text):
    with translation.override(language):
        assert formats.date_format(WHEN, name) == text

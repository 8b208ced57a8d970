"""Counts: a window ends when it says, none is lost, and nothing a request does undoes one."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections, transaction

from orphee.foundation import counting
from orphee.foundation.models import Count

NOW = dt.datetime(2026, 1, 5, 9, 0, tzinfo=dt.UTC)
HOUR = 3600


def after(seconds):
    return NOW + dt.timedelta(seconds=seconds)


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "n"), [(0, 2), (HOUR - 1, 2), (HOUR, 1), (2 * HOUR, 1)])
def test_a_window_lasts_as_long_as_it_says(seconds, n):
    counting.one_more("a", seconds=HOUR, now=NOW)
    assert counting.so_far("a", now=after(seconds)) == n - 1
    assert counting.one_more("a", seconds=HOUR, now=after(seconds)) == n


@pytest.mark.django_db
def test_a_window_ends_even_when_asked_steadily():
    """Once a minute for two hours, most of them beyond any limit: the count starts again at the hour, no later."""
    found = [counting.one_more("a", seconds=HOUR, now=after(60 * minute)) for minute in range(120)]
    assert found == [*range(1, 61), *range(1, 61)]


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "n"), [(HOUR, 1), (2 * HOUR - 2, 1), (2 * HOUR - 1, 0)])
def test_what_is_remembered_lasts_from_the_last_time(seconds, n):
    counting.remember("a", seconds=HOUR, now=NOW)
    counting.remember("a", seconds=HOUR, now=after(HOUR - 1))
    assert counting.so_far("a", now=after(seconds)) == n


@pytest.mark.django_db
def test_each_key_is_counted_apart_and_kept_as_a_digest():
    assert [counting.one_more(key, seconds=HOUR, now=NOW) for key in ("sign-in:10.0.0.1", "b")] == [1, 1]
    assert all("10.0.0.1" not in key and len(key) == 40 for key in Count.objects.values_list("key", flat=True))


@pytest.mark.django_db
def test_a_sweep_forgets_what_has_ended_and_nothing_else():
    for key, seconds in (("ended", 60), ("runs", 61)):
        counting.one_more(key, seconds=seconds, now=NOW)
    counting.sweep(now=after(60))
    assert Count.objects.count() == 1
    assert counting.so_far("runs", now=after(60)) == 1


def _count_apart(_):
    try:
        return counting.one_more("a", seconds=HOUR, now=NOW)
    finally:
        connections[counting.ALIAS].close()


@pytest.mark.django_db(transaction=True, databases=["default", "counting"])
def test_counts_at_once_are_all_counted_and_outlive_the_request(monkeypatch):
    """Inside a request that is undone in the end, while others count too: nobody waits, nothing is lost."""
    monkeypatch.setattr(counting, "ALIAS", "counting")
    with transaction.atomic():
        assert counting.one_more("a", seconds=HOUR, now=NOW) == 1
        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(_count_apart, range(40))) == list(range(2, 42))
        transaction.set_rollback(True)
    assert counting.so_far("a", now=NOW) == 41

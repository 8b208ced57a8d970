"""A build is published whole or not at all, and who opposed is gone from it."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from orphee.record.rules.submission import ConsentAsGiven
from orphee.warehouse import builds
from orphee.warehouse.building import UnableToBuild, _alone, build_from
from orphee.warehouse.builds import latest_build, published
from orphee.warehouse.intake import Completeness
from orphee.warehouse.records import france
from orphee.warehouse.tables import TABLES
from orphee.warehouse.tests.fabricated import NOW, around, cohort, entry, record


def built(views, now=NOW, **surroundings):
    return build_from(views, around(**surroundings), france(), now=now)


def persons(build) -> set[str]:
    return {row[0] for row in duckdb.sql(f"SELECT person FROM '{build.folder}/person.parquet'").fetchall()}


def test_a_build_says_what_it_holds():
    build = built(cohort(200))
    assert (build.people, build.opposed, build.synthetic) == (196, 4, 196)
    assert build.is_synthetic
    assert build.datasets["sdm-mr"] == "2025.01"
    manifest = json.loads((build.folder / "manifest.json").read_text())
    assert manifest["rows"]["person"] == 196
    assert set(manifest["digests"]) == {
        "figures.json", "dictionary.json", "dictionary.csv", *(f"{name}.parquet" for name in TABLES)
    }  # fmt: skip
    assert latest_build() == build


def test_tables_are_in_the_order_of_pseudonyms_and_described():
    build = built(cohort(100))
    found = [row[0] for row in duckdb.sql(f"SELECT person FROM '{build.folder}/person.parquet'").fetchall()]
    assert found == sorted(found)


def test_the_same_records_give_the_same_tables():
    first, second = built(cohort(100)), built(cohort(100))
    assert first.digests == second.digests
    assert first.name != second.name


def test_who_opposes_is_gone_from_the_next_build_and_from_the_tables_of_older_ones():
    one, other = record(key="a" * 8), record(key="b" * 8)
    first = built([(one, Completeness()), (other, Completeness())])
    assert len(persons(first)) == 2
    opposing = record(entry("diagnosis", status="255545003"), key="a" * 8, consent=ConsentAsGiven(reuse_opposed=True))
    second = built([(opposing, Completeness()), (other, Completeness())])
    assert (second.people, second.opposed) == (1, 1)
    assert persons(second) < {*persons(second), "x"}
    assert not list(first.folder.glob("*.parquet"))
    assert (first.folder / "figures.json").exists()
    assert [path.name for path in published()] == [first.name, second.name]


def test_a_build_that_fails_publishes_nothing_and_leaves_the_former_one():
    former = built(cohort(50))

    def broken():
        yield from cohort(20, seed=2)
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk is full"):
        built(broken())
    assert latest_build() == former
    again = built(cohort(50))
    assert not list(builds.builds_directory().glob(".building*"))
    assert latest_build() == again


def test_two_builds_do_not_run_at_once():
    with _alone(), pytest.raises(UnableToBuild, match="wait for it to end"):
        built(cohort(10))


def test_progress_goes_through_every_step():
    steps = []
    build_from(cohort(1100), around(), france(), now=NOW, total=1100, progress=lambda *tick: steps.append(tick))
    assert list(dict.fromkeys(step for step, _, _ in steps)) == ["read", "sort", "count", "publish"]
    assert [done for step, done, _ in steps if step == "read"] == [0, 500, 1000]


KILLED = """
import datetime as dt, os, sys
from orphee.warehouse.building import build_from
from orphee.warehouse.records import france
from orphee.warehouse.tests.fabricated import around, cohort, NOW
build_from(cohort(3000), around(), france(), now=NOW, total=3000,
           progress=lambda step, *_: step == sys.argv[1] and os.kill(os.getpid(), 9))
"""


@pytest.mark.parametrize("step", ["read", "sort", "count", "publish"])
def test_a_killed_build_publishes_nothing(step, data_directory):
    result = subprocess.run(
        [sys.executable, "-c", KILLED, step],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
        check=False,
    )
    assert result.returncode == -9
    assert latest_build() is None
    assert built(cohort(30)).people == 29
    assert not list(builds.builds_directory().glob(".building*"))


def test_builds_are_ordered_by_the_clock():
    later = built(cohort(20), now=NOW + dt.timedelta(days=1))
    time.sleep(0.001)
    built(cohort(20))
    assert latest_build() == later

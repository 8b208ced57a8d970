"""The parts of the dashboard that need no page."""

from __future__ import annotations

import fcntl
import subprocess
import time

import pytest
from django.utils import translation

from orphee.foundation.files import write_whole
from orphee.steering import refreshing
from orphee.steering.charts import Bar, lying_bars, standing_bars
from orphee.steering.map_of_france import Shaded, draw
from orphee.steering.presenting import Figures
from orphee.steering.refreshing import Progress
from orphee.steering.spreadsheets import as_csv
from orphee.steering.wording import number, percent
from orphee.warehouse.records import names


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [(12345, "12\u202f345", "12,345"), (0, "0", "0"), (12.5, "12,5", "12.5"), (999, "999", "999")],
)
def test_numbers_are_written_in_the_language_of_the_page(value, french, english):
    with translation.override("fr"):
        assert number(value) == french
    with translation.override("en"):
        assert number(value) == english


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (1, 2, "50%"),
        (0, 10, "0%"),
        (4, 1000, "< 1%"),  # not nothing, so never written 0%
        (6, 1000, "1%"),
        (None, 10, ""),
        (1, None, ""),
        (1, 0, ""),
    ],
)
def test_shares(part, whole, text):
    with translation.override("en"):
        assert percent(part, whole) == text


def shades(**people) -> dict[str, str]:
    departments = {code: Shaded(count, code) for code, count in people.items()}
    drawn = draw(departments, inner_ring_label="ring", names=names()["department"])
    shapes = [*drawn.mainland, *(shape for frame in drawn.frames for shape in frame.shapes)]
    return {shape.code: shape.shade for shape in shapes}


def test_shades_of_the_map():
    found = shades(**{"01": 11, "02": 20, "03": 30, "04": 100, "05": 500, "06": None, "971": 0})
    assert [found[code] for code in ("01", "02", "03", "04", "05", "06", "971", "07")] == [
        "0", "1", "2", "3", "4", "hidden", "nobody", "outside",
    ]  # fmt: skip


def test_a_map_where_everything_is_hidden_has_no_legend_of_numbers():
    drawn = draw({"01": Shaded(None, "")}, inner_ring_label="", names=names()["department"])
    assert drawn.legend == ()
    assert drawn.has_hidden


def test_people_without_a_department_do_not_stretch_the_legend():
    found = draw({"01": Shaded(40, ""), "unknown": Shaded(900, "")}, inner_ring_label="", names=names()["department"])
    assert [step.high for step in found.legend] == [40]


def test_a_map_with_one_number():
    assert shades(**{"01": 40, "02": 40})["02"] == "4"


def test_a_picture_is_drawn_once_and_takes_the_colours_of_the_page(data_directory):
    bars = [Bar("Confirmé", 120, "120"), Bar("Indéterminé", None, "s")]
    first = lying_bars(bars, language="fr")
    assert first == lying_bars(bars, language="fr")
    assert "currentColor" in first
    assert "var(--o-bar)" in first
    assert "<script" not in first
    assert " id=" not in first  # several pictures share a page: one would take the other's parts
    assert len(list((data_directory / "warehouse" / "pictures").glob("*.svg"))) == 1
    assert standing_bars(bars, language="fr") != first


def test_a_cell_that_begins_like_a_formula_is_quoted(build):
    figures = Figures("x", "", "", ("group",), (("=1+1",), ("-2",), ("ok",)))
    text = as_csv(figures, build, title="@t", note="n").decode("utf-8-sig")
    assert "'=1+1" in text
    assert "'-2" in text
    assert "'@t" in text


def test_nothing_to_tell_before_the_first_refresh():
    assert refreshing.current() is None


def test_a_build_that_nobody_runs_any_more_has_failed():
    refreshing._write(Progress("running", "read", 40))
    assert refreshing.current() == Progress("failed", "read", 40, reason="stopped")


def test_what_a_former_version_wrote_shuts_nothing():
    write_whole(refreshing._file(), '{"state": "running", "step": "read", "percent": 40, "pid": 1, "reason": ""}')
    assert refreshing.current() is None


def test_a_second_refresh_joins_the_one_on_its_way(monkeypatch):
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: pytest.fail("a second build was started"))
    refreshing._write(Progress("running", "count", 90))
    with refreshing._lock() as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert refreshing.current() == refreshing.start() == Progress("running", "count", 90)


def test_a_refresh_asked_for_while_a_page_looks_is_started(monkeypatch):
    built = []
    monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: built.append(1))
    with refreshing._lock() as look:
        fcntl.flock(look, fcntl.LOCK_SH)
        monkeypatch.setattr(time, "sleep", lambda seconds: seconds and fcntl.flock(look, fcntl.LOCK_UN))
        assert refreshing.start() == Progress("running")
    assert built


def test_a_refresh_that_cannot_reach_the_database_says_so(monkeypatch):
    monkeypatch.setenv("ORPHEE_WAREHOUSE_DATABASE_URL", "postgresql://nobody@/nowhere?host=/nonexistent")
    refreshing.start()
    for _ in range(1200):
        now = refreshing.current()
        if now is not None and not now.is_running:
            break
        time.sleep(0.1)
    assert now is not None
    assert (now.state, now.reason) == ("failed", "OperationalError")

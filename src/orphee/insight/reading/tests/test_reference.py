"""The real words: compiled from the reference directory, kept, loaded, and measured on the gold set."""

import importlib.util
import json
import time
from pathlib import Path

import pytest

from orphee.foundation.places import PROJECT, reference_directory
from orphee.insight.reading import lexicon, names
from orphee.insight.reading.reader import Reader

pytestmark = [pytest.mark.reference, pytest.mark.xdist_group("reading")]  # compiled once


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("knowledge")


@pytest.fixture(scope="module")
def real(cache):
    return Reader(lexicon.compiled(reference_directory(), cache))


def benchmark(monkeypatch):
    monkeypatch.syspath_prepend(str(PROJECT / "benchmarks"))  # its neighbours, as when it is run
    specification = importlib.util.spec_from_file_location("read_benchmark", PROJECT / "benchmarks" / "read.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_what_was_compiled_is_loaded_quickly_and_is_the_same(real, cache):
    started = time.process_time()
    again = lexicon.compiled(reference_directory(), cache)
    assert time.process_time() - started < 10
    assert again.entries == real.lexicon.entries
    assert again.version == real.lexicon.version


def test_a_damaged_cache_is_made_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(
        lexicon, "compile_lexicon", lambda *_, version, **__: lexicon.from_concepts([], version=version)
    )
    first = lexicon.compiled(Path("nowhere"), tmp_path)
    (kept,) = tmp_path.glob("reading-*.json.gz")
    kept.write_bytes(b"not gzip")
    assert lexicon.compiled(Path("nowhere"), tmp_path).version == first.version


@pytest.mark.parametrize(
    ("text", "hpo"),
    [
        ("Crises convulsives.", ["HP:0001250"]),
        ("Diabète de type 2.", ["HP:0005978"]),
        ("Reins polykystiques.", ["HP:0000113"]),
        ("Cécité bilatérale.", ["HP:0000618"]),
        ("Les mains sont normales, le sommeil aussi.", []),
        ("Transmission autosomique dominante.", []),
    ],
)
def test_known_defects_of_the_translation_are_put_right(real, text, hpo):
    assert [one.hpo for one in real.read(text).features] == hpo


def test_our_words_name_terms_that_exist():
    known = names.hpo_concepts(reference_directory(), own_words=False)
    assert [code for code in names.words("clinical_names") if code not in known] == []


def test_every_correction_says_why():
    assert all(line["why"] for line in names.words("corrections")["corrections"])


def test_the_goals_hold_on_the_sealed_half(real, monkeypatch):
    bench = benchmark(monkeypatch)
    texts = bench.read_gold([bench.GOLD / "sealed.jsonl"])
    found = bench.measure(bench.ours(real), texts)
    assert found["term"]["f1"] >= bench.GOAL_TERM
    assert found["term_and_status"]["f1"] >= bench.GOAL_STATUS


@pytest.mark.parametrize("half", ["dev", "sealed"])
def test_the_spans_of_the_gold_are_exact(half, monkeypatch):
    bench = benchmark(monkeypatch)
    for line in (bench.GOLD / f"{half}.jsonl").read_text("utf-8").splitlines():
        text = json.loads(line)
        for feature in text["features"]:
            assert text["text"][feature["start"] : feature["end"]] == feature["text"]

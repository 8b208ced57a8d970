"""Ranking and reading for hospitals' systems: what is answered, what is refused, what is never kept."""

import contextlib
import datetime as dt
import json
import logging

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orphee.access.models import Token
from orphee.access.queries import token_digest
from orphee.access.rules.policy import POLICY, Action
from orphee.care import knowing
from orphee.exchange import engines, engines_api
from orphee.exchange.engines import UnableToAnswer, ranking
from orphee.insight.ranking.tests.conftest import FOCAL, SPOTS, contents, knowledge
from orphee.insight.reading.lexicon import from_concepts
from orphee.insight.reading.names import BY_HAND, Concept
from orphee.insight.reading.reader import Reader
from orphee.network.models import Organisation
from orphee.prefill import opening

__all__ = ["contents", "knowledge"]

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
BEARER = {"Authorization": "Bearer secret"}
QUESTION = {"hpo": [FOCAL, SPOTS], "sex": "F", "age": "P6Y", "top": 2}
PACKET = {
    "id": "x",
    "subject": {"id": "y", "sex": "FEMALE"},
    "phenotypicFeatures": [{"type": {"id": FOCAL}}, {"type": {"id": SPOTS}}],
}


@pytest.fixture(scope="session")
def reader():
    return Reader(
        from_concepts([Concept("HP:0000010", "Crise d’épilepsie", "Seizure", {"crise d'épilepsie": BY_HAND})])
    )


@pytest.fixture
def opened(monkeypatch, knowledge, reader):
    for name, found in (("HOLDER", knowledge), ("READER", reader)):
        holder = knowing.Holder(lambda found=found: found)
        holder.wait(10)
        monkeypatch.setattr(knowing, name, holder)


@pytest.fixture
def token(db):
    hospital = Organisation.objects.create(code="chu-x", kind="hospital", name="CHU", finess="750000001")
    return Token.objects.create(digest=token_digest("secret"), label="t", organisation=hospital, created_at=NOW)


def post(path, body, content_type="application/json", headers=BEARER):
    content = body if isinstance(body, bytes) else json.dumps(body)
    return Client().post(f"/api/{path}", content, content_type=content_type, headers=headers)


def test_features_and_a_phenopacket_get_the_same_candidates(token, opened):
    features, packet = post("rank", QUESTION), post("rank", PACKET)
    assert (features.status_code, packet.status_code) == (200, 200)
    first, again = features.json(), packet.json()
    assert first["candidates"][0]["codes"] == again["candidates"][0]["codes"] == ["ORPHA:11", "OMIM:100001"]
    assert len(first["candidates"]) == 2
    assert first["notice"]["fr"].startswith("Aide à la réflexion")
    assert {"next_questions", "problems", "release", "considered"} <= first.keys()


def test_a_text_is_read_with_its_places(token, opened):
    text = "Il a des crises d'épilepsie."
    answer = post("read", text.encode(), "text/plain")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    feature = answer.json()["features"][0]
    assert text[feature["span"]["start"] : feature["span"]["end"]] == feature["span"]["text"]
    assert answer.json()["kind"] == "text"


@pytest.mark.parametrize(("body", "code"), [
    (b"", "not-json"), (b"\xff\xfe", "not-json"), (b"[]", "not-json"), (b"[" * 100_000, "not-json"),
    (b'{"hpo": ["HP:0001250\\ud800"]}', "not-json"), (b'{"\\udfff": 1}', "not-json"),
    ({"hpo": "HP:0001250"}, "wrong-value"), ({"hpo": [1]}, "wrong-value"), ({"hpo": ["x" * 201]}, "wrong-value"),
    ({"hpo": ["HP:0000001"] * 5_001}, "wrong-value"), ({"hpo": [], "name": "Dupont"}, "unknown-field"),
    ({"top": 0}, "wrong-value"), ({"top": 401}, "wrong-value"), ({"top": True}, "wrong-value"),
    ({"features": [{"onset": "P1Y"}]}, "wrong-value"), ({"features": [{"code": "HP:1", "x": ""}]}, "wrong-value"),
    ({"consanguinity": "yes"}, "wrong-value"), ({"phenotypicFeatures": 7}, "not-a-phenopacket"),
])  # fmt: skip
def test_what_is_no_question(knowledge, body, code):
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    with pytest.raises(UnableToAnswer) as unable:
        ranking(knowledge, content)
    assert unable.value.problem.code == code
    assert "Dupont" not in unable.value.problem.fr


def test_an_empty_question_and_terms_that_are_none_are_answered_with_problems(knowledge):
    empty = ranking(knowledge, b"{}")
    assert (empty["candidates"], empty["problems"][0]["kind"]) == ((), "empty")
    asked = {
        "hpo": [FOCAL, "HP:9999999", "nothing"],
        "features": [{"code": SPOTS, "onset": "P6M"}],
        "excluded": [FOCAL],
    }
    kinds = {one["kind"] for one in ranking(knowledge, json.dumps(asked).encode())["problems"]}
    assert {"unknown", "contradiction"} <= kinds


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(sorted(engines.KNOWN)), inner),
    max_leaves=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(_JSON)
def test_any_json_is_answered_or_refused(knowledge, asked):
    with contextlib.suppress(UnableToAnswer):
        assert ranking(knowledge, json.dumps(asked).encode())["release"]


@pytest.mark.parametrize("content", [b"   ", b"\x00\x01\x02" * 500, b"%PDF-1.7 broken"])
def test_what_cannot_be_read_says_why(token, opened, content):
    answer = post("read", content, "application/octet-stream")
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["fr"]


def test_a_pdf_that_takes_too_long_is_given_up(token, opened, monkeypatch):
    monkeypatch.setattr(opening, "SECONDS", 0.01)  # opened in a process of its own: less than it takes to start one
    answer = post("read", b"%PDF-1.7 asks for hours", "application/pdf")
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (422, "too-hard")


@pytest.mark.parametrize("path", ["rank", "read"])
def test_who_may_ask(token, opened, path):
    assert post(path, {}, headers={}).status_code == 401
    assert post(path, {}, headers={"Authorization": "Bearer other"}).status_code == 401
    assert Client().get(f"/api/{path}", headers=BEARER).status_code == 405
    Token.objects.update(revoked_at=NOW)
    assert post(path, {}).status_code == 401


def test_only_a_hospitals_system_asks_by_token(token, opened, monkeypatch):
    assert {role for role, (_, actions) in POLICY.items() if Action.ASK_ENGINES in actions} == {"integrator"}
    scope, actions = POLICY["integrator"]
    monkeypatch.setitem(POLICY, "integrator", (scope, actions - {Action.ASK_ENGINES}))
    assert post("rank", QUESTION).status_code == 403


def test_too_large_is_not_read(token, opened, monkeypatch):
    monkeypatch.setattr(engines_api, "LARGEST_QUESTION", 10)
    answer = post("rank", QUESTION)
    assert answer.status_code == 413
    assert "10" in answer.json()["problems"][0]["en"]
    assert Client().generic("POST", "/api/rank", headers={**BEARER, "Content-Length": ""}).status_code == 411


def test_too_often_is_told_to_wait(token, opened, monkeypatch):
    monkeypatch.setitem(engines_api.MOST_AN_HOUR, "rank", 1)
    assert post("rank", QUESTION).status_code == 200
    answer = post("rank", QUESTION)
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")


@pytest.mark.parametrize(("problem", "retry"), [("", "15"), ("missing", None)])
def test_while_the_engines_are_opened_the_answer_says_so(token, monkeypatch, problem, retry):
    monkeypatch.setattr(knowing, "held", lambda: knowing.Held(problem=problem))
    answer = post("rank", QUESTION)
    assert (answer.status_code, answer.get("Retry-After")) == (503, retry)


def test_nothing_of_a_text_is_logged(token, opened, caplog):
    caplog.set_level(logging.DEBUG)
    post("read", "Lina Exemple a des crises d'épilepsie.".encode(), "text/plain")
    post("rank", {"hpo": ["Lina Exemple"], "Lina": "Exemple"})
    assert "Lina" not in caplog.text

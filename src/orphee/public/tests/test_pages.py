"""The pages for everyone: what they answer, what they refuse, and that nothing of it stays anywhere."""

import logging
import re

import pytest
from django.test import Client
from django.urls import reverse

from orphee.access.permissions import OPEN_PAGES
from orphee.care import knowing
from orphee.foundation.models import AuditLine
from orphee.insight.ranking.tests.conftest import FOCAL, SPOTS, contents, knowledge
from orphee.insight.reading.lexicon import from_concepts
from orphee.insight.reading.names import BY_HAND, Concept
from orphee.insight.reading.reader import Reader
from orphee.network.actions import ensure_nation
from orphee.network.models import Organisation, Site
from orphee.public import limits, views
from orphee.public.centres import Near, nearest
from orphee.public.limits import Occasion
from orphee.public.rules.nearness import Distance
from orphee.public.whereabouts import understood
from orphee.terminology.models import Ancestry
from orphee.terminology.models import Concept as Known

__all__ = ["contents", "knowledge"]

pytestmark = pytest.mark.django_db
SAID = {f"s.{FOCAL}": "observed", f"s.{SPOTS}": "observed"}
SPOTTED = "ORPHA:11"
TEXT = "Lina a des crises d'épilepsie. Pas de microcéphalie. Mère avec une microcéphalie. Parents cousins germains."


@pytest.fixture
def known(monkeypatch, knowledge):
    holder = knowing.Holder(lambda: knowledge)
    holder.wait(10)
    monkeypatch.setattr(knowing, "HOLDER", holder)


@pytest.fixture
def reader(monkeypatch):
    concepts = [
        Concept("HP:0001250", "Crise d’épilepsie", "Seizure", {"crise d'épilepsie": BY_HAND}),
        Concept("HP:0000252", "Microcéphalie", "Microcephaly", {"microcéphalie": BY_HAND}),
    ]
    holder = knowing.Holder(lambda: Reader(from_concepts(concepts)))
    holder.wait(10)
    monkeypatch.setattr(knowing, "READER", holder)


@pytest.fixture
def network():
    """G2M knows the disease: a competence centre in Grenoble, a reference centre in Lyon, another in Paris."""
    ensure_nation()
    Ancestry.objects.create(ancestor="ORPHA:68367", descendant=SPOTTED, steps=2)
    Known.objects.create(code=SPOTTED, system="orpha", label_fr="Crises et taches", label_en="Spotted seizures")
    towns = (("38", "Grenoble", "ccmr"), ("69", "Lyon", "crmr-constitutive"), ("75", "Paris", "crmr-coordinator"))
    for number, (department, city, kind) in enumerate(towns):
        hospital = Organisation.objects.create(
            code=f"h{number}", kind="hospital", name=f"CHU de {city}", city=city, department_id=department
        )
        Site.objects.create(code=f"S{number}", kind=kind, name=f"Centre {city}", filiere_id="g2m", hospital=hospital)


def post(client, name="orientation", **fields):
    return client.post(reverse(name), {**SAID, "rank": "yes", **fields})


def shown(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_pages_are_open_on_purpose():
    assert {"orphee.public.views.orientation", "orphee.public.views.terms", "orphee.public.views.letter"} <= OPEN_PAGES


def test_the_page_of_findings_needs_no_account_and_sets_no_cookie_but_csrf(client):
    answer = client.get(reverse("orientation"))
    page = shown(answer)
    assert answer.status_code == 200
    assert "appelez le 15 ou le 112" in page
    assert "ne jamais décider sur cette seule liste" in page
    assert set(answer.cookies) <= {"csrftoken"}
    assert 'autocomplete="off"' in page
    assert reverse("orientation") in shown(client.get(reverse("sign-in")))


def test_findings_make_think_and_say_whom_to_refer_to(client, known, network):
    page = shown(post(client, place="38"))
    assert "Crises et taches" in page
    assert "Isère (38)" in page
    assert page.index("Centre Grenoble") < page.index("Centre Lyon") < page.index("Centre Paris")
    assert "dans le même département" in page
    assert "à environ 100 km" in page
    assert "G2M" in page
    assert "ne jamais décider sur cette seule liste" in page
    assert not re.search(r"\d+ %</strong>", page)  # a score is said in words


def test_without_a_place_reference_centres_come_first(client, known, network):
    page = shown(post(client))
    assert page.index("Centre Paris") < page.index("Centre Grenoble")
    assert "« Atlantide » n’a pas été trouvé" in shown(post(client, place="Atlantide")).replace("\u00a0", " ")


def test_the_answer_repeats_what_was_said_of_the_person(client, known, network):
    page = shown(post(client, place="38", sex="F", age="3", age_unit="years", affected=["mother"], consanguinity="yes"))
    said = page.replace("\u00a0", " ")
    assert "Personne :</strong> sexe féminin, 3 ans, habite : Isère (38), signes semblables : mère, " in said
    assert "Personne" not in shown(post(client, place=""))


def test_a_finding_answered_makes_the_list_again(client, known, network):
    page = shown(client.post(reverse("orientation"), {f"s.{FOCAL}": "observed", "add": f"{SPOTS} excluded"}))
    assert "Recherchés, absents" in page
    assert f'name="s.{SPOTS}" value="excluded"' in page


@pytest.mark.parametrize(("fields", "words"), [
    ({f"s.{FOCAL}": ""}, "au moins un signe présent"),
    ({f"s.{FOCAL}": "excluded"}, "au moins un signe présent"),
    ({f"s.{FOCAL}": ["observed", "excluded"]}, "à la fois présent et absent"),
    ({"search": "yes", "q": "zzzzzz"}, "Rien trouvé"),
    ({"read": "yes", "text": " \x00 "}, "Collez d’abord le texte"),
])  # fmt: skip
def test_what_is_missing_is_said_on_the_page(client, known, fields, words):
    answer = client.post(reverse("orientation"), fields)
    assert answer.status_code == 200
    assert words in shown(answer)


def test_a_text_is_read_checked_and_forgotten(client, reader, known):
    page = shown(client.post(reverse("orientation"), {"read": "yes", "text": TEXT}))
    assert "2 signes lus dans le texte" in page
    assert re.search(r'id="f-HP:0001250-observed"[^>]*checked', page)
    assert re.search(r'id="f-HP:0000252-excluded"[^>]*checked', page)
    assert re.search(r'id="consanguinity"[^>]*checked', page)
    again = shown(client.get(reverse("orientation")))
    assert "Lina" not in again
    assert "checked" in again
    assert not re.search(r'value="observed" checked', again)


def test_a_text_too_long_is_not_cut_but_refused(client, reader):
    answer = client.post(reverse("orientation"), {"read": "yes", "text": "a" * 20_001})
    assert answer.status_code == 413
    assert "20001" in shown(answer)


@pytest.mark.parametrize("name", ["orientation", "orientation-terms", "orientation-letter"])
def test_too_much_at_once_is_not_read(client, monkeypatch, name):
    monkeypatch.setattr(views, "LARGEST_POST", 20)
    assert post(client, name).status_code == 413


@pytest.mark.parametrize(("name", "occasion", "fields"), [
    ("orientation", Occasion.RANK, {}), ("orientation", Occasion.SEARCH, {"search": "yes", "q": "x"}),
    ("orientation", Occasion.READ, {"read": "yes", "text": "x"}), ("orientation-terms", Occasion.SEARCH, {"q": "x"}),
    ("orientation-letter", Occasion.LETTER, {}),
])  # fmt: skip
def test_an_address_that_asks_too_often_waits(client, known, reader, monkeypatch, name, occasion, fields):
    monkeypatch.setitem(limits.MOST_AN_HOUR, occasion, 1)
    assert post(client, name, **fields).status_code != 429
    assert post(client, name, **fields).status_code == 429
    assert client.get(reverse("orientation")).status_code == 200
    assert post(Client(REMOTE_ADDR="203.0.113.9"), name, **fields).status_code != 429


def test_everyone_together_is_counted_too(client, known, monkeypatch):
    monkeypatch.setitem(limits.MOST_A_MINUTE, Occasion.RANK, 1)
    post(client)
    assert post(Client(REMOTE_ADDR="203.0.113.9")).status_code == 429


@pytest.mark.parametrize("occasion", list(Occasion))
def test_no_address_alone_shuts_the_page_to_everyone(occasion):
    assert limits.MOST_OF_A_MINUTE[occasion] * 5 <= limits.MOST_A_MINUTE[occasion]


def test_what_an_address_is_refused_is_not_counted_for_everyone(client, known, monkeypatch):
    monkeypatch.setitem(limits.MOST_OF_A_MINUTE, Occasion.RANK, 1)
    monkeypatch.setitem(limits.MOST_A_MINUTE, Occasion.RANK, 2)
    assert [post(client).status_code for _ in range(3)] == [200, 429, 429]
    assert post(Client(REMOTE_ADDR="203.0.113.9")).status_code == 200


def test_a_page_from_elsewhere_cannot_post():
    strict = Client(enforce_csrf_checks=True)
    for name in ("orientation", "orientation-terms", "orientation-letter"):
        assert post(strict, name).status_code == 403
    assert strict.get(reverse("orientation-letter")).status_code == 405
    assert strict.get(reverse("orientation-terms")).status_code == 405


@pytest.mark.parametrize("fields", [
    {"s.HP:0001250": "<script>alert(1)</script>"}, {"s.<b>": "observed"}, {"q": "<b>\x00' OR 1=1", "search": "yes"},
    {"place": "<script>alert(1)</script>"}, {"place": "\u0000\ufffe'--"}, {"centre": "../../etc"}, {"age": "9" * 400},
    {"add": "HP:0000001" * 9000}, {"affected": ["x"] * 400}, {"text": "\x00\u202e<img src=x>" * 200, "read": "yes"},
    {"s.HP:9999999": "observed"},
])  # fmt: skip
def test_hostile_input_is_shown_as_words_or_left_out(client, known, reader, fields):
    for name in ("orientation", "orientation-letter", "orientation-terms"):
        answer = post(client, name, **fields)
        assert answer.status_code in (200, 413)
        page = answer.content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_terms_are_offered_to_a_post_only(client):
    Known.objects.create(code="HP:0001250", system="hpo", label_fr="Crises épileptiques", label_en="Seizure")
    answer = client.post(reverse("orientation-terms"), {"q": "HP:0001250", "list": "q-list"})
    assert answer.status_code == 200
    assert 'name="csrf' not in answer.content.decode()


def test_the_letter_has_no_field_that_is_sent(client, known, network):
    page = shown(post(client, "orientation-letter", centre="S1", sex="F", age="6"))
    assert "Centre Lyon" in page
    assert "Crises et taches" in page
    for field in re.findall(r"<(?:input|textarea)[^>]*>", page):
        assert "name=" not in field or 'type="hidden"' in field
    assert set(re.findall(r'<input type="hidden" name="([^"]+)"', page)) <= {
        "csrfmiddlewaretoken", f"s.{FOCAL}", f"s.{SPOTS}", "sex", "age", "age_unit", "centre",
    }  # fmt: skip


def test_the_letter_as_text(client, known, network):
    answer = post(client, "orientation-letter", centre="S1", text="yes")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    assert "Crises et taches" in answer.content.decode()


@pytest.mark.parametrize(("problem", "status", "words"), [
    ("", 200, "en cours d’ouverture"), ("missing", 503, "pas, pour l’instant, de connaissances"),
])  # fmt: skip
def test_without_the_knowledge_the_page_says_so_and_asks_again(client, monkeypatch, problem, status, words):
    monkeypatch.setattr(knowing, "held", lambda: knowing.Held(problem=problem))
    answer = post(client)
    assert answer.status_code == status
    assert words in shown(answer)
    assert ("data-again" in shown(answer)) is not bool(problem)
    assert f'name="s.{FOCAL}"' in shown(answer)


def test_nothing_is_stored_logged_or_written_in_the_trail(client, known, reader, network, caplog):
    caplog.set_level(logging.DEBUG)
    before = AuditLine.objects.count()
    post(client)
    client.post(reverse("orientation"), {"read": "yes", "text": TEXT})
    post(client, "orientation-letter")
    client.post(reverse("orientation-terms"), {"q": "Lina"})
    assert AuditLine.objects.count() == before
    said = [line.getMessage() for line in caplog.records if not line.name.startswith("django.db")]
    assert not [line for line in said if "Lina" in line or FOCAL in line]


def test_in_english(client, known, network):
    client.cookies["django_language"] = "en"
    page = shown(post(client, place="Isère"))
    assert "Think of…" in page
    assert "in the same department" in page
    assert "Je vous adresse" in shown(post(client, "orientation-letter"))  # the letter stays French


# Where someone lives


@pytest.mark.parametrize(("typed", "department"), [
    ("", ""), ("38", "38"), ("1", "01"), ("2a", "2A"), ("20200", "2B"), ("97400", "974"), ("971", "971"),
    ("Isère", "38"), ("isere", "38"), ("val d'oise", "95"), ("98000", ""), ("00", ""), ("x" * 80, ""), ("%_'", ""),
    ("Rhône 69", "69"), ("Nulle-Part 38", "38"),
])  # fmt: skip
def test_a_place_as_typed(typed, department):
    assert understood(typed).where.department == department


def test_the_last_of_the_nearest_gives_its_place_to_a_reference_centre():
    def near(code, km, kind):
        return Near(Site(code=code, kind=kind, name=code), Distance(km, "elsewhere"))

    far = near("R", 400, "crmr-constitutive")
    close = [near(f"C{number}", number * 10, "ccmr") for number in range(1, 5)]
    assert [one.site.code for one in nearest([*close, far])] == ["C1", "C2", "R"]
    assert [one.site.code for one in nearest(close)] == ["C1", "C2", "C3"]
    assert [one.site.code for one in nearest([far, close[0]])] == ["C1", "R"]
    assert nearest([]) == ()

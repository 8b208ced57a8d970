"""Who may open which page, and that what one may not see is not there."""

import re
import uuid

import pytest
from django.urls import reverse

from orphee.care.tests.conftest import enter
from orphee.care.urls import urlpatterns

PAGES = ["worklist", "new-person", "care-terms"]
RECORD_PAGES = ["chart", "accesses"]


@pytest.mark.parametrize("name", PAGES)
def test_who_is_not_signed_in_signs_in(client, db, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer.url.startswith("/sign-in/?next=")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["national", "integrator"])
def test_other_roles_are_told_politely(client, request, name, who):
    client.force_login(request.getfixturevalue(who))
    answer = client.get(reverse(name))
    assert answer.status_code == 403
    assert "n’est pas ouverte à votre rôle" in answer.content.decode()


def bare(answer):
    """A page without its tokens and without its own address."""
    return re.sub(r'"X-CSRFToken": "\w+"|value="\w{64}"|/records/[\w-]+/\w*/?', "", answer.content.decode())


@pytest.mark.parametrize("name", RECORD_PAGES)
def test_a_record_of_another_centre_is_an_unknown_record(client, stranger, record_key, name):
    client.force_login(stranger)
    theirs = client.get(reverse(name, args=[record_key]))
    unknown = client.get(reverse(name, args=[uuid.uuid4()]))
    assert theirs.status_code == unknown.status_code == 404
    without_token = [
        re.sub(r'"X-CSRFToken": "\w+"|value="\w{64}"', "", one.content.decode()) for one in (theirs, unknown)
    ]
    without_token = [re.sub(r"/records/[\w-]+/\w*/?", "", one) for one in without_token]
    assert without_token[0] == without_token[1]


@pytest.mark.parametrize("instrument", ["diagnosis", "birth", "identity", "consent"])
def test_nor_can_its_forms_be_opened_or_sent(client, stranger, record_key, instrument):
    client.force_login(stranger)
    address = reverse("form", args=[record_key, "sdm-mr", instrument])
    assert client.get(address).status_code == 404
    assert client.post(address, {"_save": "draft"}).status_code == 404
    assert client.post(address + "draft/", {}).status_code == 404


@pytest.mark.parametrize(("dataset", "instrument"), [
    ("sdm-mr", "header"),  # read only in documents
    ("phenotype", "measurement"),  # kept as received
    ("sdm-mr", "nothing"),
    ("other", "diagnosis"),
])  # fmt: skip
def test_what_is_no_form_is_not_found(client, clinician, record_key, dataset, instrument):
    client.force_login(clinician)
    assert client.get(reverse("form", args=[record_key, dataset, instrument])).status_code == 404


def test_addresses_hold_keys_only():
    for pattern in urlpatterns:
        assert set(re.findall(r"<(\w+):", str(pattern.pattern))) <= {"uuid", "slug"}


@pytest.mark.parametrize(("who", "page"), [
    ("clinician", "worklist"),
    ("national", "dashboard"),
    ("integrator", "deliveries"),
])  # fmt: skip
def test_each_role_starts_on_its_own_page(client, request, who, page):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("home")).url == reverse(page)


def test_opening_a_chart_is_written_down(client, clinician, record_key):
    client.force_login(clinician)
    assert client.get(reverse("chart", args=[record_key])).status_code == 200
    page = client.get(reverse("accesses", args=[record_key])).content.decode()
    assert "Dr Anne" in page


def test_the_list_shows_my_sites_only(client, stranger, record_key):
    enter(name="DURAND", given="Zoé", site="S902")
    client.force_login(stranger)
    page = client.get(reverse("worklist")).content.decode()
    assert "DURAND" in page
    assert "MARTIN" not in page

"""What does not fit in the record is answered with its place, not by the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from orphee.exchange import lengths
from orphee.exchange.actions import deliver
from orphee.identity.models import Identifier, Person
from orphee.network.models import Site
from orphee.record.models import Document, Entry, Summary

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 1, 15, 10, tzinfo=dt.UTC)
Small = Callable[..., bytes]
PLACE = b"<birthplace><place><addr><county>%s</county><city>%s</city></addr></place></birthplace></patient>"


def test_the_table_says_what_the_columns_hold() -> None:
    for trait, longest in lengths.LONGEST.items():
        assert Person._meta.get_field(trait).max_length == longest
    for model, column, longest in (
        (Identifier, "root", lengths.LOCAL_ID),
        (Identifier, "value", lengths.LOCAL_ID),
        (Document, "identifier", lengths.DOCUMENT_ID),
        (Document, "set_id", lengths.DOCUMENT_ID),
        (Entry, "source_key", lengths.ENTRY_KEY),
        (Entry, "site_code", lengths.SITE_CODE),
    ):
        assert model._meta.get_field(column).max_length == longest
    assert Summary._meta.get_field("sites").base_field.max_length == lengths.SITE_CODE
    assert Site._meta.get_field("code").max_length >= lengths.SITE_CODE


@pytest.mark.parametrize(
    ("before", "after", "code", "where"),
    [
        (b"ESSAIB", b"E" * 121, "name_too_long", "/name/family"),
        (b">ALIX<", b">" + b"A" * 201 + b"<", "name_too_long", "/name/given"),
        (b'extension="P1"', b'extension="' + b"9" * 121 + b'"', "identifier_too_long", "/patientRole/id"),
        (b'root="1.2.3.4"', b'root="1.' + b"9" * 121 + b'"', "identifier_too_long", "/patientRole/id"),
        (b'setId root="1.2.3.1"', b'setId root="' + b"9" * 201 + b'"', "identifier_too_long", "/setId"),
        (b'id root="1.2.3.1.1"', b'id root="' + b"9" * 201 + b'"', "identifier_too_long", "/ClinicalDocument/id"),
    ],
)
def test_a_name_or_an_identifier_too_long_is_refused(
    before: bytes, after: bytes, code: str, where: str, small: Small
) -> None:
    assert before in small()
    delivery = deliver(small().replace(before, after), sender="organisation:chu", way="http", now=NOW)
    (problem,) = delivery.answer["problems"]
    assert (delivery.state, problem["code"], problem["severity"]) == ("refused", code, "refusal")
    assert problem["xpath"].endswith(where)
    assert problem["fr"]
    assert problem["en"]
    assert "EEE" not in str(delivery.answer)


@pytest.mark.parametrize(
    ("before", "after", "code", "where"),
    [
        (b'Code code="F"', b'Code code="FEMALE"', "unknown_sex", "administrativeGenderCode"),
        (b"</patient>", PLACE % (b"35000", b"X" * 121), "place_too_long", "/city"),
        (b"</patient>", PLACE % (b"3" * 11, b"RENNES"), "place_too_long", "/county"),
        (b'root="1.2.3.6.1"', b'root="' + b"6" * 250 + b'"', "key_shortened", "/act"),
        (b'code="513"', b'code="' + b"5" * 90 + b'"', "", ""),
        (b'value xsi:type="CD" code="2931005"', b'value xsi:type="CD" code="' + b"2" * 90 + b'"', "", ""),
    ],
)
def test_the_rest_is_left_out_or_shortened_and_listed(
    before: bytes, after: bytes, code: str, where: str, small: Small
) -> None:
    assert before in small()
    delivery = deliver(small().replace(before, after), sender="organisation:chu", way="http", now=NOW)
    assert delivery.answer["outcome"] == "stored", delivery.answer
    found = {one["code"]: one for one in delivery.answer["problems"]}
    if code:
        assert found[code]["xpath"].endswith(where)
        assert found[code]["severity"] in ("error", "query")
    else:
        assert any(one["severity"] == "error" for one in found.values())


def test_a_site_code_too_long_is_answered_as_such(small: Small) -> None:
    refused = deliver(small(site="S" * 21), sender="organisation:chu", way="http", now=NOW)
    assert {one["code"] for one in refused.answer["problems"]} >= {"site_code_too_long", "no-site"}
    custodian = (
        b"<custodian><assignedCustodian><representedCustodianOrganization>"
        b'<id root="1.2.250.1.71.4.2.2" extension="%s"/></representedCustodianOrganization></assignedCustodian>'
        b"</custodian><component><structuredBody>"
    )
    said = small(site="S" * 21).replace(b"<component><structuredBody>", custodian % b"1990000001")
    stored = deliver(said, sender="organisation:chu", way="http", now=NOW)
    assert stored.answer["outcome"] == "stored"
    problem = next(one for one in stored.answer["problems"] if one["code"] == "site_code_too_long")
    assert problem["xpath"].endswith("/participant")
    said = small(site="S" * 21).replace(b"<component><structuredBody>", custodian % (b"9" * 30))
    assert deliver(said, sender="organisation:chu", way="http", now=NOW).state == "refused"

"""Who issues the document of a record: whoever made the last one received, else the centre that follows the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from orphee.datasets.sdm_mr_codes import SDM
from orphee.exchange.cda.statements import text_of
from orphee.exchange.cda.writing_header import Issuer, issuer_of
from orphee.exchange.naming import FOLLOW_UP
from orphee.network.queries import site_by_code
from orphee.record.rules.submission import Payload
from orphee.record.rules.view import RecordView
from orphee.record.rules.worth import is_unfinished


def issuer_for(view: RecordView) -> Issuer:
    """The hospital and the physician that answer for the document; parts that nobody knows are empty."""
    found = issuer_of(view)
    follow_ups = sorted(_follow_ups(view), key=lambda one: str(one.get("included_on") or ""), reverse=True)
    if not (found.finess and found.organisation):
        codes = [str(one["site"]) for one in follow_ups if one.get("site")] + [one.site_code for one in view.follow_ups]
        found = next((_at(found, code) for code in codes if _at(found, code) is not found), found)
    if not (found.rpps and found.name):
        physicians = (one.get("physician") for one in follow_ups)
        known = [one for one in physicians if isinstance(one, Mapping) and one.get("rpps") and one.get("name")]
        if known:
            found = _signed_by(found, known[0])
    return found


def _signed_by(issuer: Issuer, physician: Payload) -> Issuer:
    """The issuer with a physician who answers for it, the parts of the name as they were given."""
    return replace(
        issuer,
        rpps=text_of(physician, "rpps"),
        name=text_of(physician, "name"),
        given_name=text_of(physician, "name_parts.given"),
        family_name=text_of(physician, "name_parts.family"),
    )


def _follow_ups(view: RecordView) -> list[Payload]:
    return [entry.payload for entry in view.of(SDM, FOLLOW_UP) if not is_unfinished(entry)]


def _at(issuer: Issuer, site_code: str) -> Issuer:
    """The issuer at the hospital of a site; the same when the directory has no FINESS number for it."""
    site = site_by_code(site_code)
    if site is None or not site.hospital.finess:
        return issuer
    return replace(issuer, finess=site.hospital.finess, organisation=site.hospital.name)

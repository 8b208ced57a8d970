"""A CDA SDM-MR document of 2022.01, 2024.01 or 2025.01 as a submission. Plain Python: no database."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from orphee.exchange.cda.body import read_body
from orphee.exchange.cda.death import read_death
from orphee.exchange.cda.fitting import fitted
from orphee.exchange.cda.gathering import Draft, Gathering, SiteAsNamed
from orphee.exchange.cda.header import consent_of, document_of, header_leftovers
from orphee.exchange.cda.keys import with_own_keys
from orphee.exchange.cda.leftovers import leftovers
from orphee.exchange.cda.marks import Marks
from orphee.exchange.cda.nodes import Node, child, children, select, xpath_of
from orphee.exchange.cda.people import guardians_and_informants, names_of, person_of, with_relations
from orphee.exchange.cda.problems import refusal
from orphee.exchange.cda.rules import check_tree
from orphee.exchange.cda.safety import parse
from orphee.exchange.cda.subjects import settled
from orphee.exchange.cda.vocabulary import DATASET, DATASET_VERSION, INS_SYSTEMS, SECTION_FOLLOW_UPS
from orphee.exchange.lengths import SITE_CODE
from orphee.record.rules.receipt import Finding
from orphee.record.rules.submission import Channel, EntryAsGiven, Payload, PersonAsGiven, Submission

_POSITION = re.compile(r"\[\d+\]|\.\d+(?=\.|$)")


@dataclass(frozen=True)
class Reading:
    """A submission, and where in the document each answer was read.

    `follow_up_sites`: the sites in whose name the document speaks, those of its follow-ups; without any, those of its
    activities; without any, the establishment that keeps it. `other_sites`: named for another reason (where a diagnosis
    was made), for which nobody needs to speak.
    """

    submission: Submission
    follow_up_sites: tuple[SiteAsNamed, ...]
    other_sites: tuple[SiteAsNamed, ...]
    _root: Node
    _where: Mapping[tuple[str, str], Mapping[str, Node]]

    @property
    def sites(self) -> tuple[SiteAsNamed, ...]:
        """Every site that the document names."""
        return (*self.follow_up_sites, *self.other_sites)

    def objections(self) -> tuple[Finding, ...]:
        """What the official rules, and those they forget, object to in the document."""
        return tuple(check_tree(self._root))

    def xpath(self, instrument: str, key: str, item: str = "") -> str:
        """The XPath of an item of an entry ("genes[1]", "first_signs.months"); of the entry when the item has none."""
        places = self._where.get((instrument, key), {})
        for name_ in _ever_wider(item):
            if name_ in places:
                return xpath_of(places[name_])
        return ""

    def place_of(self, code: str) -> str:
        """The XPath of what a refusal or a query of intake is about, by its code; empty when it is about no one place.

        The document (`version-reused`, `older-version`, `document-of-another-person`, `document-of-another-sender`),
        the person (`identifier-of-another-person`, `identifiers-disagree`, `ins-key`) or the site (`no-site`,
        `site-not-yours`). What the document lacks is looked for where it would stand.
        """
        paths = _PLACES.get(code, ())
        found = (node for path in paths for node in select(self._root, f"/c:ClinicalDocument{path}"))
        return next((xpath_of(node) for node in found), "")


_ROLE = "/c:recordTarget/c:patientRole"
_INS = " or ".join(f"@root='{system}'" for system in INS_SYSTEMS)
_SET = ("/c:setId", "/c:id")
_NUMBERS = (f"{_ROLE}/c:id[not({_INS})]", f"{_ROLE}/c:id", _ROLE)
_BODY = "/c:component/c:structuredBody"
_SITE = f"{_BODY}/c:component/c:section[c:templateId/@root='{SECTION_FOLLOW_UPS}']"
_PLACES: Mapping[str, tuple[str, ...]] = {
    "version-reused": ("/c:versionNumber", *_SET),
    "older-version": ("/c:versionNumber", *_SET),
    "document-of-another-person": _SET,
    "document-of-another-sender": _SET,
    "identifier-of-another-person": _NUMBERS,
    "identifiers-disagree": _NUMBERS,
    "opposition-kept": ("",),  # what the document does not say stands nowhere in it
    "ins-key": (f"{_ROLE}/c:id[{_INS}]",),
    "no-site": (_SITE, _BODY),
    "site-not-yours": (f"{_SITE}//c:participant[@typeCode='LOC']", _SITE),
}


def read(content: bytes, *, received_at: dt.datetime, sender: str) -> Submission:
    """What the document says. Raises `Refused` with its findings when nothing of it may be stored.

    `received_at`: an aware instant, in the time zone whose day is today.
    """
    return read_with_places(content, received_at=received_at, sender=sender).submission


def read_with_places(content: bytes, *, received_at: dt.datetime, sender: str) -> Reading:
    """The same, with the places of the answers, for an acknowledgement that names XPaths."""
    root = parse(content)
    marks = Marks(root)
    document = document_of(root, content, marks)
    role = _patient_role(root)
    person, left_out = fitted(person_of(role, marks, today=received_at.date()), role)
    body = child(root, "component", "structuredBody")
    if body is None:
        raise refusal("no_body", "/ClinicalDocument/component")
    version = str(document.header.get("template_version", ""))
    gathering = Gathering(body, marks, names_of(role), version=version)
    marks.enter(body)
    for node, reason in (*left_out, *header_leftovers(root)):
        gathering.keep(node, reason)
    read_body(body, gathering)
    read_death(role, gathering)
    person = _with_everyone(person, root, role, gathering)
    consent = consent_of(root, marks)
    drafts = with_own_keys(gathering)
    header_payload: Payload = document.header
    ours, others = _sites(gathering, header_payload)
    submission = Submission(
        channel=Channel.CDA,
        sender=sender,
        person=person,
        entries=tuple(_entry(draft, marks) for draft in drafts),
        received_at=received_at,
        site_codes=tuple(one.code for one in ours),
        author=_author(header_payload),
        consent=consent,
        document=document,
        remainders=gathering.told(leftovers(root, marks)),
    )
    return Reading(submission, ours, others, root, _places_of(drafts))


def _places_of(drafts: Iterable[Draft]) -> dict[tuple[str, str], Mapping[str, Node]]:
    """Where each entry was read, under every name it may stand with in the record."""
    places: dict[tuple[str, str], Mapping[str, Node]] = {}
    for draft in drafts:
        places[draft.instrument, draft.key] = {"": draft.at, **draft.where}
    for draft in drafts:
        for alias in draft.aliases:
            places.setdefault((draft.instrument, alias), {"": draft.at, **draft.where})
    return places


def _patient_role(root: Node) -> Node:
    roles = list(children(root, "recordTarget", "patientRole"))
    if len(roles) != 1:
        raise refusal("not_one_person", "/ClinicalDocument/recordTarget", count=len(roles))
    return roles[0]


def _with_everyone(person: PersonAsGiven, root: Node, role: Node, gathering: Gathering) -> PersonAsGiven:
    return with_relations(person, [*guardians_and_informants(root, role, gathering.marks), *settled(gathering)])


def _entry(draft: Draft, marks: Marks) -> EntryAsGiven:
    return EntryAsGiven(
        dataset=DATASET,
        version=DATASET_VERSION,
        instrument=draft.instrument,
        payload=draft.payload,
        key=draft.key,
        aliases=draft.aliases,
        source_path=xpath_of(draft.at, marks.paths),
    )


def _sites(gathering: Gathering, header: Payload) -> tuple[tuple[SiteAsNamed, ...], tuple[SiteAsNamed, ...]]:
    """The sites in whose name the document speaks, and the others it names."""
    named_by: dict[str, dict[str, SiteAsNamed]] = {}
    for (instrument, code), site in gathering.sites.items():
        named_by.setdefault(instrument, {})[code] = site
    activities = named_by.get("activity", {})
    ours = named_by.get("follow_up") or activities or {one.code: one for one in _custodian(header)}
    others = {**named_by.get("diagnosis", {}), **activities}
    return tuple(ours.values()), tuple(site for code, site in others.items() if code not in ours)


def _custodian(header: Payload) -> tuple[SiteAsNamed, ...]:
    """A document that names no site stands for the establishment that keeps it."""
    custodian = header.get("custodian")
    finess = str(custodian.get("finess", "")) if isinstance(custodian, dict) else ""
    if not isinstance(custodian, dict) or not finess or len(f"FINESS-{finess}") > SITE_CODE:
        return ()
    return (SiteAsNamed(f"FINESS-{finess}", str(custodian.get("name", "")), finess),)


def _author(header: Payload) -> str:
    authors = header.get("authors")
    first = authors[0] if isinstance(authors, list) and authors else {}
    return str(first.get("rpps", ""))


def _ever_wider(item: str) -> Iterator[str]:
    """The item as named, then without positions, then its group, then the entry itself."""
    item = re.sub(r"\.(\d+)(?=\.|$)", r"[\1]", item)
    yield item
    yield _POSITION.sub("", item)
    while "." in item:
        item = item.rpartition(".")[0]
        yield item
        yield _POSITION.sub("", item)
    yield ""

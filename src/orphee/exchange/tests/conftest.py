"""Documents that differ: another person, another version, another answer."""

from __future__ import annotations

import pytest

from orphee.foundation.places import samples_directory

STATUSES = ("385651009", "2931005", "255545003", "42425007")

_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <templateId root="1.2.250.1.213.1.1.1.30" extension="2025.01"/>
 <id root="1.2.3.{person}.{version}"/>
 <code code="34133-9" codeSystem="2.16.840.1.113883.6.1"/>
 <effectiveTime value="20250110120000+0100"/>
 <setId root="1.2.3.{person}"/>
 <versionNumber value="{version}"/>
 <recordTarget><patientRole classCode="PAT">
  <id root="1.2.3.4" extension="P{person}"/>
  <patient><name><family qualifier="BR">ESSAI{letters}</family><given qualifier="BR">ALIX</given></name>
   <administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/><birthTime value="{birth}"/></patient>
 </patientRole></recordTarget>
 {consent}
 <component><structuredBody>
  <component><section><templateId root="1.2.250.1.213.1.1.2.158"/>
   <entry><encounter classCode="ENC" moodCode="EVN"><id root="1.2.3.5.{person}"/>
    <code code="AMB" codeSystem="2.16.840.1.113883.5.4"/>
    <effectiveTime xsi:type="IVL_TS"><low value="20200301"/></effectiveTime>
    <participant typeCode="LOC"><participantRole><id root="1.2.250.1.213.2.61" extension="{site}"/></participantRole>
    </participant></encounter></entry></section></component>
  <component><section><templateId root="1.2.250.1.213.1.1.2.129"/>
   <entry><act classCode="ACT" moodCode="EVN"><id root="1.2.3.6.{person}"/>
    <entryRelationship><observation classCode="OBS" moodCode="EVN">
     <code code="282291009" codeSystem="2.16.840.1.113883.6.96"/>
     <value xsi:type="CD" code="{disease}" codeSystem="1.2.250.1.213.2.49.1"/>
     <entryRelationship><observation><code code="MED-072" codeSystem="1.2.250.1.213.1.1.4.322"/>
      <value xsi:type="CD" code="{status}" codeSystem="2.16.840.1.113883.6.96"/></observation></entryRelationship>
    </observation></entryRelationship></act></entry></section></component>
  {extra}
 </structuredBody></component>
</ClinicalDocument>
"""

_DEATH = """<component><section><templateId root="1.2.250.1.213.1.1.2.132"/><entry><act>
 <entryRelationship><observation><code code="55607006" codeSystem="2.16.840.1.113883.6.96"/>
  <effectiveTime xsi:type="IVL_TS"><low value="{on}"/></effectiveTime>
  <value xsi:type="CD" code="513" codeSystem="1.2.250.1.213.2.49.1"/>
  <entryRelationship><observation><code code="11323-3" codeSystem="2.16.840.1.113883.6.1"/>
   <value xsi:type="CE" code="419620001" codeSystem="2.16.840.1.113883.6.96"/></observation></entryRelationship>
 </observation></entryRelationship></act></entry></section></component>"""


def small_document(
    person: int = 1,
    version: int = 1,
    *,
    status: str = "",
    disease: str = "513",
    birth: str = "19900517",
    site: str = "S001",
    death: str = "",
    consent: str = "",
) -> bytes:
    """A short document about an invented person; each version states the next diagnosis status."""
    letters = "".join(chr(ord("A") + int(digit)) for digit in str(person))
    said = f'<authorization><consent><code code="{consent}"/></consent></authorization>' if consent else ""
    return _DOCUMENT.format(
        person=person,
        version=version,
        letters=letters,
        birth=birth,
        site=site,
        disease=disease,
        consent=said,
        status=status or STATUSES[version % len(STATUSES)],
        extra=_DEATH.format(on=death) if death else "",
    ).encode()


@pytest.fixture
def small() -> object:
    """Makes short documents."""
    return small_document


@pytest.fixture
def samples_of_cda() -> list[bytes]:
    """The official sample documents."""
    folder = samples_directory()
    return [path.read_bytes() for path in sorted((folder / "cda").glob("*.xml"))] if folder else []

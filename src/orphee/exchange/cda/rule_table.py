"""The rules of a document: those the official schematron asserts, and those it forgets, as rows of checks.

Source: CI-SIS schematron SDM-MR, as the national element table tells it (presence, cardinality, value set).
Rules of 2024.01 and 2025.01 also accept the place and the codes that 2022.01 gave the same element.
"""

from __future__ import annotations

from dataclasses import dataclass

from orphee.exchange.cda import vocabulary as v

_SECTION = "/c:ClinicalDocument/c:component/c:structuredBody/c:component/c:section[c:templateId/@root='{}']"
_CASE_FILE = _SECTION.format(v.SECTION_CASE_FILE)
_FOLLOW_UPS = _SECTION.format(v.SECTION_FOLLOW_UPS)
_ACTIVITIES = _SECTION.format(v.SECTION_ACTIVITIES)
_DIAGNOSES = _SECTION.format(v.SECTION_DIAGNOSES)
_BIRTH = _SECTION.format(v.SECTION_BIRTH)
_PREGNANCIES = _SECTION.format(v.SECTION_PREGNANCIES)
_FOLLOW_UP = f"{_FOLLOW_UPS}/c:entry/c:encounter"
_ACTIVITY = f"{_ACTIVITIES}/c:entry/c:encounter"
_ACT = f"{_DIAGNOSES}/c:entry/c:act"
_DIAGNOSIS = f"{_ACT}/c:entryRelationship/c:observation[c:templateId/@root='1.3.6.1.4.1.19376.1.5.3.1.4.5']"
_EVENTS = f"{_BIRTH}/c:component/c:section[c:templateId/@root='{v.SECTION_BIRTH_EVENTS}']"
_PREGNANCY = f"{_PREGNANCIES}/c:entry/c:organizer"
_ENDED = "[c:effectiveTime/c:high/@value and c:effectiveTime/c:low/@value]"
ROLE = "/c:ClinicalDocument/c:recordTarget/c:patientRole"


def _said(*codes: str) -> str:
    """A diagnosis states one of these codes, inside its observation or (2022.01) beside it."""
    any_code = " or ".join(f"@code='{code}'" for code in codes)
    inside = f"c:entryRelationship/c:observation/c:code[{any_code}]"
    return f"{inside} or ../../{inside}"


@dataclass(frozen=True, slots=True)
class Rule:
    """Wherever `context` is found, `test` holds. `forgotten`: the official schematron does not look."""

    element: str
    context: str
    test: str
    french: str
    english: str
    forgotten: bool = False


@dataclass(frozen=True, slots=True)
class CodeRule:
    """Wherever `context` is found, its code belongs to the value set of an item."""

    element: str
    context: str
    instrument: str
    item: str
    null: bool = False
    forgotten: bool = False


RULES: tuple[Rule, ...] = (
    Rule(
        "DOC-01",
        "/c:ClinicalDocument",
        f"c:templateId[@root='{v.TEMPLATE_SDM_MR}']",
        "le modèle SDM-MR",
        "the SDM-MR template",
    ),
    Rule(
        "DOC-01",
        f"/c:ClinicalDocument/c:templateId[@root='{v.TEMPLATE_SDM_MR}']",
        "@extension='2022.01' or @extension='2024.01' or @extension='2025.01'",
        "une version connue du modèle",
        "a known version of the template",
        forgotten=True,
    ),
    Rule(
        "DOC-02",
        "/c:ClinicalDocument",
        "c:code[@code='34133-9' and @codeSystem='2.16.840.1.113883.6.1']",
        "le type de document 34133-9",
        "the document type 34133-9",
    ),
    Rule(
        "DOC-03",
        "/c:ClinicalDocument",
        "count(c:id)=1 and count(c:setId)=1 and c:versionNumber/@value > 0",
        "identifiant, lot et numéro de version",
        "identifier, set and version number",
    ),
    Rule(
        "DOC-04",
        "/c:ClinicalDocument",
        "c:confidentialityCode/@code='N'",
        "la confidentialité N",
        "the confidentiality N",
    ),
    Rule(
        "DOC-05",
        "/c:ClinicalDocument",
        "c:documentationOf/c:serviceEvent/c:code[@code='11429006']",
        "l'acte documenté 11429006",
        "the documented act 11429006",
    ),
    Rule("DOC-06", "/c:ClinicalDocument", "c:author/c:assignedAuthor/c:id", "l'auteur", "the author"),
    Rule(
        "DOC-07",
        "/c:ClinicalDocument",
        "c:custodian//c:representedCustodianOrganization/c:id[@root='1.2.250.1.71.4.2.2']",
        "l'établissement responsable (FINESS)",
        "the responsible establishment (FINESS)",
    ),
    Rule(
        "DOC-08", "/c:ClinicalDocument", "c:legalAuthenticator/c:assignedEntity/c:id", "le signataire", "the signatory"
    ),
    Rule(
        "CONS-01",
        "/c:ClinicalDocument/c:authorization/c:consent/c:code",
        "@code='GEN-315' or @code='GEN-317' or @code='GEN-320' or @code='64292-6'",
        "un code de consentement connu",
        "a known consent code",
        forgotten=True,
    ),
    Rule(
        "PAT-ID1",
        "/c:ClinicalDocument/c:recordTarget",
        "c:patientRole[@classCode='PAT']",
        "patientRole de classe PAT",
        "a patientRole of class PAT",
    ),
    Rule(
        "PAT-ID2",
        ROLE,
        "c:id[@extension and not(starts-with(@root,'1.2.250.1.213.1.4.'))]",
        "un identifiant local de la personne",
        "a local identifier of the person",
        forgotten=True,
    ),
    Rule(
        "PAT-ID4",
        f"{ROLE}/c:patient",
        "c:name/c:family[@qualifier='BR']",
        "le nom de naissance (qualifier BR)",
        "the birth name (qualifier BR)",
    ),
    Rule("PAT-ID6", f"{ROLE}/c:patient", "c:name/c:given", "un prénom", "a given name"),
    Rule("PAT-ID9", f"{ROLE}/c:patient", "c:birthTime/@value", "la date de naissance", "the birth date"),
    Rule(
        "GEN-164",
        "/c:ClinicalDocument/c:component/c:structuredBody",
        f"count(c:component/c:section[c:templateId/@root='{v.SECTION_CASE_FILE}'])=1",
        "une section FR-Dossier et une seule",
        "one FR-Dossier section, and one only",
    ),
    Rule(
        "GEN-164",
        _CASE_FILE,
        "c:entry/c:observation[c:code/@code='GEN-164' and c:value and c:id]",
        "l'identifiant et la date de création du dossier",
        "the identifier and creation date of the case file",
    ),
    Rule(
        "GEN-165",
        _CASE_FILE,
        "c:entry/c:observation[c:code/@code='GEN-165']/c:value",
        "la date de mise à jour du dossier",
        "the update date of the case file",
    ),
    Rule("PEC-01", _FOLLOW_UPS, "c:entry/c:encounter", "au moins une prise en charge", "at least one follow-up"),
    Rule("PEC-01", _FOLLOW_UP, "c:id", "l'identifiant de la prise en charge", "the identifier of the follow-up"),
    Rule("PEC-03", _FOLLOW_UP, "c:effectiveTime", "la date d'inclusion", "the inclusion date"),
    Rule(
        "PEC-04",
        _FOLLOW_UP,
        "c:performer[@typeCode='PRF']",
        "le médecin référent",
        "the referring physician of the site",
    ),
    Rule("PEC-05", _FOLLOW_UP, "c:informant", "par qui la personne est adressée", "who referred the person"),
    Rule("PEC-06", _FOLLOW_UP, "c:participant[@typeCode='LOC']", "le site maladies rares", "the rare-disease site"),
    Rule(
        "GEN-368",
        _FOLLOW_UP,
        "c:entryRelationship/c:observation/c:code[@code='GEN-368' or @code='GEN-162']",
        "l'indicateur hors labellisation",
        "the outside-label indicator",
    ),
    Rule("ACT-01", _ACTIVITIES, "c:entry/c:encounter", "au moins une activité", "at least one activity"),
    Rule("ACT-01", _ACTIVITY, "c:id", "l'identifiant de l'activité", "the identifier of the activity"),
    Rule("ACT-02", _ACTIVITY, "c:code", "le contexte de l'activité", "the context of the activity"),
    Rule("ACT-03", _ACTIVITY, "c:effectiveTime", "la date de l'activité", "the date of the activity"),
    Rule("ACT-04", _ACTIVITY, "c:performer[@typeCode='PRF']", "qui a réalisé l'activité", "who performed the activity"),
    Rule("ACT-05", _ACTIVITY, "count(c:participant[@typeCode='LOC'])<=1", "un seul site au plus", "one site at most"),
    Rule(
        "ORG-034",
        _ACTIVITY,
        "c:entryRelationship/c:observation[c:code/@code='ORG-034']/c:value",
        "un objectif de l'activité",
        "an objective of the activity",
    ),
    Rule("DIAG-01", _DIAGNOSES, "c:entry/c:act", "au moins un diagnostic", "at least one diagnosis"),
    Rule(
        "DIAG-01",
        _ACT,
        "count(c:id)=1 and count(c:effectiveTime)=1",
        "l'identifiant et la date du diagnostic",
        "the identifier and the date of the diagnosis",
    ),
    Rule(
        "DIAG-03",
        _ACT,
        "c:entryRelationship/c:observation[c:templateId/@root='1.3.6.1.4.1.19376.1.5.3.1.4.5']",
        "l'observation de la maladie",
        "the observation of the disease",
    ),
    Rule("DIAG-03", _DIAGNOSIS, "c:code/@code='282291009'", "le code 282291009", "the code 282291009"),
    Rule(
        "DIAG-02", _DIAGNOSIS, "c:effectiveTime", "la date du diagnostic, ou UNK", "the date of the diagnosis, or UNK"
    ),
    Rule(
        "DIAG-03",
        _DIAGNOSIS,
        "count(c:value[@xsi:type='CD' or @nullFlavor])=1",
        "une maladie codée ou un nullFlavor, une seule fois",
        "one coded disease, or a nullFlavor",
    ),
    Rule(
        "DIAG-03",
        f"{_DIAGNOSIS}/c:subject",
        "c:relatedSubject/c:subject[sdtc:id and c:administrativeGenderCode and sdtc:multipleBirthInd]",
        "identifiant, sexe et naissance multiple du fœtus",
        "identifier, sex and multiple birth of the foetus",
    ),
    Rule(
        "DIAG-03",
        f"{_DIAGNOSIS}/c:value[@codeSystem='1.2.250.1.213.2.49.1']",
        "translate(@code,'0123456789','')='' and string-length(@code)>0",
        "un code ORPHA fait de chiffres",
        "an ORPHA code made of figures",
        forgotten=True,
    ),
    Rule(
        "MED-552",
        f"{_DIAGNOSIS}//c:observation[c:code/@code='MED-552']/c:value[@code]",
        "starts-with(@code,'HGNC:') and translate(substring(@code,6),'0123456789','')='' and string-length(@code)>5",
        "un identifiant HGNC (HGNC:39983)",
        "an HGNC identifier (HGNC:39983)",
        forgotten=True,
    ),
    Rule(
        "MED-072", _DIAGNOSIS, _said("MED-072"), "le statut actuel du diagnostic", "the current status of the diagnosis"
    ),
    Rule(
        "MED-071",
        _DIAGNOSIS,
        _said("MED-071"),
        "l'appréciation du diagnostic à l'entrée",
        "the appraisal of the diagnosis on entry",
    ),
    Rule("PAT-013", _DIAGNOSIS, _said("PAT-013"), "l'âge aux premiers signes", "the age at first signs"),
    Rule(
        "PAT-062",
        _DIAGNOSIS,
        _said("PAT-062", "PAT-015"),
        "l'âge au diagnostic clinique",
        "the age at clinical diagnosis",
    ),
    Rule(
        "PAT-064",
        _DIAGNOSIS,
        _said("PAT-064", "PAT-015"),
        "l'âge au diagnostic génétique",
        "the age at genetic diagnosis",
    ),
    Rule(
        "NEO-04",
        _BIRTH,
        f"count(c:component/c:section[c:templateId/@root='{v.SECTION_EXAMINATION}'])=1",
        "la sous-section de l'examen physique",
        "the physical examination sub-section",
    ),
    Rule(
        "NEO-01",
        f"{_BIRTH}/c:component/c:section[c:templateId/@root='{v.SECTION_BIRTH_PROCEDURES}']",
        "c:entry/c:procedure/c:code[@code='09.02' or @code='MED-075']",
        "l'acte 09.02 (AMP)",
        "the procedure 09.02 (assisted procreation)",
    ),
    Rule(
        "NEO-03",
        f"{_EVENTS}[c:entry/c:observation]",
        "c:entry/c:observation/c:code[@code='11884-4' or @code='MED-077']",
        "l'âge gestationnel",
        "the gestational age",
    ),
    Rule("GRO-01", _PREGNANCIES, "c:entry/c:organizer", "au moins une grossesse", "at least one pregnancy"),
    Rule("GRO-01", _PREGNANCY, "c:effectiveTime/c:low", "la période de la grossesse", "the period of the pregnancy"),
    Rule(
        "GRO-02",
        _PREGNANCY,
        "c:component/c:observation[c:code/@code='55281-0']/c:value",
        "le nombre de fœtus",
        "the number of foetuses",
    ),
    Rule(
        "GRO-03",
        _PREGNANCY,
        "c:component/c:observation[c:code/@code='09.02']/c:value[@xsi:type='BL']",
        "l'AMP (oui ou non)",
        "assisted procreation (yes or no)",
    ),
    Rule(
        "GRO-04",
        f"{_PREGNANCY}[not(c:effectiveTime/c:high/@value)]/c:component/c:organizer",
        "c:component/c:observation[c:code/@nullFlavor='NA' and c:value/@nullFlavor='NA']",
        "l'observation obligatoire non significative",
        "the obligatory empty observation",
    ),
    Rule(
        "GRO-05",
        f"{_PREGNANCY}{_ENDED}/c:component/c:organizer",
        "c:component/c:observation/c:code[@code='63893-2']",
        "l'issue de la grossesse",
        "the outcome of the pregnancy",
    ),
)

_IN_DIAGNOSIS = f"{_ACT}//c:observation[c:code/@code='{{}}']/c:value"
CODE_RULES: tuple[CodeRule, ...] = (
    CodeRule(
        "FAM-02",
        f"{_SECTION.format(v.SECTION_FAMILY)}//c:relatedSubject/c:code",
        "family",
        "index_cases.relationship",
        forgotten=True,
    ),
    CodeRule("PEC-02", f"{_FOLLOW_UP}/c:code", "follow_up", "encounter_type", null=True, forgotten=True),
    CodeRule("PEC-05", f"{_FOLLOW_UP}/c:informant/c:assignedEntity/c:code", "follow_up", "referred_by"),
    CodeRule("ACT-02", f"{_ACTIVITY}/c:code", "activity", "context"),
    CodeRule("ACT-04", f"{_ACTIVITY}/c:performer/c:assignedEntity/c:code", "activity", "performer_profession"),
    CodeRule("ORG-034", f"{_ACTIVITY}//c:observation[c:code/@code='ORG-034']/c:value", "activity", "objectives"),
    CodeRule("MED-072", _IN_DIAGNOSIS.format("MED-072"), "diagnosis", "status"),
    CodeRule("MED-073", _IN_DIAGNOSIS.format("MED-073"), "diagnosis", "sporadic_or_familial"),
    CodeRule("PAT-013", _IN_DIAGNOSIS.format("PAT-013"), "diagnosis", "first_signs.period"),
    CodeRule("MED-071", _IN_DIAGNOSIS.format("MED-071"), "diagnosis", "appraisal_on_entry"),
    CodeRule(
        "PAT-062", _IN_DIAGNOSIS.format("PAT-062"), "diagnosis", "clinical_diagnosis.period", null=True, forgotten=True
    ),
    CodeRule(
        "PAT-064", _IN_DIAGNOSIS.format("PAT-064"), "diagnosis", "genetic_diagnosis.period", null=True, forgotten=True
    ),
    CodeRule("MED-1286", _IN_DIAGNOSIS.format("MED-1286"), "diagnosis", "techniques", forgotten=True),
    CodeRule("ORG-017", _IN_DIAGNOSIS.format("ORG-017"), "diagnosis", "investigations"),
    CodeRule("MED-078", f"{_EVENTS}//c:observation[c:code/@code='MED-078']/c:value", "birth", "antenatal_malformation"),
    CodeRule("GRO-05", f"{_PREGNANCY}//c:observation[c:code/@code='63893-2']/c:value", "pregnancy", "foetuses.outcome"),
    CodeRule(
        "PB-03", "//c:observation[c:code/@code='11323-3']/c:value", "vital_status", "status", null=True, forgotten=True
    ),
)

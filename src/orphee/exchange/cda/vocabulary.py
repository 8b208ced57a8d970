"""Names fixed by HL7, the CI-SIS and the SDM-MR volet: namespaces, identifiers of code systems and templates."""

from __future__ import annotations

from orphee.datasets.sdm_mr_codes import SDM

HL7 = "urn:hl7-org:v3"
SDTC = "urn:hl7-org:sdtc"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

DATASET = SDM
DATASET_VERSION = "2025.01"

# The document (CI-SIS volet SDM-MR)
TEMPLATE_HL7_FRANCE = "2.16.840.1.113883.2.8.2.1"
TEMPLATE_CI_SIS = "1.2.250.1.213.1.1.1.1"
TEMPLATE_SDM_MR = "1.2.250.1.213.1.1.1.30"
VERSIONS = ("2022.01", "2024.01", "2025.01")
DOCUMENT_TYPE = "34133-9"  # LOINC: episode of care summary
CONSULTATION = "11429006"  # SNOMED CT, the act that the document documents

# Code systems
LOINC = "2.16.840.1.113883.6.1"
SNOMED = "2.16.840.1.113883.6.96"
TA = "1.2.250.1.213.1.1.4.322"  # TA_ASIP, the national agency's own codes
ICD10 = "2.16.840.1.113883.6.3"
CCAM = "1.2.250.1.215.300.1"
ICF = "2.16.840.1.113883.6.254"
ATC = "2.16.840.1.113883.6.73"
EMEA = "1.2.250.1.213.2.50"
ROLE_CODE = "2.16.840.1.113883.5.111"
GENDER = "2.16.840.1.113883.5.1"
CONFIDENTIALITY = "2.16.840.1.113883.5.25"
PARTICIPATION_FUNCTION = "2.16.840.1.113883.5.88"
PROFESSION = "1.2.250.1.213.1.1.4.5"
PRACTICE_SETTING = "1.2.250.1.213.1.1.4.9"
SECTOR = "1.2.250.1.71.4.2.4"
ORPHA_DISEASE = "1.2.250.1.213.2.49.1"
ORPHA_GROUP = "1.2.250.1.213.2.49.2"
HPO = "1.2.250.1.213.2.51"
HGNC = "2.16.840.1.113883.4.642.2.468"

SYSTEM_NAMES = {
    LOINC: "LOINC",
    SNOMED: "SNOMED CT",
    TA: "TA_ASIP",
    ICD10: "CIM-10",
    CCAM: "CCAM",
    ICF: "ICF",
    ATC: "ATC",
    EMEA: "EMEA Rare Disease medicinal products",
    ROLE_CODE: "RoleCode",
    ORPHA_DISEASE: "JDV_Orpha_Maladies",
    ORPHA_GROUP: "JDV_Orpha_Groupes-Maladies",
    HPO: "HPO",
    HGNC: "HGNC",
    PRACTICE_SETTING: "practiceSettingCode",
}

# Terminologies stored as CURIEs: the prefix by code system. HGNC bears another identifier in other French volets.
CURIE_PREFIXES = {
    ORPHA_DISEASE: "ORPHA",
    ORPHA_GROUP: "ORPHA",
    HPO: "HP",
    ICD10: "ICD10",
    HGNC: "HGNC",
    "2.16.840.1.113883.6.281": "HGNC",
}

# Who gives an identifier
RPPS = "1.2.250.1.71.4.2.1"
FINESS = "1.2.250.1.71.4.2.2"
# The directory of rare-disease sites. The agency uses the same identifier for UCD drug codes elsewhere:
# here it is only ever read on a participant of type LOC.
SITES = "1.2.250.1.213.2.61"
INS_NIR = "1.2.250.1.213.1.4.8"
INS_NIA = "1.2.250.1.213.1.4.9"
INS_TEST = "1.2.250.1.213.1.4.10"
INS_DEMONSTRATION = "1.2.250.1.213.1.4.11"
INS_SYSTEMS = (INS_NIR, INS_NIA, INS_TEST, INS_DEMONSTRATION)
# Entries whose source gave no identifier of its own travel under this one, so that they come back unchanged.
# 2.25 + the UUID 6ec0ee2e-6d5f-5d0f-9a3d-0f2a7d1b8c11 (ITU-T X.667: an arc anyone may use without registering).
ENTRY_KEYS = "2.25.147216831425009731169105187050704571409"

# Sections, by CI-SIS template
SECTION_CASE_FILE = "1.2.250.1.213.1.1.2.66"
SECTION_FAMILY = "1.2.250.1.213.1.1.2.139"
SECTION_PROBLEMS = "1.2.250.1.213.1.1.2.132"
SECTION_FUNCTIONING = "1.2.250.1.213.1.1.2.246"
SECTION_FOLLOW_UPS = "1.2.250.1.213.1.1.2.158"
SECTION_ACTIVITIES = "1.2.250.1.213.1.1.2.76"
SECTION_DIAGNOSES = "1.2.250.1.213.1.1.2.129"
SECTION_BIRTH = "1.2.250.1.213.1.1.2.124"
SECTION_BIRTH_PROCEDURES = "1.2.250.1.213.1.1.2.118"
SECTION_BIRTH_EVENTS = "1.2.250.1.213.1.1.2.163"
SECTION_EXAMINATION = "1.2.250.1.213.1.1.2.84"
SECTION_VITAL_SIGNS = "1.2.250.1.213.1.1.2.75"
SECTION_PREGNANCIES = "1.2.250.1.213.1.1.2.77"
SECTION_RESEARCH = "1.2.250.1.213.1.1.2.250"
SECTION_RESEARCH_2022 = "1.2.250.1.213.1.1.2.151"
SECTION_TREATMENTS_2022 = "1.2.250.1.213.1.1.2.54"

# Codes met on the way
REUSE_OPPOSITION = "GEN-315"
REUSE_NON_OPPOSITION = "GEN-317"
REUSE_NON_OPPOSITION_2022 = "64292-6"
ERN_CONSENT = "GEN-320"
PROBLEM = "55607006"
CONSANGUINITY = ("842009", "MED-553")
HEALTH_STATUS = "11323-3"
DIAGNOSIS = "282291009"
FAMILY_FINDING = "404684003"
FUNCTIONAL_STATUS = "54522-8"
ASSISTED_PROCREATION = "09.02"
ASSISTED_PROCREATION_2022 = "MED-075"
BIRTH_ORGANIZER = "118215003"
SITE_ROLES = ("ORG-025", "ORG-070")  # care site; site of an activity or a diagnosis
PHYSICIAN = "G15_10"
OTHER_CONTEXT = "GEN-092.05.04"
OTHER_TECHNIQUE = "GEN-092.04.17"

"""The fixed frame of a 2025.01 document: templates, codes and titles of its sections and statements, as rows."""

from __future__ import annotations

from dataclasses import dataclass

from orphee.exchange.cda import vocabulary as v


@dataclass(frozen=True, slots=True)
class SectionFrame:
    """A section: its templates (the CI-SIS one last), its code, the title people read, and what one entry is called."""

    templates: tuple[str, ...]
    code: str
    system: str
    label: str
    title: str
    entry: str = ""


CASE_FILE = SectionFrame((v.SECTION_CASE_FILE,), "GEN-168", v.TA, "Dossier", "Dossier MR du patient")
FAMILY = SectionFrame(
    (
        "2.16.840.1.113883.10.20.1.4",
        "1.3.6.1.4.1.19376.1.5.3.1.3.14",
        "1.3.6.1.4.1.19376.1.5.3.1.3.15",
        v.SECTION_FAMILY,
    ),
    "10157-6",
    v.LOINC,
    "Historique des pathologies familiales",
    "Premier cas diagnostiqué de la famille dans l'établissement",
)
PROBLEMS = SectionFrame(
    ("2.16.840.1.113883.10.20.1.11", "1.3.6.1.4.1.19376.1.5.3.1.3.6", v.SECTION_PROBLEMS),
    "11450-4",
    v.LOINC,
    "Liste des problèmes actifs",
    "Problèmes",
)
FUNCTIONING = SectionFrame(
    ("2.16.840.1.113883.10.20.1.5", "2.16.840.1.113883.10.22.3.8", v.SECTION_FUNCTIONING),
    "47420-5",
    v.LOINC,
    "Évaluation du statut fonctionnel",
    "Statut fonctionnel",
)
FOLLOW_UPS = SectionFrame(
    ("2.16.840.1.113883.10.20.1.10", "1.3.6.1.4.1.19376.1.5.3.1.3.36", v.SECTION_FOLLOW_UPS),
    "18776-5",
    v.LOINC,
    "Plan de soins",
    "Prises en charge MR",
    "Prise en charge",
)
ACTIVITIES = SectionFrame(
    ("2.16.840.1.113883.10.20.1.3", "1.3.6.1.4.1.19376.1.5.3.1.1.5.3.3", v.SECTION_ACTIVITIES),
    "46240-8",
    v.LOINC,
    "Historique des rencontres",
    "Activités MR",
    "Activité",
)
DIAGNOSES = SectionFrame(
    ("1.3.6.1.4.1.19376.1.5.3.1.3.3", v.SECTION_DIAGNOSES),
    "46241-6",
    v.LOINC,
    "Diagnostic d'admission à l'hôpital",
    "Diagnostics MR",
    "Diagnostic",
)
BIRTH = SectionFrame(
    ("1.3.6.1.4.1.19376.1.5.3.1.1.21.2.4", v.SECTION_BIRTH),
    "57075-4",
    v.LOINC,
    "Informations sur l'accouchement et le nouveau-né",
    "Informations anténatales et néonatales",
)
BIRTH_PROCEDURES = SectionFrame(
    ("1.3.6.1.4.1.19376.1.5.3.1.1.13.2.11", v.SECTION_BIRTH_PROCEDURES),
    "29554-3",
    v.LOINC,
    "Actes",
    "Assistance médicale à la procréation",
)
BIRTH_EVENTS = SectionFrame(
    ("1.3.6.1.4.1.19376.1.5.3.1.1.21.2.9", "1.3.6.1.4.1.19376.1.7.3.1.1.13.7", v.SECTION_BIRTH_EVENTS),
    "42545-4",
    v.LOINC,
    "Evènements observés",
    "Évènements observés",
)
EXAMINATION = SectionFrame(
    (
        "1.3.6.1.4.1.19376.1.5.3.1.3.24",
        "1.3.6.1.4.1.19376.1.5.3.1.1.9.15",
        "1.3.6.1.4.1.19376.1.5.3.1.1.9.15.1",
        v.SECTION_EXAMINATION,
    ),
    "29545-1",
    v.LOINC,
    "Examen physique",
    "Informations physiques",
)
VITAL_SIGNS = SectionFrame(
    (
        "2.16.840.1.113883.10.20.1.16",
        "1.3.6.1.4.1.19376.1.5.3.1.3.25",
        "1.3.6.1.4.1.19376.1.5.3.1.1.5.3.2",
        v.SECTION_VITAL_SIGNS,
    ),
    "8716-3",
    v.LOINC,
    "Signes vitaux",
    "Précisions sur la naissance",
)
PREGNANCIES = SectionFrame(
    ("1.3.6.1.4.1.19376.1.5.3.1.1.5.3.4", v.SECTION_PREGNANCIES),
    "10162-6",
    v.LOINC,
    "Historique des grossesses",
    "Historique des grossesses",
    "Grossesse",
)
RESEARCH = SectionFrame((v.SECTION_RESEARCH,), "GEN-369", v.TA, "Recherche", "Recherche")

# Statements
SIMPLE_OBSERVATION = ("1.3.6.1.4.1.19376.1.5.3.1.4.13", "1.2.250.1.213.1.1.3.48")
PROBLEM_CONCERN = (
    "2.16.840.1.113883.10.20.1.27",
    "1.3.6.1.4.1.19376.1.5.3.1.4.5.1",
    "1.3.6.1.4.1.19376.1.5.3.1.4.5.2",
    "1.2.250.1.213.1.1.3.39",
)
PROBLEM = ("2.16.840.1.113883.10.20.1.28", "1.3.6.1.4.1.19376.1.5.3.1.4.5", "1.2.250.1.213.1.1.3.37")
CLINICAL_STATUS = ("2.16.840.1.113883.10.20.1.51", "1.3.6.1.4.1.19376.1.5.3.1.4.1.2", "1.2.250.1.213.1.1.3.31")
FAMILY_ORGANIZER = ("2.16.840.1.113883.10.20.1.23", "1.3.6.1.4.1.19376.1.5.3.1.4.15", "1.2.250.1.213.1.1.3.59")
SUBJECT = ("1.3.6.1.4.1.19376.1.5.3.1.4.15.2", "1.2.250.1.213.1.1.3.60")
FAMILY_OBSERVATION = (
    "2.16.840.1.113883.10.20.1.22",
    "1.3.6.1.4.1.19376.1.5.3.1.4.13",
    "1.3.6.1.4.1.19376.1.5.3.1.4.13.3",
    "1.2.250.1.213.1.1.3.51",
)
SURVEY_PANEL = ("2.16.840.1.113883.10.20.1.32", "1.3.6.1.4.1.19376.1.5.3.1.1.12.3.7", "1.2.250.1.213.1.1.3.95")
SURVEY_OBSERVATION = (
    "2.16.840.1.113883.10.20.1.31",
    "1.3.6.1.4.1.19376.1.5.3.1.1.12.3.6",
    "1.3.6.1.4.1.19376.1.5.3.1.4.13",
    "1.2.250.1.213.1.1.3.25",
)
ENCOUNTER = ("2.16.840.1.113883.10.20.1.21", "1.3.6.1.4.1.19376.1.5.3.1.4.14", "1.2.250.1.213.1.1.3.58")
COMMENT = ("2.16.840.1.113883.10.20.1.40", "1.3.6.1.4.1.19376.1.5.3.1.4.2", "1.2.250.1.213.1.1.3.32")
PROCEDURE = ("2.16.840.1.113883.10.20.1.29", "1.3.6.1.4.1.19376.1.5.3.1.4.19", "1.2.250.1.213.1.1.3.62")
VITAL_SIGNS_ORGANIZER = (
    "2.16.840.1.113883.10.20.1.32",
    "2.16.840.1.113883.10.20.1.35",
    "1.3.6.1.4.1.19376.1.5.3.1.4.13.1",
    "1.2.250.1.213.1.1.3.49",
)
VITAL_SIGN = (
    "2.16.840.1.113883.10.20.1.31",
    "1.3.6.1.4.1.19376.1.5.3.1.4.13",
    "1.3.6.1.4.1.19376.1.5.3.1.4.13.2",
    "1.2.250.1.213.1.1.3.50",
)
PREGNANCY_ORGANIZER = ("1.3.6.1.4.1.19376.1.5.3.1.4.13.5.1", "1.2.250.1.213.1.1.3.55")
PREGNANCY_OBSERVATION = (
    "1.3.6.1.4.1.19376.1.5.3.1.4.13",
    "1.3.6.1.4.1.19376.1.5.3.1.4.13.5",
    "1.2.250.1.213.1.1.3.53",
)
BIRTH_ORGANIZER = ("1.3.6.1.4.1.19376.1.5.3.1.4.13.5.2", "1.2.250.1.213.1.1.3.56")

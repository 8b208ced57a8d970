"""Where each element of the national data set stands in a document: one row an element, read and written by it.

A row ties the code of a statement to an item of the data set's definition; what the value may be (its value set,
its terminology, its unit) is the definition's business. Rows marked `legacy` belong to 2022.01: they are read, never
written. Elements that are not one coded statement (identities, encounters, subjects) have functions of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from orphee.exchange.cda.vocabulary import CCAM, LOINC, TA


class Kind(StrEnum):
    """How a value is written."""

    CODE = "CD"  # a code of a value set
    TERM = "term"  # a code of a terminology, stored as a CURIE
    FLAG = "BL"
    COUNT = "INT"
    QUANTITY = "PQ"
    DATE = "TS"
    TEXT = "ST"
    NARRATIVE = "ED"  # a text that stands in the narrative and is referred to


@dataclass(frozen=True, slots=True)
class Row:
    """One coded statement: national element, its code, and the item where its value lives ("first_signs.period").

    `inverted` is the inversionInd that the official examples give the relationship.
    """

    element: str
    code: str
    item: str
    kind: Kind
    label: str
    system: str = TA
    unit: str = ""
    many: bool = False
    legacy: bool = False
    inverted: bool = False


Rows = tuple[Row, ...]

CASE_FILE: Rows = (
    Row("GEN-164", "GEN-164", "created_on", Kind.DATE, "Date de création"),
    Row("GEN-165", "GEN-165", "updated_on", Kind.DATE, "Date de mise à jour"),
    Row("PAT-061", "PAT-061", "lost_to_follow_up", Kind.FLAG, "Patient perdu de vue"),
)

FOLLOW_UP: Rows = (
    Row(
        "GEN-368",
        "GEN-368",
        "outside_label",
        Kind.FLAG,
        "Prise en charge en dehors de la labellisation du site maladie rare",
    ),
    Row("GEN-368", "GEN-162", "outside_label", Kind.FLAG, "Indicateur Hors labélisation", legacy=True),
)

ACTIVITY: Rows = (Row("ORG-034", "ORG-034", "objectives", Kind.CODE, "Objectifs de l'activité MR", many=True),)

DIAGNOSIS: Rows = (
    Row("MED-072", "MED-072", "status", Kind.CODE, "Statut actuel du diagnostic", inverted=True),
    Row("MED-1284", "MED-1284", "clinical_description", Kind.TERM, "Description clinique", many=True),
    Row("MED-073", "MED-073", "sporadic_or_familial", Kind.CODE, "Cas sporadique ou familial", inverted=True),
    Row("PAT-013", "PAT-013", "first_signs.period", Kind.CODE, "Age aux premiers signes"),
    Row(
        "PAT-014",
        "PAT-014",
        "first_signs.months",
        Kind.QUANTITY,
        "Précision de l'âge aux premiers signes",
        unit="mo",
        inverted=True,
    ),
    Row("MED-071", "MED-071", "appraisal_on_entry", Kind.CODE, "Appréciation du diagnostic à l'entrée du centre"),
    Row("PAT-062", "PAT-062", "clinical_diagnosis.period", Kind.CODE, "Age au diagnostic clinique"),
    Row(
        "PAT-063",
        "PAT-063",
        "clinical_diagnosis.months",
        Kind.QUANTITY,
        "Précision de l'âge au diagnostic clinique",
        unit="mo",
        inverted=True,
    ),
    Row("PAT-064", "PAT-064", "genetic_diagnosis.period", Kind.CODE, "Age au diagnostic génétique"),
    Row(
        "PAT-065",
        "PAT-065",
        "genetic_diagnosis.months",
        Kind.QUANTITY,
        "Précision de l'âge au diagnostic génétique",
        unit="mo",
        inverted=True,
    ),
    Row(
        "MED-1286",
        "MED-1286",
        "techniques",
        Kind.CODE,
        "Technique sur laquelle repose le diagnostic génétique",
        many=True,
    ),
    Row("MED-552", "MED-552", "genes", Kind.TERM, "Gène", many=True),
    Row("MED-1287", "MED-1287", "other_genetics", Kind.TEXT, "Autres descriptions génétiques"),
    Row("ORG-017", "ORG-017", "investigations", Kind.CODE, "Investigations réalisées", many=True),
    # 2022.01
    Row("MED-1284", "MED-074", "clinical_description", Kind.TERM, "Signes complémentaires", many=True, legacy=True),
    Row("MED-1284", "MED-086", "clinical_description", Kind.TERM, "Signes inhabituels", many=True, legacy=True),
    Row("PAT-062", "PAT-015", "clinical_diagnosis.period", Kind.CODE, "Age au diagnostic", legacy=True),
    Row(
        "PAT-063",
        "PAT-016",
        "clinical_diagnosis.months",
        Kind.QUANTITY,
        "Précision de l'âge au diagnostic",
        unit="mo",
        legacy=True,
    ),
    Row("MED-1286", "MED-068", "techniques", Kind.CODE, "Technique(s) génétique(s)", many=True, legacy=True),
    Row("OLD-02", "MED-554", "other_genetics", Kind.TEXT, "Mutation", legacy=True),
    Row("GEN-163", "GEN-163", "comment", Kind.TEXT, "Précision du mode de confirmation", legacy=True),
)

BIRTH: Rows = (
    Row("MED-078", "MED-078", "antenatal_malformation", Kind.CODE, "Présence de malformation(s) anténatale(s)"),
    Row(
        "NEO-03",
        "11884-4",
        "gestational_age_weeks",
        Kind.QUANTITY,
        "Age gestationnel du fœtus (estimation clinique)",
        LOINC,
        unit="wk",
    ),
    Row("NEO-04", "29463-7", "weight_g", Kind.QUANTITY, "Poids (mesuré)", LOINC, unit="g"),
    Row("NEO-05", "8302-2", "length_cm", Kind.QUANTITY, "Taille", LOINC, unit="cm"),
    Row("NEO-06", "8287-5", "head_circumference_cm", Kind.QUANTITY, "Périmètre crânien", LOINC, unit="cm"),
    Row("NEO-03", "MED-077", "gestational_age_weeks", Kind.QUANTITY, "Précision terme", unit="wk", legacy=True),
)

PREGNANCY: Rows = (
    Row("GRO-02", "55281-0", "foetus_count", Kind.COUNT, "Nombre de foetus", LOINC),
    Row(
        "GRO-03",
        "09.02",
        "assisted_procreation",
        Kind.FLAG,
        "09.02 ASSISTANCE MÉDICALE À LA PROCRÉATION",
        CCAM,
    ),
)

FOETUS: Rows = (
    Row("GRO-05", "63893-2", "outcome", Kind.CODE, "Issue de la grossesse", LOINC),
    Row(
        "GRO-06",
        "11884-4",
        "gestational_age_weeks",
        Kind.QUANTITY,
        "Age gestationnel du fœtus (estimation clinique)",
        LOINC,
        unit="wk",
    ),
    Row("GRO-07", "JQQP003", "foetopathology", Kind.FLAG, "Foetopathologie", CCAM),
)

RESEARCH: Rows = (
    Row("PAT-012", "PAT-012", "contact_agreement", Kind.FLAG, "Accord du patient pour contact protocole"),
    Row(
        "MED-065",
        "MED-065",
        "sample_for_research",
        Kind.FLAG,
        "Patient ayant précédemment donné un échantillon biologique pour la recherche MR",
    ),
    Row(
        "MED-066",
        "MED-066",
        "sample_for_molecular_diagnosis",
        Kind.FLAG,
        "Patient ayant précédemment donné un échantillon biologique pour le diagnostic moléculaire",
    ),
    Row("GEN-344", "GEN-344", "biobanks", Kind.NARRATIVE, "Bio-banque(s)"),
    Row("PAT-023", "PAT-023", "in_protocol", Kind.FLAG, "Patient participant à un protocole", legacy=True),
)


@lru_cache(maxsize=64)
def by_code(rows: Rows) -> Mapping[str, Row]:
    """The rows by the code of the statement."""
    return MappingProxyType({row.code: row for row in rows})


# Codes of the 2022.01 documents that the definition does not name. Source: the official 2022.01 example.
CODES_OF_2022: Mapping[str, str] = MappingProxyType({"MED-426": "2667000"})

"""The 18 regions and 101 departments of France.

Source: Code officiel géographique (INSEE), 1 January 2025. Codes are text: "01", "2A", "971".
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RegionFacts:
    """A region and its departments (code, name)."""

    code: str
    name: str
    departments: tuple[tuple[str, str], ...]


REGIONS: tuple[RegionFacts, ...] = (
    RegionFacts("01", "Guadeloupe", (("971", "Guadeloupe"),)),
    RegionFacts("02", "Martinique", (("972", "Martinique"),)),
    RegionFacts("03", "Guyane", (("973", "Guyane"),)),
    RegionFacts("04", "La Réunion", (("974", "La Réunion"),)),
    RegionFacts("06", "Mayotte", (("976", "Mayotte"),)),
    RegionFacts(
        "11",
        "Île-de-France",
        (
            ("75", "Paris"),
            ("77", "Seine-et-Marne"),
            ("78", "Yvelines"),
            ("91", "Essonne"),
            ("92", "Hauts-de-Seine"),
            ("93", "Seine-Saint-Denis"),
            ("94", "Val-de-Marne"),
            ("95", "Val-d'Oise"),
        ),
    ),
    RegionFacts(
        "24",
        "Centre-Val de Loire",
        (
            ("18", "Cher"),
            ("28", "Eure-et-Loir"),
            ("36", "Indre"),
            ("37", "Indre-et-Loire"),
            ("41", "Loir-et-Cher"),
            ("45", "Loiret"),
        ),
    ),
    RegionFacts(
        "27",
        "Bourgogne-Franche-Comté",
        (
            ("21", "Côte-d'Or"),
            ("25", "Doubs"),
            ("39", "Jura"),
            ("58", "Nièvre"),
            ("70", "Haute-Saône"),
            ("71", "Saône-et-Loire"),
            ("89", "Yonne"),
            ("90", "Territoire de Belfort"),
        ),
    ),
    RegionFacts(
        "28",
        "Normandie",
        (("14", "Calvados"), ("27", "Eure"), ("50", "Manche"), ("61", "Orne"), ("76", "Seine-Maritime")),
    ),
    RegionFacts(
        "32",
        "Hauts-de-France",
        (("02", "Aisne"), ("59", "Nord"), ("60", "Oise"), ("62", "Pas-de-Calais"), ("80", "Somme")),
    ),
    RegionFacts(
        "44",
        "Grand Est",
        (
            ("08", "Ardennes"),
            ("10", "Aube"),
            ("51", "Marne"),
            ("52", "Haute-Marne"),
            ("54", "Meurthe-et-Moselle"),
            ("55", "Meuse"),
            ("57", "Moselle"),
            ("67", "Bas-Rhin"),
            ("68", "Haut-Rhin"),
            ("88", "Vosges"),
        ),
    ),
    RegionFacts(
        "52",
        "Pays de la Loire",
        (
            ("44", "Loire-Atlantique"),
            ("49", "Maine-et-Loire"),
            ("53", "Mayenne"),
            ("72", "Sarthe"),
            ("85", "Vendée"),
        ),
    ),
    RegionFacts(
        "53",
        "Bretagne",
        (("22", "Côtes-d'Armor"), ("29", "Finistère"), ("35", "Ille-et-Vilaine"), ("56", "Morbihan")),
    ),
    RegionFacts(
        "75",
        "Nouvelle-Aquitaine",
        (
            ("16", "Charente"),
            ("17", "Charente-Maritime"),
            ("19", "Corrèze"),
            ("23", "Creuse"),
            ("24", "Dordogne"),
            ("33", "Gironde"),
            ("40", "Landes"),
            ("47", "Lot-et-Garonne"),
            ("64", "Pyrénées-Atlantiques"),
            ("79", "Deux-Sèvres"),
            ("86", "Vienne"),
            ("87", "Haute-Vienne"),
        ),
    ),
    RegionFacts(
        "76",
        "Occitanie",
        (
            ("09", "Ariège"),
            ("11", "Aude"),
            ("12", "Aveyron"),
            ("30", "Gard"),
            ("31", "Haute-Garonne"),
            ("32", "Gers"),
            ("34", "Hérault"),
            ("46", "Lot"),
            ("48", "Lozère"),
            ("65", "Hautes-Pyrénées"),
            ("66", "Pyrénées-Orientales"),
            ("81", "Tarn"),
            ("82", "Tarn-et-Garonne"),
        ),
    ),
    RegionFacts(
        "84",
        "Auvergne-Rhône-Alpes",
        (
            ("01", "Ain"),
            ("03", "Allier"),
            ("07", "Ardèche"),
            ("15", "Cantal"),
            ("26", "Drôme"),
            ("38", "Isère"),
            ("42", "Loire"),
            ("43", "Haute-Loire"),
            ("63", "Puy-de-Dôme"),
            ("69", "Rhône"),
            ("73", "Savoie"),
            ("74", "Haute-Savoie"),
        ),
    ),
    RegionFacts(
        "93",
        "Provence-Alpes-Côte d’Azur",
        (
            ("04", "Alpes-de-Haute-Provence"),
            ("05", "Hautes-Alpes"),
            ("06", "Alpes-Maritimes"),
            ("13", "Bouches-du-Rhône"),
            ("83", "Var"),
            ("84", "Vaucluse"),
        ),
    ),
    RegionFacts("94", "Corse", (("2A", "Corse-du-Sud"), ("2B", "Haute-Corse"))),
)

DEPARTMENTS: dict[str, str] = {code: name for region in REGIONS for code, name in region.departments}
REGION_OF: dict[str, str] = {code: region.code for region in REGIONS for code, _name in region.departments}


def department_of(commune_or_postal_code: str) -> str:
    """The department of an INSEE commune code or a postal code; "" when none is recognised.

    A Corsican postal code begins with 20 and does not say which of the two departments except by its third
    digit: 200 and 201 are 2A, the rest 2B.
    """
    code = commune_or_postal_code.strip().upper()
    if code[:2] == "20" and code.isdigit():
        return "2A" if code[:3] in ("200", "201") else "2B"
    for length in (3, 2):
        if code[:length] in DEPARTMENTS:
            return code[:length]
    return ""

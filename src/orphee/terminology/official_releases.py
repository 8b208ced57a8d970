"""Where the official releases are published: the one table to correct when a publisher moves a file."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1024 * 1024
_HPO = "https://purl.obolibrary.org/obo/hp"
_HPO_FRENCH = "https://raw.githubusercontent.com/obophenotype/hpo-translations/main/babelon"
_ORPHADATA = "https://www.orphadata.com/data/xml"
_HGNC = "https://storage.googleapis.com/public-download-files/hgnc/tsv/tsv"
_MONDO = "https://raw.githubusercontent.com/monarch-initiative/mondo/master/src/ontology/mappings"
_PLACES = "https://unpkg.com/@etalab/decoupage-administratif/data"


@dataclass(frozen=True, slots=True)
class Published:
    """One file: its name once fetched, where it is, how large it may be, whether a load makes sense without it."""

    name: str
    url: str
    most: int = 100 * MB
    is_needed: bool = True


# Orphanet's classifications (product 3), by their number.
CLASSIFICATIONS = (
    146, 147, 148, 149, 150, 152, 156, 181, 182, 183, 184, 185, 186, 187, 188, 189, 193, 194, 195, 196, 197, 198, 199,
    200, 201, 202, 203, 204, 205, 209, 212, 216, 231, 233, 235,
)  # fmt: skip

OFFICIAL: tuple[Published, ...] = (
    Published("hp.obo", f"{_HPO}.obo"),
    Published("phenotype.hpoa", f"{_HPO}/hpoa/phenotype.hpoa"),
    Published("genes_to_phenotype.txt", f"{_HPO}/hpoa/genes_to_phenotype.txt"),
    Published("hp-fr.babelon.tsv", f"{_HPO_FRENCH}/hp-fr.babelon.tsv"),
    Published("hp-fr.synonyms.tsv", f"{_HPO_FRENCH}/hp-fr.synonyms.tsv", is_needed=False),
    *(Published(f"{language}_product1.xml", f"{_ORPHADATA}/{language}_product1.xml") for language in ("fr", "en")),
    Published("en_product4.xml", f"{_ORPHADATA}/en_product4.xml"),
    Published("en_product6.xml", f"{_ORPHADATA}/en_product6.xml"),
    Published("en_product9_prev.xml", f"{_ORPHADATA}/en_product9_prev.xml"),
    Published("en_product9_ages.xml", f"{_ORPHADATA}/en_product9_ages.xml"),
    *(
        Published(f"en_product3_{number}.xml", f"{_ORPHADATA}/en_product3_{number}.xml", is_needed=False)
        for number in CLASSIFICATIONS
    ),
    Published("hgnc_complete_set.txt", f"{_HGNC}/hgnc_complete_set.txt"),
    *(
        Published(f"mondo_exactmatch_{other}.sssom.tsv", f"{_MONDO}/mondo_exactmatch_{other}.sssom.tsv")
        for other in ("omim", "orphanet")
    ),
    *(Published(f"{kind}.json", f"{_PLACES}/{kind}.json") for kind in ("regions", "departements", "communes")),
)

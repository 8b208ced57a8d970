"""The terminologies a packet may use, as GA4GH wants them named in its metadata."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

Json = dict[str, object]

# prefix: identifier, name, address, IRI prefix (OBO Foundry, Identifiers.org and the publishers' own pages)
_OBO = "http://purl.obolibrary.org/obo"
KNOWN: dict[str, tuple[str, str, str, str]] = {
    "HP": ("hp", "Human Phenotype Ontology", f"{_OBO}/hp.owl", f"{_OBO}/HP_"),
    "MONDO": ("mondo", "Mondo Disease Ontology", f"{_OBO}/mondo.owl", f"{_OBO}/MONDO_"),
    "ORPHA": (
        "orpha",
        "Orphanet nomenclature of rare diseases",
        "https://www.orphadata.com",
        "http://www.orpha.net/ORDO/Orphanet_",
    ),
    "OMIM": ("omim", "Online Mendelian Inheritance in Man", "https://www.omim.org", "https://www.omim.org/entry/"),
    "HGNC": (
        "hgnc",
        "HUGO Gene Nomenclature Committee",
        "https://www.genenames.org",
        "https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/",
    ),
    "GENO": ("geno", "Genotype Ontology", f"{_OBO}/geno.owl", f"{_OBO}/GENO_"),
    "SO": ("so", "Sequence Ontology", f"{_OBO}/so.owl", f"{_OBO}/SO_"),
    "ECO": ("eco", "Evidence and Conclusion Ontology", f"{_OBO}/eco.owl", f"{_OBO}/ECO_"),
    "UBERON": ("uberon", "Uberon multi-species anatomy ontology", f"{_OBO}/uberon.owl", f"{_OBO}/UBERON_"),
    "NCIT": ("ncit", "NCI Thesaurus", f"{_OBO}/ncit.owl", f"{_OBO}/NCIT_"),
    "LOINC": ("loinc", "Logical Observation Identifiers Names and Codes", "https://loinc.org", "https://loinc.org/"),
    "UCUM": ("ucum", "Unified Code for Units of Measure", "https://ucum.org", "https://units-of-measurement.org/"),
    "ICD10": (
        "icd10",
        "International Classification of Diseases, 10th revision",
        "https://icd.who.int/browse10",
        "https://icd.who.int/browse10/2019/en#/",
    ),
    "SNOMEDCT": ("snomedct", "SNOMED Clinical Terms", "https://www.snomed.org", "http://snomed.info/id/"),
}
UNKNOWN_RELEASE = "unknown"


def prefixes_in(*parts: object) -> set[str]:
    """The prefixes of every code in these parts of a packet (`id` of an OntologyClass, `valueId` of a gene)."""
    return {code.partition(":")[0] for code in _codes_in(parts) if ":" in code}


def _codes_in(part: object) -> Iterator[str]:
    if isinstance(part, Mapping):
        for name, value in part.items():
            if name in ("id", "valueId") and isinstance(value, str) and _is_class(part):
                yield value
            else:
                yield from _codes_in(value)
    elif isinstance(part, list | tuple):
        for one in part:
            yield from _codes_in(one)


def _is_class(part: Mapping[str, object]) -> bool:
    return part.keys() <= {"id", "label"} or "valueId" in part


def resources_for(prefixes: Iterable[str], releases: Mapping[str, str]) -> list[Json]:
    """One resource a prefix, with the release in use here; a prefix we do not know names itself."""
    return [_resource(prefix, releases.get(prefix) or UNKNOWN_RELEASE) for prefix in sorted(prefixes)]


def _resource(prefix: str, release: str) -> Json:
    identifier, name, url, iri = KNOWN.get(prefix, (prefix.lower(), prefix, "", ""))
    whole = {
        "id": identifier,
        "name": name,
        "url": url,
        "version": release,
        "namespacePrefix": prefix,
        "iriPrefix": iri,
    }
    return {key: value for key, value in whole.items() if value}

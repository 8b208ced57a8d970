"""The genes of each disease by their symbols, and the other names a gene may be given by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from orphee.terminology.rules.statements import Content


def named(contents: Mapping[str, Content]) -> tuple[dict[str, set[str]], dict[str, str]]:
    """(symbols by disease, symbol by any other name in capitals): HGNC and NCBI ids, former symbols and aliases."""
    of_disease: dict[str, set[str]] = defaultdict(set)
    names: dict[str, str] = {}
    for content in contents.values():
        for gene in content.genes:
            if gene.symbol not in ("", "-"):
                of_disease[gene.disease].add(gene.symbol)
                names.setdefault(gene.symbol.upper(), gene.symbol)
                names.setdefault(gene.gene.upper(), gene.symbol)
    used = {symbol for symbols in of_disease.values() for symbol in symbols}
    if "hgnc" in contents:
        _add_other_names(contents["hgnc"], used, names)
    names.pop("", None)
    return dict(of_disease), names


def _add_other_names(hgnc: Content, used: set[str], names: dict[str, str]) -> None:
    """Ids, former symbols and aliases of the genes that cause diseases.

    A symbol in use is nobody else's alias, and a name of several genes ("MLL2") is the name of none.
    """
    symbols = {concept.code: concept.label_en for concept in hgnc.concepts}
    current = {symbol.upper() for symbol in symbols.values()}
    meant: dict[str, set[str]] = defaultdict(set)
    for code, symbol in symbols.items():
        meant[code.upper()].add(symbol)
    for name in hgnc.names:
        if " " not in name.text and name.text.upper() not in current:
            meant[name.text.upper()].add(symbols.get(name.code, ""))
    for other, genes in meant.items():
        if len(genes) == 1 and genes <= used:
            names.setdefault(other, next(iter(genes)))

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
    """Ids, former symbols and aliases of the genes that cause diseases; a symbol in use is never another's alias."""
    symbols = {concept.code: concept.label_en for concept in hgnc.concepts}
    current = {symbol.upper() for symbol in symbols.values()}
    for code, symbol in symbols.items():
        if symbol in used:
            names.setdefault(code.upper(), symbol)
    for name in hgnc.names:
        symbol, other = symbols.get(name.code, ""), name.text.upper()
        if symbol in used and " " not in other and other not in current:
            names.setdefault(other, symbol)

"""HGNC's gene table, the complete one or a slim one: what is read is found by column name."""

from __future__ import annotations

import re
from pathlib import Path

from orphee.terminology.loaders.files import table
from orphee.terminology.rules.statements import Concept, Content, Mapping, Name, Relation, Status

NEEDED = ("hgnc_id", "symbol", "name", "status")


def read(paths: list[Path]) -> Content:
    """Genes: the symbol is the label in both languages, the full name the definition; former symbols are synonyms."""
    dated = re.search(r"\d{4}-\d{2}(?:-\d{2})?", paths[0].name)
    content = Content(version=dated.group(0) if dated else "")
    for row in table(paths[0], NEEDED, quoted=True):
        code, symbol = row["hgnc_id"], row["symbol"]
        status = Status.ACTIVE if row["status"] == "Approved" else Status.WITHDRAWN
        content.concepts.append(
            Concept(
                code, symbol, symbol, row["name"], "", kind=row.get("locus_group", ""), status=status
            )  # a gene's symbol has no language
        )
        synonyms = [row["name"], *_split(row.get("alias_symbol", "")), *_split(row.get("prev_symbol", ""))]
        content.names += [Name(code, "en", synonym) for synonym in synonyms if synonym]
        for column, prefix in (("entrez_id", "NCBIGene"), ("ensembl_gene_id", "ENSEMBL"), ("omim_id", "OMIM")):
            content.mappings += [
                Mapping(code, f"{prefix}:{value}", Relation.RELATED if prefix == "OMIM" else Relation.EXACT)
                for value in _split(row.get(column, ""))
            ]
    return content


def _split(packed: str) -> list[str]:
    return [part.strip() for part in packed.split("|") if part.strip()]

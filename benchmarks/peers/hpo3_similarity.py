"""Ranks with hpo3's similarity, for `rank.py`: runs in a Python that has hpo3, which cannot be beside pyhpo.

Argument: the folder of HPO's files. Standard input: one JSON object a case (terms, truth, changed profiles).
"""

import json
import sys
import time

from pyhpo import HPOSet, Ontology, helper


def main() -> None:
    """Read cases, print one JSON object."""
    Ontology(sys.argv[1])
    known = {f"OMIM:{disease.id}": disease.hpo_set() for disease in Ontology.omim_diseases}
    known |= {f"ORPHA:{disease.id}": disease.hpo_set() for disease in Ontology.orpha_diseases}
    ranks: list[int | None] = []
    spent = 0.0
    for case in map(json.loads, sys.stdin):
        changed = {code: HPOSet.from_queries(terms) for code, terms in case["changed"].items() if terms}
        sets = {code: said for code, said in known.items() if code not in case["changed"]} | changed
        asked = HPOSet.from_queries(case["terms"])
        start = time.process_time()
        pairs = [(asked, said) for said in sets.values()]
        scores = helper.batch_set_similarity(pairs, kind="omim", method="graphic", combine="funSimAvg")
        spent += time.process_time() - start
        best = max((score for code, score in zip(sets, scores, strict=True) if code in case["truth"]), default=None)
        ranks.append(None if best is None else 1 + sum(score > best for score in scores))
    found = {
        f"top{top}": round(sum(r is not None and r <= top for r in ranks) / len(ranks), 4) for top in (1, 3, 10, 50)
    }
    found["mrr"] = round(sum(1 / rank for rank in ranks if rank) / len(ranks), 4)
    milliseconds = round(spent / len(ranks) * 1000, 1)
    print(
        json.dumps(
            {"cases": len(ranks), "per_case": found, "method": "graphic, funSimAvg", "milliseconds": milliseconds}
        )
    )


if __name__ == "__main__":
    main()

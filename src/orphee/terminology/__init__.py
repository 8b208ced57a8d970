"""HPO, ORPHA, genes, places: one model of a concept."""

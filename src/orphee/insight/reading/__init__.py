"""Reading French clinical text: phenotypic features, diseases, genes, drugs, dates, each at its exact place."""

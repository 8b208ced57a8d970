"""Data sets are data: the definition engine and the catalogue of definitions. Plain Python, no database."""

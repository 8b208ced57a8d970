"""Insight: rank diagnoses, read French clinical text. Plain Python: no Django, no database, no network."""

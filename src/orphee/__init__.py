"""Orphée: the information system of the national rare-disease plan."""

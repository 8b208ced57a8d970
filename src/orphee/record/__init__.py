"""Entries, intake, view, summary, timeline: the heart."""

"""Ranking diagnoses: which diseases fit what was observed and excluded, why, and what to look for next."""

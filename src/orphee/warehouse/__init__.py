"""Pseudonymised analytics, indicators, disclosure control."""

"""The record's rules: plain Python, no database."""

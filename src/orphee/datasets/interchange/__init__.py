"""Definitions from and to other formats: plain functions on bytes, each with the list of what was not carried over."""

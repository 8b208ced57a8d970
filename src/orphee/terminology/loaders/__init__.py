"""Readers of published files: bytes in, statements out. No Django, no database."""

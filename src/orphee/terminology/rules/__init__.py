"""What holds about terms, words and codes: plain Python, no Django, no database."""

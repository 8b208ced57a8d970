"""Plain Python: what was read, what is proposed of it, what an accepted proposal becomes."""

"""Plain Python: what was said of a person, which centres are near, what a letter says."""

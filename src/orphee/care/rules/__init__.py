"""Forms in plain Python: from a definition to fields, and from what was typed back to answers."""

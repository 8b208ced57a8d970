"""The generator of synthetic people: plain Python, no database, no clock."""

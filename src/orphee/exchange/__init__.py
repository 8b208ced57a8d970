"""One module a format: ways in and out."""

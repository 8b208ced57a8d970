"""CDA SDM-MR, the document French hospitals send: in and out. Plain Python, no database."""

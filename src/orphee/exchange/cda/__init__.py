"""CDA SDM-MR, the document French hospitals send: in and out. Plain Python, no database.

`reading.read` makes a submission of bytes, `writing.write` a document of a record, `rules.check` says what the
official rules object to in a document.
"""

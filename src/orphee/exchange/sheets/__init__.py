"""Entries as sheets (XLSX, CSV): a template from the definition, rows read back, problems beside each row."""

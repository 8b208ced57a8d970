"""What every room stands on: partial dates, places on disk, PostgreSQL, the audit trail, sealed files."""

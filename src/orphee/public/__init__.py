"""For everyone, without an account: what to think of and where to refer."""

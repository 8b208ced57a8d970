"""Load, allow, one query or one action, answer."""

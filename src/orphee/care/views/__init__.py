"""Pages of the desk: load, allow, one query or one action, answer."""

"""The policy in plain Python."""

"""The `orphee` command."""

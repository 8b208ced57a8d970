"""What dossiers do, in plain Python."""

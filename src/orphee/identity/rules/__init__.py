"""Rules of identity: plain Python."""

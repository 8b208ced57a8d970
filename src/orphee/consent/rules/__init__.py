"""Rules of consent: plain Python."""

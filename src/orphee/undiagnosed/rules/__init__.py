"""Rules of the room: plain Python."""

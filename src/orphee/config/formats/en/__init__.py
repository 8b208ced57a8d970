"""English as Europe writes dates."""

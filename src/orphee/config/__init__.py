"""Settings, addresses and start-up: the wiring."""

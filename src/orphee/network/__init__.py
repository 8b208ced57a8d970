"""Which centre, network, laboratory, platform."""

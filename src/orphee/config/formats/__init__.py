"""How dates are written, where a language needs more than what Django says of it."""

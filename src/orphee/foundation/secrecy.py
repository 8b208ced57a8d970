"""Statistical secrecy: a count small enough to point at somebody is not told."""

SMALLEST_PUBLISHED_COUNT = 11  # people; CASD confidentiality rules, p. 17: no cell under 11 units

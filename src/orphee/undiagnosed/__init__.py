"""People without a diagnosis: looked at again as knowledge grows, and who is like them in the bank."""

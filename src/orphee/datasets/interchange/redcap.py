"""REDCap data dictionaries (CSV), in and out."""

from orphee.datasets.interchange.redcap_reading import read_redcap
from orphee.datasets.interchange.redcap_writing import write_redcap

__all__ = ["read_redcap", "write_redcap"]

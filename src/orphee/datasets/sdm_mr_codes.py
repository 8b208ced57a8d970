"""Codes of the SDM-MR that rules compare with, by name: its definition has their labels and its tests hold them.

The periods of an age are in `ages`.
"""

from __future__ import annotations

SDM, PHENOTYPE = "sdm-mr", "phenotype"  # the two data sets that every record may have entries of, by key

# JDV_StatutActuelDiagnostic_CISIS, from the most to the least advanced
CONFIRMED, PROBABLE, ONGOING, UNDETERMINED = "255545003", "2931005", "385651009", "42425007"
REFUTED, NOT_A_CARRIER = "723511001", "MED-1313"
NOT_THEIRS = (REFUTED, NOT_A_CARRIER)  # the disease is not one the person has
STATUSES = (CONFIRMED, PROBABLE, ONGOING, UNDETERMINED, REFUTED, NOT_A_CARRIER)

DEAD = "419620001"  # JDV_HealthStatusCodes_CISIS
BORN = "3950001"  # JDV_IssueGrossesse_CISIS

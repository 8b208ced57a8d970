"""The clinician's desk."""

"""May this be used: oppositions and consents."""

"""dossiers: specialty data sets (DoSpéRa), built and published on screen."""

"""The pages where a network's data manager builds and publishes dossiers."""

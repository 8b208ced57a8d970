"""An invented network and cohort, marked as such everywhere."""

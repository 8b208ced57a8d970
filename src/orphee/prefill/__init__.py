"""Reading documents beside the form: proposals, each at its place, that someone accepts, corrects or rejects."""

"""Who is this person: the only room that holds names."""

"""A run from its data to its last save: the session, the loop, the saver."""

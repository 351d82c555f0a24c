"""The parts of the trainer page: pairs, settings, watching, comparing, taking away."""

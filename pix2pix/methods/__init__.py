"""One file per method; each holds its networks, its optimizers and one training step."""

"""How good a model is on pairs that it has never seen."""

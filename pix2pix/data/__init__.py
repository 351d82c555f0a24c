"""Pictures on disk become batches of pairs."""

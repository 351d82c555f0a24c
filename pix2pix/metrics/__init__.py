"""How close pictures are to their targets."""

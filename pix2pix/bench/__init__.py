"""Measurements of speed and memory, for ``python -m pix2pix bench``."""

"""Commands of ``python -m pix2pix`` that stand on their own."""

"""The parts of the canvas: its models, its messages, its page."""

"""The page that asks people what is real, and its server."""

"""Runs that a page starts, watches and puts away; all of it can be tested without a page."""

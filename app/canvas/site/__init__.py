"""The canvas as a site without a server: its network runs in the browser of whoever visits."""

"""The two apps: pictures and words. All that can be tested without a browser is in pix2pix."""

"""What a canvas without a server needs: models for the browser, and what runs them there."""

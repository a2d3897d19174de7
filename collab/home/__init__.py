"""The front page, and what waits for whoever is signed in."""

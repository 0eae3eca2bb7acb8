"""Evidence: what repositories and servers show."""

"""Model deployment: the service, and how a new version earns its traffic."""

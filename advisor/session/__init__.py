"""Session: a team answers privately, sees where it disagrees, talks, and agrees."""

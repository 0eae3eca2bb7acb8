"""What was answered, append-only: who, when, and to which questions."""

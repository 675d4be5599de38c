"""Room: zoo."""

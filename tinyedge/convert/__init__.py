"""Room: convert."""

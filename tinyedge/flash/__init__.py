"""Room: flash."""

"""Room: reference."""

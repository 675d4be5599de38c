"""Room: emulate."""

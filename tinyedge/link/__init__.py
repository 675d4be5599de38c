"""Room: link."""

"""``Graph`` -> a smaller ``Graph`` that computes the same: one pass per file."""

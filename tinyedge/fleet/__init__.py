"""Many models on many boards at once: each run in a process of its own, one Fleet of outcomes."""

"""Command check: all that can be said of a model before anything is built."""

"""The command line: words, not decisions. Each command parses, calls one function, prints."""

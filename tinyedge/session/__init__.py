"""A board at work in somebody's hands: Python objects in, Python objects out; streams."""

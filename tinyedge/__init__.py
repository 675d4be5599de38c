"""tinyedge: from a model file to a proven result on a microcontroller."""

__version__ = "0.1.0"

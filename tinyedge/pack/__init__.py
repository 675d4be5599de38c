"""Stage pack: Image + Board -> the files that are written to the board, byte for byte."""

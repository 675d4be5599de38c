"""Stage flash: Image + Board -> the board runs it. One file per flasher."""

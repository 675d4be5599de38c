"""Stage emulate: Image + Board -> a serial port with the firmware running behind it."""

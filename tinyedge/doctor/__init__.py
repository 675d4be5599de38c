"""What this machine has for the work, what is connected to it, and what each board still needs."""

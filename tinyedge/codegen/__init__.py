"""Graph + Plan -> Sources: the model as C that a person can read, as text in memory."""

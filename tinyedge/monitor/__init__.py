"""Stage monitor: a board that runs -> what it computes and says, as it happens."""

"""Stage verify: Device + reference -> Report, every element of every tensor."""

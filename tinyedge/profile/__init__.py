"""Stage profile: Device + Plan -> Profile, what each layer costs on a board."""

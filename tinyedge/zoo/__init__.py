"""What MODEL on the command line stands for: a model file, or a folder with a ``model.toml``."""

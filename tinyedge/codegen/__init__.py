"""Room: codegen."""

"""Stage build: Project -> Image, a linked firmware with its flash and RAM by origin."""

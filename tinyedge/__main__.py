"""``python -m tinyedge`` and the ``tinyedge`` command."""

from __future__ import annotations

import sys

from tinyedge.cli.main import main

if __name__ == "__main__":
    sys.exit(main())

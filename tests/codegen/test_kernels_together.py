"""Any two operators may meet in one model: what their headers declare does not collide."""

from __future__ import annotations

import subprocess
from pathlib import Path

from support.host_c import compiler

from tinyedge.build.compilers import WARNINGS
from tinyedge.codegen.runtime import runtime_dir


def test_the_headers_of_all_kernels_go_into_one_unit(tmp_path: Path) -> None:
    """A model of CONV_2D and GATHER did not compile: both headers had a te_gather."""
    names = sorted(path.name for path in runtime_dir().glob("te_*.h"))
    names = [name for name in names if not name.endswith("_body.h")]  # what one kernel includes
    lines = [f'#include "{name}"' for name in names]
    (tmp_path / "all.c").write_text("\n".join([*lines, "int te_nothing;", ""]))
    argv = [*compiler(), *WARNINGS, f"-I{runtime_dir()}", "-c", "all.c"]
    done = subprocess.run(argv, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

"""Entry: runs a command and turns whatever it raises into an exit status.

0: done, and equal. 1: verified and different. 2: could not be done.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from tinyedge.cli import (  # noqa: F401  (they enter their commands)
    benchmark,
    board_commands,
    check_command,
    measuring,
    streaming,
)
from tinyedge.cli.commands import app
from tinyedge.cli.printing import reader_may_leave
from tinyedge.errors import TinyEdgeError

_ENDED_BY_CTRL_C = 130
_OS_REMEDY = "check the path, its permissions and the room on the disk"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; never raises for what the user can put right."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in arguments
    status: object = 0
    try:
        with reader_may_leave():
            status = _called([argument for argument in arguments if argument != "--debug"])
    except TinyEdgeError as error:
        if debug:
            raise
        return _fail(str(error))
    except TyperException as error:
        return _fail(_usage(error))
    except (KeyboardInterrupt, typer.Abort):
        return _ENDED_BY_CTRL_C
    except OSError as error:
        if debug:
            raise
        where = error.filename2 or error.filename or "system"  # of a copy, where it went
        return _fail(f"{where}: {error.strerror or error}; {_OS_REMEDY}")
    except MemoryError:
        if debug:
            raise
        return _fail(
            "this machine has too little memory for it; take a smaller model or fewer samples"
        )
    except Exception as error:
        if debug:
            raise
        return _fail(
            f"internal error: {type(error).__name__}: {_one_line(str(error))}; "
            "this is a bug: run again with --debug and report what it prints"
        )
    return status if isinstance(status, int) else 0


def _called(arguments: list[str]) -> object:
    """What the command returns."""
    try:
        return app(arguments or ["--help"], prog_name="tinyedge", standalone_mode=False)
    except SystemExit as ended:
        # Typer's way to say so has status 1, which here means that something differs.
        if isinstance(ended.__context__, BrokenPipeError):
            raise ended.__context__ from None
        raise


def _usage(error: TyperException) -> str:
    """One line for a misspelt command line, with where to read more."""
    describe = getattr(error, "format_message", None)
    context = getattr(error, "ctx", None)
    message = describe() if describe else str(error)
    message = message.replace(": Value error, ", ": ")  # some versions of Typer put it there
    command = context.command_path if context else "tinyedge"
    return f"{_one_line(message).rstrip('.')}; see: {command} --help"


def _fail(message: str) -> int:
    print(f"tinyedge: {_one_line(message)}", file=sys.stderr)
    return 2


def _one_line(text: str) -> str:
    """``text`` on one line, without control characters that a terminal would obey."""
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))

"""Stage link: a pyserial URL -> frames -> Device. The wire is firmware/PROTOCOL.md."""

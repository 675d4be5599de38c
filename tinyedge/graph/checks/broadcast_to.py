"""BROADCAST_TO."""

from __future__ import annotations

from tinyedge.graph.checks.moving import moves_as_is
from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import BroadcastTo


def broadcast_to(site: Site, op: BroadcastTo) -> None:
    """Each axis, the last ones first, stays or was 1."""
    moves_as_is(site, 5)
    given, wanted = site.tensor(op.inputs[0]).shape, site.tensor(op.outputs[0]).shape
    pairs = zip(reversed(given), reversed(wanted), strict=False)
    if len(given) > len(wanted) or any(a not in (1, b) for a, b in pairs):
        raise site.error(f"{list(given)} does not broadcast to {list(wanted)}")

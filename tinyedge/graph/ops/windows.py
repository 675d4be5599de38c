"""Operators of windows over images that have no weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tinyedge.graph.ops.types import Activation, Operator, Pair


@dataclass(frozen=True, slots=True)
class AveragePool2D(Operator):
    """inputs: [N,H,W,C]. Windows are cut at the border; the mean is over what is inside."""

    kind: ClassVar[str] = "AVERAGE_POOL_2D"
    window: Pair
    stride: Pair
    pad: Pair
    activation: Activation


@dataclass(frozen=True, slots=True)
class L2Pool2D(Operator):
    """inputs: [N,H,W,C] float32. The root of the mean of squares of what of a window is inside."""

    kind: ClassVar[str] = "L2_POOL_2D"
    window: Pair
    stride: Pair
    pad: Pair
    activation: Activation


@dataclass(frozen=True, slots=True)
class MaxPool2D(Operator):
    """inputs: [N,H,W,C]. Windows are cut at the border."""

    kind: ClassVar[str] = "MAX_POOL_2D"
    window: Pair
    stride: Pair
    pad: Pair
    activation: Activation


@dataclass(frozen=True, slots=True)
class ResizeNearestNeighbor(Operator):
    """[N,H,W,C] to other rows and columns, each the nearest of the input."""

    kind: ClassVar[str] = "RESIZE_NEAREST_NEIGHBOR"
    align_corners: bool
    half_pixel_centers: bool


@dataclass(frozen=True, slots=True)
class ResizeBilinear(Operator):
    """[N,H,W,C] to other rows and columns, each a mean of its four neighbours."""

    kind: ClassVar[str] = "RESIZE_BILINEAR"
    align_corners: bool
    half_pixel_centers: bool

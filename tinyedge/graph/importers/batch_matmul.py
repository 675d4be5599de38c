"""BATCH_MATMUL."""

from __future__ import annotations

from tflite.BatchMatMulOptions import BatchMatMulOptions
from tflite.BuiltinOptions import BuiltinOptions

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import BatchMatmul


def batch_matmul(layer: Layer) -> BatchMatmul:
    """inputs: the two matrices."""
    options = layer.options(BatchMatMulOptions, BuiltinOptions.BatchMatMulOptions)
    return BatchMatmul(
        inputs=layer.operands(2),
        outputs=layer.result(),
        transposed=(bool(options.AdjX()), bool(options.AdjY())),
    )

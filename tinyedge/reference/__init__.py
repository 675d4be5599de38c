"""Stage: Graph + inputs -> every tensor, in numpy, equal to TensorFlow Lite Micro bit for bit."""

"""Stage 1: a model file + calibration samples -> the bytes of an int8 ``.tflite`` file."""

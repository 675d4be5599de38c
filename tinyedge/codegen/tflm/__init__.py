"""Engine tflm: the files of a model that a TensorFlow Lite Micro project needs."""

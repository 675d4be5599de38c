"""Stage 2: an int8 .tflite file -> ``Graph``, checked and simplified."""

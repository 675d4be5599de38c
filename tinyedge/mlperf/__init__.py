"""Stage mlperf: a port where firmware of ``--protocol mlperf`` answers -> a Benchmarked."""

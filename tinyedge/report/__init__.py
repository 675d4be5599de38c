"""Stage report: Report -> terminal. JSON is ``Report.to_json``."""

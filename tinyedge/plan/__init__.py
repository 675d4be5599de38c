"""Graph -> Plan: in which order the layers run, and where in the arena each tensor lies."""

"""The values that flow between the stages: frozen, without I/O, importing nothing else here."""

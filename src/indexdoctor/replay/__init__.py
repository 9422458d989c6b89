"""The only network I/O: transport, recorder, scheduler, publish probe."""

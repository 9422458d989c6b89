"""Reports that were saved: a report.json or a ticket read back, so that every format can show it.

Whoever sends one is a stranger: sizes have limits, nothing is unpacked, and whatever does not fit
the public shape is an error that names the file and the place in it.
"""

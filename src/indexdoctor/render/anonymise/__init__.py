"""Names taken out of a report: hosts, users, indexes, packages, paths, each under a label.

`names` keeps the labels and replaces, `collect` finds the names in a report, `public` says what
everyone knows and stays, `report` does it all.
"""

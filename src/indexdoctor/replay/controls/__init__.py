"""Control requests: what separates causes that the client's own requests leave open.

A kind a module. They are sent only where a search or an upload ended badly, never more than a few
for one index, and none goes where the client would not send it.
"""

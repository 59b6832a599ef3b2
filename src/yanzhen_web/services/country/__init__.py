"""The whole country as one viewer may see it: flows, upgrading, clusters; every number leads to its rows.

Unlike the totals of an event, which speak of all records once they are released, these are sums of what the viewer
sees: a hidden record, or an amount that is not theirs to read, is exactly as if nobody had told it.
"""

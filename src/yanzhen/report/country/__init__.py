"""The whole country at once: who moves where, whether what moves is of a higher kind, and which clusters it makes.

`ends` says from where to where a project goes; `flows` sums what goes each way; `axes` declares the figures of
upgrading; `clusters` finds members, covered segments and gaps; `documents` writes them.
"""

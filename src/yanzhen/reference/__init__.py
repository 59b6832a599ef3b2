"""Code tables: regions and their names as people write them, parks, countries, industries, chains, identity codes.

What changes with the year carries its edition, from when and until when it held, and what came after it. Tables that
are facts from a registry's package are built (`make build`); everything else is typed in the `.tsv` files here.
"""

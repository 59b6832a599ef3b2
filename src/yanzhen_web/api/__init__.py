"""The API for programs: /api/v1. Each room fetches, delegates to a service, and returns; a file a room.

site            composes the rooms into addresses
rooms           how a room declares its operations: who, with which grant, what goes in and comes out
doors           what every request goes through: method, size, key, access, limits, then the operation
keys            bearer keys
problems        what went wrong, as problem+json
schemas         what requests and answers are made of
paging          cursors
preconditions   ETag, If-Match, If-None-Match
description     the OpenAPI schema, in the language of whoever reads it
"""

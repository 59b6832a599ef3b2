"""What programs need: webhooks and their outbox, repeated requests, limits."""

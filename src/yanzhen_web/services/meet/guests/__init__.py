"""Who comes: invitations, registration, waiting lists, badges, attendance."""

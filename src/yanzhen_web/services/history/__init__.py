"""What was done, by whom, from where: written down, sealed, verified, and what is personal of it erased."""

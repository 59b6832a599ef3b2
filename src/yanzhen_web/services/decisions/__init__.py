"""Whether a pair suits, as people say: decided, changed, taken back, shown, and learned from."""

"""Rounds between installations without a network: as one signed file, both ways, safe to take in twice."""

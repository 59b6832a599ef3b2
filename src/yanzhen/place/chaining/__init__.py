"""产业链配套: how much of what a project buys is made nearby, and how strong its industry is in a city."""

"""Forms of one item: labels with their values, in sheets and in Word tables."""

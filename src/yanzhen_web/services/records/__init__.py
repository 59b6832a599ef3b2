"""Records: written by one writer, read within what is whoever asks'."""

"""State secrets are not taken: marks of secrecy in a book, a text or a name block the whole of it.

`check_text` and `check_name` are for what a page is given; `check_book` for a file. The sentence names the place and
says what to do now; it never repeats what stands there.
"""

from yanzhen.collect.secrecy.books import check_book
from yanzhen.collect.secrecy.marks import bears_mark, check_name, check_text, name_bears_mark, refused

__all__ = ["bears_mark", "check_book", "check_name", "check_text", "name_bears_mark", "refused"]

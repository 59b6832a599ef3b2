"""One thing told by several: pairs that are looked for, decided on, merged, and taken apart again."""

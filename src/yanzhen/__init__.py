"""雁阵 Yanzhen: from the spreadsheets that offices mail around to clean records, explained matches and figures.

The package is a plain library and a command line; it knows no web framework. Its folders are the stages of
a record's life, and `yanzhen.workflow` is the only module that knows them all. Importing it loads nothing heavy.
"""

__version__ = "0.1.0"

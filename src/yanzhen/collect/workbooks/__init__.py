"""Any workbook as sheets of cells, with what its makers said by hiding, merging, colouring numbers and failing."""

from yanzhen.collect.workbooks.limits import Limits
from yanzhen.collect.workbooks.opening import open_book
from yanzhen.collect.workbooks.sheets import Book, Cell, CellError, CellFormats, Line, Row, Rows, Sheet

__all__ = ["Book", "Cell", "CellError", "CellFormats", "Limits", "Line", "Row", "Rows", "Sheet", "open_book"]

"""Where values of places come from: tables recognised by their headers, parks' own records, any other table."""

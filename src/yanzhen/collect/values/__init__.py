"""Readers of single cells: amounts, dates, quantities, places, codes and the field's fixed words."""

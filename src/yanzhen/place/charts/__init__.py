"""Drawings of a comparison as SVG text: one question a chart, labels beside what they name."""

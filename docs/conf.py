"""How the manual is built: `make docs`, warnings are errors, nothing is loaded from outside."""

project = "雁阵 Yanzhen"
author = "The Yanzhen developers"
copyright = "2025, The Yanzhen developers"  # noqa: A001 - Sphinx wants this name
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
exclude_patterns = ["site", "screenshots"]
language = "zh_CN"
html_theme = "alabaster"
html_theme_options = {"show_powered_by": False, "font_family": "'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"}
html_search_language = "zh"
html_show_sourcelink = False
myst_heading_anchors = 3

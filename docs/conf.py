"""Sphinx settings: Markdown by MyST, the furo theme, version from the package."""

from importlib.metadata import version as installed

project = "Renkei"
author = "The Renkei contributors"
project_copyright = "The Renkei contributors, Apache License 2.0"
version = release = installed("renkei")
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
napoleon_google_docstring = False
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
autodoc_type_aliases = {"Distribution": "Distribution"}
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "Renkei"
html_static_path = ["_static"]
pygments_style = "friendly"

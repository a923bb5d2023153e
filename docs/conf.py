"""How the documentation is built: Sphinx, MyST, furo; nothing is fetched while building."""

from volary import __version__

project = "Volary"
author = "The Volary maintainers"
project_copyright = "The Volary maintainers"
release = __version__
extensions = ["myst_parser"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "Volary"
html_theme_options = {"navigation_with_keys": True}
exclude_patterns = ["_build"]
suppress_warnings: list[str] = []
nitpicky = True

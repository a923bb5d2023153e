"""Pages for people: server-rendered, one style sheet, no scripts, nothing from elsewhere."""

from volary.web.app import create_app
from volary.web.parts import WebParts

__all__ = ["WebParts", "create_app"]

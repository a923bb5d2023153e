"""The pages' drawings as pure geometry: numbers in, strings for SVG attributes out.

Templates put them into elements; colours and fonts are the style sheet's.
"""

from volary.web.svg.barogram import Barogram, barogram
from volary.web.svg.outline import Outline, Shape, outline

__all__ = ["Barogram", "Outline", "Shape", "barogram", "outline"]

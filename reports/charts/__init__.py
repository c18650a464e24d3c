"""Pictures of figures: values in, bytes out. The only place that imports matplotlib.

Time runs from left to right in every language. The printed statistics of the region draw it so in Arabic too, a line
that climbs means growth to whoever looks, and in a book with two languages the two pictures of a figure never
seem to say the opposite. What has no direction of its own follows the reader: bars begin on the side where reading
begins, so do the scale and the panels.

What tells two periods apart is never colour alone: solid and round against dashed and square, filled against hatched.
"""

from reports.charts.drawing import draw
from reports.charts.keeping import kept
from reports.charts.kinds import Bar, Bars, Chart, Form, Line, Lines, Multiples, Panel, Target
from reports.charts.sizes import size_of
from reports.charts.spark import Spark
from reports.charts.words import alt_text

__all__ = [
    "Bar",
    "Bars",
    "Chart",
    "Form",
    "Line",
    "Lines",
    "Multiples",
    "Panel",
    "Spark",
    "Target",
    "alt_text",
    "draw",
    "kept",
    "size_of",
]

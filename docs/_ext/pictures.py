"""The directive ``picture``: draws a chart while the pages are built, so that none is stale.

It holds one expression, which knows ``ctc``, ``plots`` and the width of the picture::

    ```{picture}
    :alt: What a reader who cannot see the picture should know.

    plots.ranking(ctc.top_n(10), width=width)
    ```

The page itself holds the picture as SVG, for wide pages and for narrow ones: it needs neither a
script nor a file.
"""

from __future__ import annotations

from html import escape
from io import StringIO
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.addnodes import only
from sphinx.util.docutils import SphinxDirective

import china_trade_cities as ctc
from china_trade_cities import plots

if TYPE_CHECKING:
    from sphinx.application import Sphinx


# Pixels; ``pages.css`` shows one of them.
_WIDTHS = {"wide": 680, "narrow": 340}


class Picture(SphinxDirective):
    """A chart as SVG, and the same in words."""

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"alt": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Draw the chart anew in every build, whether or not its page has changed."""
        if "alt" not in self.options:
            raise self.error("a picture needs :alt:, what to know who cannot see it")
        self.env.note_reread()
        expression = compile("\n".join(self.content), self.env.docname, "eval")
        alt = self.options["alt"]
        html = ""
        for name, width in _WIDTHS.items():
            chart = eval(expression, {"ctc": ctc, "plots": plots, "width": width})  # noqa: S307
            svg = StringIO()
            chart.save(svg, format="svg")
            described = f'class="picture {name}" role="img" aria-label="{escape(alt)}"'
            html += f"<div {described}>{svg.getvalue()}</div>"
        elsewhere = only("", nodes.paragraph("", alt), expr="not html")
        return [nodes.raw("", html, format="html"), elsewhere]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("picture", Picture)
    return {"parallel_read_safe": True}

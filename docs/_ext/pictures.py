"""The directive ``picture``: draws a chart while the pages are built, so that none is stale.

It holds one expression, which knows ``ctc`` and ``plots``::

    ```{picture}
    :alt: What a reader who cannot see the picture should know.

    plots.ranking(ctc.top_n(10))
    ```

The picture stands in the page itself as SVG: it needs neither a script nor a file.
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


class Picture(SphinxDirective):
    """A chart as SVG, and the same in words."""

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"alt": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Draw the chart anew in every build, whether or not its page has changed."""
        if "alt" not in self.options:
            raise self.error("a picture needs :alt:, what to know who cannot see it")
        self.env.note_reread()
        expression = "\n".join(self.content)
        chart = eval(expression, {"ctc": ctc, "plots": plots})  # noqa: S307
        svg = StringIO()
        chart.save(svg, format="svg")
        alt = self.options["alt"]
        described = f'<div class="picture" role="img" aria-label="{escape(alt)}">'
        html = f"{described}{svg.getvalue()}</div>"
        elsewhere = only("", nodes.paragraph("", alt), expr="not html")
        return [nodes.raw("", html, format="html"), elsewhere]


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("picture", Picture)
    return {"parallel_read_safe": True}

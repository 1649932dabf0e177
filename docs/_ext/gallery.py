"""The directive ``chart``: runs Python code, shows it, and draws the chart that it makes.

A page holds the code as an ordinary block inside the directive, so that tests run it too::

    ````{chart} leading-cities
    :alt: What a reader who cannot see the chart should know.
    :table: answer

    ```python
    answer = ctc.top_n(10)
    chart = plots.ranking(answer)
    ```
    ````

All blocks of a page share their names; the chart is what ``chart`` holds after the block, and
``table`` names results that are shown below it as tables. The code runs a second time for a narrow
page, with functions of ``plots`` that make charts of that width.
Vega comes out of vl-convert and is written beside the pages, which so need no network.
"""

from __future__ import annotations

import json
from functools import partial
from html import escape
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar

import vl_convert
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.addnodes import only
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

_STATIC = Path(__file__).parent / "gallery_static"
_BUNDLE = "vega-bundle.js"
_NARROW = 330


class Chart(SphinxDirective):
    """Code, the chart that it makes, and the same in words and as a table."""

    has_content = True
    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {
        "alt": directives.unchanged_required,
        "table": directives.unchanged,
    }

    def run(self) -> list[nodes.Node]:
        """Run the code in the names of the page, and describe what it makes."""
        if "alt" not in self.options:
            raise self.error("a chart needs :alt:, what to know who cannot see it")
        shown = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, shown)
        codes = [node.astext() for node in shown.findall(nodes.literal_block)]
        if len(codes) != 1:
            raise self.error(f"a chart needs one block of code, not {len(codes)}")
        shared: Any = self.env.temp_data
        names: dict[str, Any] = shared.setdefault("gallery names", {})
        names.pop("chart", None)
        exec(compile(codes[0], self.env.docname, "exec"), names)  # noqa: S102
        if "chart" not in names:
            raise self.error("the code of a chart must give the name `chart` to it")
        tables: list[Any] = [
            names[word.strip()] for word in self.options.get("table", "").split(",") if word
        ]
        specs = [names["chart"].to_dict(), _narrow(codes[0], names).to_dict()]
        html = _figure(self.arguments[0], specs, self.options["alt"], tables)
        elsewhere = only("", nodes.paragraph("", self.options["alt"]), expr="not html")
        self.env.metadata[self.env.docname]["has_charts"] = "yes"
        return [*shown.children, nodes.raw("", html, format="html"), elsewhere]


def _narrow(code: str, names: dict[str, Any]) -> Any:
    """The chart of a block as it is drawn on a narrow page."""
    plots = {name: getattr(names["plots"], name) for name in names["plots"].__all__}
    narrow = {name: partial(draw, width=_NARROW) for name, draw in plots.items()}
    lines = [line for line in code.splitlines() if not line.startswith(("import ", "from "))]
    inside = {**names, "plots": SimpleNamespace(**narrow)}
    exec(compile("\n".join(lines), "narrow", "exec"), inside)  # noqa: S102
    return inside["chart"]


def _figure(name: str, specs: list[dict[str, Any]], alt: str, tables: list[Any]) -> str:
    """A chart in HTML: drawn by a script, described for all, with its figures as tables."""
    wide, narrow = specs
    # Data that both have stand in the page once; altair names them by what they hold.
    narrow["datasets"] = {
        key: rows for key, rows in narrow["datasets"].items() if key not in wide["datasets"]
    }
    scripts = "".join(f'<script type="application/json">{_json(spec)}</script>' for spec in specs)
    words = specs[0]["title"]["text"]
    title = escape(words if isinstance(words, str) else " ".join(words))
    below = "".join(table._repr_html_() for table in tables)
    details = (
        f'<details class="chart-table"><summary>{title}: the figures as a table</summary>'
        f'<div class="chart-scroll" tabindex="0" role="region" '
        f'aria-label="Table: {title}">{below}</div></details>'
    )
    return (
        f'<figure class="chart" id="chart-{escape(name)}">'
        f'<div class="chart-scroll" tabindex="0" role="region" aria-label="Chart: {title}">'
        f'<div class="chart-drawing"></div></div>'
        f"{scripts}"
        f"<noscript><p>The chart is drawn by a script, which is switched off.</p></noscript>"
        f"<figcaption>{escape(alt)}</figcaption>"
        f"{details if tables else ''}"
        "</figure>"
    )


def _json(spec: dict[str, Any]) -> str:
    text = json.dumps(spec, ensure_ascii=False, separators=(",", ":"))
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")


def _styles(_app: Sphinx, config: Config) -> None:
    config.html_static_path.append(str(_STATIC))


def _bundle(app: Sphinx) -> None:
    """Write Vega among the static files of the pages."""
    if app.builder.format == "html":
        folder = Path(app.outdir) / "_static"
        folder.mkdir(parents=True, exist_ok=True)
        # In a function of its own: the short names inside are not to meet those of Sphinx.
        vega: Any = vl_convert  # the stub asks for an argument that is not needed
        script = f"(() => {{{vega.javascript_bundle()}\n}})();"
        (folder / _BUNDLE).write_text(script, encoding="utf-8")


def _scripts(app: Sphinx, page: str, *_rest: object) -> None:
    """Load scripts and styles on pages with charts alone."""
    if app.env.metadata.get(page, {}).get("has_charts"):
        app.add_js_file(_BUNDLE, loading_method="defer")
        app.add_js_file("gallery.js", loading_method="defer")
        app.add_css_file("gallery.css")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_directive("chart", Chart)
    app.connect("config-inited", _styles)
    app.connect("builder-inited", _bundle)
    app.connect("html-page-context", _scripts)
    return {"version": vl_convert.get_vega_version(), "parallel_read_safe": True}

"""How the pages are built: ``sphinx-build -n -W docs docs/_build/html``.

No build needs a network but the first: see ``_ext/try_it.py``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import china_trade_cities as ctc

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_ext"))

project = "china_trade_cities"
author = "The china_trade_cities contributors"
release = version = ctc.__version__
extensions = [
    "gallery",
    "myst_parser",
    "pictures",
    "sphinx.ext.autodoc",
    "sphinx.ext.intersphinx",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "sphinx_design",
    "try_it",
]
exclude_patterns = ["_build"]
nitpicky = True
default_role = "py:obj"
# Docstrings set arguments, fields and words of closed lists in backticks too; type variables have
# no page.
nitpick_ignore_regex = [
    ("py:obj", r"[a-z_]+"),
    ("py:(class|obj)", r"(.+\.)?(E|K|T|V|E_co|CandidateCity|CityWithoutFigure)"),
]
napoleon_numpy_docstring = False
napoleon_attr_annotations = False  # the signature of a class has the types of its fields
myst_heading_anchors = 3

html_theme = "furo"
html_title = "china_trade_cities"
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
html_static_path = ["_static"]
html_css_files = ["pages.css"]
templates_path = ["_templates"]
# The theme's own parts, and the versions of code and data below the name.
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "sidebar/versions.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
# The workflow that builds the pages knows where the repository is.
html_context = {
    "vintage": ctc.available_versions()[-1],
    "repository": "/".join(
        os.environ[name]
        for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY")
        if name in os.environ
    ),
}
# The button copies what one types: no prompts and no output.
copybutton_prompt_text = r">>> |\.\.\. "
copybutton_prompt_is_regexp = True
# Examples in Markdown end with a blank line, to be tested.
highlight_options = {"python": {"stripnl": True}}

maximum_signature_line_length = 88
python_use_unqualified_type_names = True
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
autodoc_default_options = {
    "members": True,
    "inherited-members": "BaseException, Mapping, Sequence, StrEnum",
}

# What other projects document, as far as these pages refer to it. No build needs a network: the
# inventories are kept here as text (version 1 of the format), one name, kind and page a line.
INVENTORIES = {
    "altair": "https://altair-viz.github.io/",
    "python": "https://docs.python.org/3/",
    "attrs": "https://www.attrs.org/en/stable/",
    "cattrs": "https://catt.rs/en/stable/",
    "hypothesis": "https://hypothesis.readthedocs.io/en/latest/",
    "narwhals": "https://narwhals-dev.github.io/narwhals/",
    "pandas": "https://pandas.pydata.org/docs/",
    "polars": "https://docs.pola.rs/api/python/stable/",
    "pyarrow": "https://arrow.apache.org/docs/python/",
}
intersphinx_mapping = {
    name: (address, str(HERE / "_inventories" / f"{name}.txt"))
    for name, address in INVENTORIES.items()
}
# Their names by the last part, as annotations write them: ``Sequence``.
ELSEWHERE = {
    line.split()[0].rpartition(".")[2]: line.split()[0]
    for name in reversed(INVENTORIES)
    for line in (HERE / "_inventories" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
}


def find_name(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, shown: nodes.TextElement
) -> nodes.Element | None:
    """Where a name is documented that is written without its module, as annotations do."""
    if node["refdomain"] != "py":
        return None
    domain, target = env.domains.python_domain, node["reftarget"]
    for module in (project, *domain.modules):
        if f"{module}.{target}" in domain.objects:
            return domain.resolve_xref(
                env, node["refdoc"], app.builder, node["reftype"], f"{module}.{target}", node, shown
            )
    node["reftarget"] = ELSEWHERE.get(target.rpartition(".")[2], target)
    return None


def show_computed_defaults(*event: Any) -> tuple[str | None, str | None]:
    """``...`` for a default that follows from other fields, as in stubs; attrs has ``NOTHING``."""
    signature, returned = event[-2:]
    return (signature and signature.replace("= NOTHING", "= ..."), returned)


def leave_out_text(*event: Any) -> bool | None:
    """Words of closed lists have all methods of `str`; Python's own pages describe these."""
    _, _, name, member, *_ = event
    return True if name in vars(str) and member is vars(str)[name] else None


def setup(app: Sphinx) -> None:
    """Connect these; names are looked up before intersphinx does, whose priority is 500."""
    app.connect("missing-reference", find_name, priority=400)
    app.connect("autodoc-skip-member", leave_out_text)
    app.connect("autodoc-process-signature", show_computed_defaults)

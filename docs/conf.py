"""How the documentation is built, without a network: ``sphinx-build -n -W docs docs/_build/html``.

Sphinx does most of it. What this file adds is how names are found: docstrings and annotations
write the short names that a reader of the source knows (`City`, `Sequence`), and this package
keeps its classes in private modules.
"""

from __future__ import annotations

import inspect
import re
import sys
from contextlib import suppress
from enum import StrEnum
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from pkgutil import walk_packages
from typing import TYPE_CHECKING, Any

import attrs
from docutils import nodes

import china_trade_cities as ctc

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    "sphinx.ext.autodoc",
    "sphinx.ext.intersphinx",
    "sphinx.ext.napoleon",
]
exclude_patterns = ["_build"]
nitpicky = True
default_role = "py:obj"
napoleon_numpy_docstring = False
myst_heading_anchors = 3

html_theme = "furo"
html_title = "china_trade_cities"
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False

maximum_signature_line_length = 88
python_use_unqualified_type_names = True
autodoc_typehints_format = "short"
autodoc_member_order = "bysource"
autodoc_default_options = {
    "members": True,
    "inherited-members": "BaseException, Mapping, Sequence, StrEnum",
}
# Annotations that Python can evaluate would be spelled out in full: these stay as written.
autodoc_type_aliases = {"CitiesLike": "CitiesLike", "PeriodLike": "PeriodLike"}

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


def _elsewhere() -> dict[str, str]:
    """Names that other projects document, by their last part: ``Sequence`` as annotations say."""
    names: dict[str, str] = {}
    for project_name in INVENTORIES:
        text = (HERE / "_inventories" / f"{project_name}.txt").read_text(encoding="utf-8")
        for line in text.splitlines():
            if not line.startswith("#"):
                name = line.split()[0]
                names.setdefault(name.rpartition(".")[2], name)
    return names


def _public() -> Iterator[tuple[str, Any]]:
    """Every public function and class, with its name from the package root."""
    root = f"{ctc.__name__}."
    modules = [found.name for found in walk_packages(ctc.__path__, root) if "._" not in found.name]
    for prefix in ("", *(f"{name.removeprefix(root)}." for name in modules)):
        module = import_module(f"{root}{prefix}".rstrip("."))
        for name in module.__all__:
            thing = getattr(module, name)
            if callable(thing):
                yield f"{prefix}{name}", thing


def _words() -> set[str]:
    """Arguments of public functions, members of public classes, words of closed lists.

    Docstrings set them in backticks like any name, and often speak of those of something else
    (an error's `problems`): no reference is meant.
    """
    words: set[str] = set()
    for _, thing in _public():
        functions = [thing]
        if inspect.isclass(thing):
            words.update(name for name in dir(thing) if not name.startswith("_"))
            functions = [member for _, member in inspect.getmembers(thing, inspect.isroutine)]
            documented = inspect.getdoc(thing) or ""
            words.update(re.findall(r"^ {4}(\w+): ", documented, re.MULTILINE))
            words.update(thing if issubclass(thing, StrEnum) else ())
        for function in functions:
            with suppress(TypeError, ValueError):  # written in C
                words.update(inspect.signature(function).parameters)
    return words


ELSEWHERE = _elsewhere()
PREFIXES = [f"{ctc.__name__}.", *sorted(
    {f"{ctc.__name__}.{name.partition('.')[0]}." for name, _ in _public() if "." in name}
)]  # fmt: skip
WORDS = _words()
# As modules are called in annotations.
MODULES = {"alt": "altair", "nw": "narwhals", "pa": "pyarrow", "pd": "pandas", "pl": "polars"}
TYPE_VARIABLES = {"E", "K", "T", "V", "E_co"}


def find_name(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, shown: nodes.TextElement
) -> nodes.Element | None:
    """Where a short or a private name is documented."""
    if node["refdomain"] != "py":
        return None
    target = re.sub(rf"^{ctc.__name__}\.(?:\w+\.)*_\w+\.", "", node["reftarget"])
    target = re.sub(r"^([A-Z]\w+)Fields$", r"\1", target)  # what a factory takes
    domain = env.domains.python_domain
    for prefix in PREFIXES:
        if prefix + target in domain.objects:
            return domain.resolve_xref(
                env, node["refdoc"], app.builder, node["reftype"], prefix + target, node, shown
            )
    if target in TYPE_VARIABLES or (node["reftype"] == "obj" and target in WORDS):
        return shown
    module, dot, name = target.partition(".")
    if dot:
        written = f"{MODULES.get(module, module)}.{name}"
        # Some say where a class is defined, their pages where it is imported from.
        imported = f"{module}.{name.rpartition('.')[2]}"
        node["reftarget"] = imported if imported in ELSEWHERE.values() else written
    else:
        node["reftarget"] = ELSEWHERE.get(target, target)
    return None


def put_types_first(
    _app: Sphinx, what: str, _name: str, thing: Any, _options: object, lines: list[str]
) -> None:
    """The types of fields beside their names, as the source writes them.

    Napoleon writes them as a paragraph below each field, with everything spelled out.
    """
    if what != "class" or not attrs.has(thing):
        return
    types = {field.name: field.type for field in attrs.fields(thing)}
    written: list[str] = []
    for line in lines:
        if re.match(r" +:type: ", line):
            continue
        written.append(line)
        field = re.match(r"\.\. attribute:: (\w+)", line)
        if field and field[1] in types:
            kind = types[field[1]]
            written.append(f"   :type: {kind if isinstance(kind, str) else kind.__name__}")
    lines[:] = written


def keep_colons(
    _app: Sphinx, what: str, _name: str, _thing: Any, _options: object, lines: list[str]
) -> None:
    """Tell Napoleon that what stands before a colon is no type: annotations say types.

    It takes what begins the text of a property, or of what is returned, and ends in a colon for
    one, unless nothing stands there.
    """
    if what in {"attribute", "data", "property"} and lines:
        lines[0] = f": {lines[0]}"
    for before, (heading, line) in enumerate(pairwise(lines)):
        if heading in {"Returns:", "Yields:"}:
            lines[before + 1] = re.sub(r"^( +)", r"\1: ", line)


def show_computed_defaults(
    _app: Sphinx,
    _what: str,
    _name: str,
    _thing: Any,
    _options: object,
    signature: str | None,
    returned: str | None,
) -> tuple[str | None, str | None]:
    """``...`` for a default that follows from other fields, as in stubs; attrs has ``NOTHING``."""
    return (signature and signature.replace("= NOTHING", "= ..."), returned)


def cut_blank_ends(_app: Sphinx, page: nodes.document) -> None:
    """Blocks of code without the blank line that examples end with to be tested."""
    for block in page.findall(nodes.literal_block):
        block.rawsource = block.astext().rstrip()
        block.children = [nodes.Text(block.rawsource)]


def setup(app: Sphinx) -> None:
    """Connect the functions above, before or after those of the extensions (priority 500)."""
    app.connect("missing-reference", find_name, priority=400)
    app.connect("autodoc-process-docstring", keep_colons, priority=400)
    app.connect("autodoc-process-docstring", put_types_first, priority=600)
    app.connect("autodoc-process-signature", show_computed_defaults)
    app.connect("doctree-read", cut_blank_ends)

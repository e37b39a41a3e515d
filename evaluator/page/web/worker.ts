/** The engine's thread: starts Pyodide from what the page carries, then answers one question after the other. */
// @ts-expect-error: this part of Pyodide has no declarations
import createModule from "pyodide/pyodide.asm.mjs";
import { loadPyodide } from "pyodide";
import { gunzip, unpacked } from "./engine";
import type { Question, Reply, Runtime, Use } from "./model";

const scope = self as unknown as { postMessage(reply: Reply): void; onmessage: unknown; fetch: unknown };
const send = (reply: Reply) => scope.postMessage(reply);

/** Python's objects have no types here. */
// eslint-disable-next-line
type Python = any;

let python: Python;
let engine: Python;

/** Answers the loader's requests with what the page carries: nothing is ever fetched. */
function serve(files: Record<string, () => Response>): void {
  scope.fetch = async (asked: RequestInfo | URL) => {
    const name = String(asked).split("/").pop() ?? "";
    const answer = files[name];
    if (!answer) throw new Error(`no such file: ${name}`);
    return answer();
  };
}

async function start(runtime: Runtime): Promise<void> {
  const wasm = { headers: { "content-type": "application/wasm" } };
  serve({
    "pyodide.asm.wasm": () => new Response(gunzip(runtime.wasm), wasm),
    "python_stdlib.zip": () => new Response(gunzip(runtime.stdlib)),
  });
  send({ stage: 1 });
  // Read while the interpreter is compiled.
  const app = new Response(gunzip(runtime.app)).arrayBuffer();
  python = await loadPyodide({ indexURL: "file:///runtime/", createPyodideModule: createModule, lockFileContents: EMPTY, fullStdLib: false } as never);
  send({ stage: 2 });
  for (const [name, data] of unpacked(new Uint8Array(await app))) write(`/app/${name}`, data);
}

/** Reads the guideline, or the round, with the modules that it needs. */
function use(files: [string, Uint8Array][], what: Use): void {
  for (const [name, data] of files) write(`/page/${name}`, data);
  python.runPython('import sys; sys.path.insert(0, "/app"); from evaluator.page.substitutes import install; install(open("/page/recorded.json", encoding="utf-8").read())');
  send({ stage: 3 });
  if ("evaluator" in what) {
    engine = python.pyimport("evaluator.page.marking").MarkingEngine("/page/round", what.evaluator);
  } else {
    const make = python.pyimport("evaluator.page.engine").Engine;
    python.FS.mkdirTree("/page/station");
    engine = make("/page/guideline/guideline.yaml", what.profile ? `/page/guideline/${what.profile}` : "", "/page/station");
  }
  send({ stage: 4 });
}

const EMPTY = { info: { arch: "wasm32", platform: "emscripten", version: "0", python: "3.14", abi_version: "2026_0" }, packages: {} };

function write(path: string, data: Uint8Array): void {
  python.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
  python.FS.writeFile(path, data);
}

function bytesOf(proxy: Python): Uint8Array {
  const data: Uint8Array = proxy.toJs();
  proxy.destroy();
  return data;
}

let mounts = 0;

/** Lays a file of the device into the engine's folders, to be read where it is; returns its place. */
function mount(file: File): string {
  const folder = `/chosen${++mounts}`;
  python.FS.mkdirTree(folder);
  python.FS.mount(python.FS.filesystems.WORKERFS, { blobs: [{ name: "chosen.zip", data: file }] }, folder);
  return `${folder}/chosen.zip`;
}

/** Unpacks a station's ZIP; returns the problems, or the files by their path below submission.yaml. */
function unzip(name: string, data: Uint8Array, lang: string): [string, [string, Uint8Array][]] {
  const archive = `/page/${name}`;
  const folder = "/page/unzipped";
  write(archive, data);
  python.runPython(`import shutil; shutil.rmtree("${folder}", ignore_errors=True)`);
  const answer: string = engine.unzip(archive, folder, lang);
  const { paths } = JSON.parse(answer) as { paths: string[] };
  python.FS.unlink(archive);
  const files = paths.map((path): [string, Uint8Array] => [path, python.FS.readFile(`${folder}/${path}`)]);
  python.runPython(`shutil.rmtree("${folder}", ignore_errors=True)`);
  return [answer, files];
}

async function answered(question: Question): Promise<unknown> {
  switch (question.ask) {
    case "start": return start(question.runtime);
    case "use": return use(question.files, question.use);
    case "put": return engine.put(question.path, question.data);
    case "carry": return engine.carry(question.path, question.sha256, question.size, question.head);
    case "link": return engine.link(question.path);
    case "drop": return engine.drop(question.path);
    case "write": return write(`/page/station/${question.path}`, question.data);
    case "open": return JSON.parse(engine.open(question.lang));
    case "evaluate": return JSON.parse(engine.evaluate(JSON.stringify(question.answers), question.lang));
    case "submission": return bytesOf(engine.submission());
    case "call": return engine[question.method](...question.args);
    case "mount": return mount(question.file);
    case "content": return bytesOf(engine.content(question.name, question.size));
    case "unzip": return unzip(question.name, question.data, question.lang);
  }
}

let line: Promise<void> = Promise.resolve();
scope.onmessage = (event: MessageEvent<{ number: number; question: Question }>) => {
  const { number, question } = event.data;
  line = line.then(async () => {
    try {
      send({ number, answer: await answered(question) });
    } catch (error) {
      send({ number, error: String(error instanceof Error ? error.message : error) });
    }
  });
};

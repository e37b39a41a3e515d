/** The engine's thread: starts Pyodide from what the page carries, then answers one question after the other. */
// @ts-expect-error: this part of Pyodide has no declarations
import createModule from "pyodide/pyodide.asm.mjs";
import { loadPyodide } from "pyodide";
import { gunzip, unpacked } from "./engine";
import type { Question, Reply, Start } from "./model";

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

async function start(parts: Start): Promise<void> {
  const wasm = { headers: { "content-type": "application/wasm" } };
  const library = await new Response(gunzip(parts.stdlib)).arrayBuffer();
  serve({
    "pyodide.asm.wasm": () => new Response(gunzip(parts.wasm), wasm),
    "python_stdlib.zip": () => new Response(library),
  });
  send({ stage: 1 });
  const app = unpacked(new Uint8Array(await new Response(gunzip(parts.app)).arrayBuffer()));
  python = await loadPyodide({ indexURL: "file:///runtime/", createPyodideModule: createModule, lockFileContents: EMPTY, fullStdLib: false } as never);
  send({ stage: 2 });
  for (const [name, data] of app) write(`/app/${name}`, data);
  for (const [name, data] of parts.files) write(`/page/${name}`, data);
  python.runPython('import sys; sys.path.insert(0, "/app"); from evaluator.page.substitutes import install; install()');
  send({ stage: 3 });
  if ("evaluator" in parts.use) {
    engine = python.pyimport("evaluator.page.marking").MarkingEngine("/page/round", parts.use.evaluator);
  } else {
    const make = python.pyimport("evaluator.page.engine").Engine;
    python.FS.mkdirTree("/page/station");
    engine = make("/page/guideline/guideline.yaml", parts.use.profile ? `/page/guideline/${parts.use.profile}` : "", "/page/station");
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
    case "start": return start(question.parts);
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

/** Bytes as the page carries them, and the engine as the page calls it: a thread that is asked one thing after the other. */
import type { Bytes, Question, Reply, Use } from "./model";

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

const DIGITS = new Uint8Array(128);
for (let code = 35, digit = 0; code < 127; code++) if (!"&'<>\\`".includes(String.fromCharCode(code))) DIGITS[code] = digit++;

/** The bytes of a text in base 85, as scripts/build_page_runtime.py writes it: first how many bytes are too many. */
export function from85(text: string): Uint8Array<ArrayBuffer> {
  const length = ((text.length - 1) / 5) * 4;
  const view = new DataView(new ArrayBuffer(length));
  const digit = (at: number) => DIGITS[text.charCodeAt(at)] as number;
  for (let at = 1, to = 0; at < text.length; at += 5, to += 4) {
    view.setUint32(to, (((digit(at) * 85 + digit(at + 1)) * 85 + digit(at + 2)) * 85 + digit(at + 3)) * 85 + digit(at + 4));
  }
  return new Uint8Array(view.buffer, 0, length - Number(text[0]));
}

export function gunzip(data: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new Blob([data]).stream().pipeThrough(new DecompressionStream("gzip"));
}

/** The files of a pack: the length of the index in 4 bytes, the index as JSON, the contents. */
export function unpacked(data: Uint8Array<ArrayBuffer>): [string, Uint8Array<ArrayBuffer>][] {
  if (!data.length) return [];
  const length = new DataView(data.buffer, data.byteOffset).getUint32(0, true);
  const index = JSON.parse(new TextDecoder().decode(data.subarray(4, 4 + length))) as [string, number, number][];
  return index.map(([name, from, to]) => [name, data.subarray(4 + length + from, 4 + length + to)]);
}

export async function sha256(data: BufferSource): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Engine {
  private waiting = new Map<number, { done: (answer: never) => void; failed: (error: Error) => void }>();
  private number = 0;
  private thread: Worker | null = null;
  private started: Promise<void> = Promise.resolve();

  constructor(private readonly progress: (stage: number) => void) {}

  /** Starts Python in its thread; while that goes on, the page unpacks what it is to be used with. */
  async start(): Promise<void> {
    const { thread, address } = await threadOf("worker.js");
    this.thread = thread;
    this.thread.onmessage = (event: MessageEvent<Reply>) => this.take(event.data);
    this.thread.onerror = (event) => {
      for (const { failed } of this.waiting.values()) failed(new Error(event.message || "worker"));
    };
    const runtime = { wasm: block("pyodide.wasm"), stdlib: block("stdlib.zip"), app: block("app.pack") };
    this.started = this.ask<void>({ ask: "start", runtime }, [runtime.wasm.buffer, runtime.stdlib.buffer, runtime.app.buffer])
      .finally(() => URL.revokeObjectURL(address));
    this.started.catch(() => undefined);
  }

  /** Makes it the engine of a station's self-check, or of an evaluator's sheets. */
  async use(files: [string, Bytes][], use: Use): Promise<void> {
    await this.started;
    await this.ask({ ask: "use", files, use });
  }

  ask<Answer>(question: Question, moved: Transferable[] = []): Promise<Answer> {
    const number = ++this.number;
    return new Promise<Answer>((done, failed) => {
      this.waiting.set(number, { done, failed });
      this.thread?.postMessage({ number, question }, moved);
    });
  }

  /** Calls a method of the engine that answers with JSON. */
  async call<Answer>(method: string, ...args: (string | Bytes)[]): Promise<Answer> {
    return JSON.parse(await this.ask<string>({ ask: "call", method, args })) as Answer;
  }

  private take(reply: Reply): void {
    if ("stage" in reply) return this.progress(reply.stage);
    const waiting = this.waiting.get(reply.number);
    this.waiting.delete(reply.number);
    if ("error" in reply) waiting?.failed(new Error(reply.error));
    else waiting?.done(reply.answer as never);
  }
}

/** A thread that runs one of the page's packed scripts. */
export async function threadOf(id: string): Promise<{ thread: Worker; address: string }> {
  const code = await new Response(gunzip(block(id))).blob();
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  return { thread: new Worker(address), address };
}

/** The content of a data block of the page; its text is let go. */
function block(id: string): Bytes {
  const element = document.getElementById(id);
  const text = element?.textContent ?? "";
  const bytes = element?.dataset.base === "85" ? from85(text) : fromBase64(text);
  element?.remove();
  return bytes;
}

/** The files of one of the page's packs. */
export async function pack(id: string): Promise<[string, Bytes][]> {
  return unpacked(new Uint8Array(await new Response(gunzip(block(id))).arrayBuffer()));
}

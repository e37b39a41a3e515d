/** The engine as the page calls it: a thread that is asked one thing after the other. */
import { from85, fromBase64, gunzip, unpacked } from "./bytes";
import type { Bytes, Question, Reply } from "./model";

export class Engine {
  private waiting = new Map<number, { done: (answer: never) => void; failed: (error: Error) => void }>();
  private number = 0;
  private thread: Worker | null = null;

  constructor(private readonly progress: (stage: number) => void) {}

  async start(files: [string, Bytes][], profile: string): Promise<void> {
    const code = await new Response(gunzip(block("worker.js"))).blob();
    const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    this.thread = new Worker(address);
    this.thread.onmessage = (event: MessageEvent<Reply>) => this.take(event.data);
    this.thread.onerror = (event) => {
      for (const { failed } of this.waiting.values()) failed(new Error(event.message || "worker"));
    };
    const parts = { wasm: block("pyodide.wasm"), stdlib: block("stdlib.zip"), app: block("app.pack"), files, profile };
    await this.ask({ ask: "start", parts }, [parts.wasm.buffer, parts.stdlib.buffer, parts.app.buffer]);
    URL.revokeObjectURL(address);
  }

  ask<Answer>(question: Question, moved: Transferable[] = []): Promise<Answer> {
    const number = ++this.number;
    return new Promise<Answer>((done, failed) => {
      this.waiting.set(number, { done, failed });
      this.thread?.postMessage({ number, question }, moved);
    });
  }

  private take(reply: Reply): void {
    if ("stage" in reply) return this.progress(reply.stage);
    const waiting = this.waiting.get(reply.number);
    this.waiting.delete(reply.number);
    if ("error" in reply) waiting?.failed(new Error(reply.error));
    else waiting?.done(reply.answer as never);
  }
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

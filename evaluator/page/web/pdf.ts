/** The thread that draws the pages of a PDF: scripts in it are never run, and nothing but pixels leaves here. */
// @ts-expect-error: these builds have no declarations of their own
import * as pdf from "pdfjs-dist/build/pdf.mjs";
// @ts-expect-error: as above
import * as worker from "pdfjs-dist/build/pdf.worker.mjs";
import type { PdfQuestion, PdfReply } from "./model";

type Asked = MessageEvent<{ number: number; question: PdfQuestion }>;
const scope = self as unknown as { postMessage(reply: PdfReply, moved?: Transferable[]): void; onmessage: unknown; fonts: FontFaceSet; early?: Asked[] };
Object.assign(globalThis, { pdfjsWorker: worker });

const MOST_PIXELS = 12_000_000;

/** Canvases without a document. */
class Canvases {
  create(width: number, height: number) {
    const canvas = new OffscreenCanvas(Math.max(1, width), Math.max(1, height));
    return { canvas, context: canvas.getContext("2d") };
  }
  reset(made: { canvas: OffscreenCanvas }, width: number, height: number) {
    made.canvas.width = width;
    made.canvas.height = height;
  }
  destroy(made: { canvas: OffscreenCanvas | null }) {
    if (made.canvas) made.canvas.width = made.canvas.height = 0;
    made.canvas = null;
  }
}

/** Filters need a document; pages are drawn without them. */
class Filters {
  addFilter() { return "none"; }
  addHCMFilter() { return "none"; }
  addHighlightHCMFilter() { return "none"; }
  destroy() { /* nothing was made */ }
}

type Page = { getViewport(how: { scale: number; rotation?: number }): { width: number; height: number }; rotate: number; render(how: object): { promise: Promise<void> }; cleanup(): void };
let opened: { numPages: number; getPage(number: number): Promise<Page>; destroy(): Promise<void> } | null = null;

async function open(data: ArrayBuffer): Promise<number> {
  await opened?.destroy();
  opened = null;
  const task = pdf.getDocument({
    data, isEvalSupported: false, enableXfa: false, disableAutoFetch: true, stopAtErrors: false, maxImageSize: MOST_PIXELS * 4, verbosity: 0,
    canvasFactory: new Canvases(), filterFactory: new Filters(), ownerDocument: { fonts: scope.fonts }, useSystemFonts: true, isOffscreenCanvasSupported: false,
  });
  task.onPassword = () => { throw new Error("password"); };
  opened = await task.promise;
  return opened?.numPages ?? 0;
}

async function drawn(number: number, width: number, turn: number): Promise<ImageBitmap> {
  if (!opened) throw new Error("no document");
  const page = await opened.getPage(number);
  const rotation = (page.rotate + turn) % 360;
  const natural = page.getViewport({ scale: 1, rotation });
  const scale = Math.min(width / natural.width, Math.sqrt(MOST_PIXELS / (natural.width * natural.height)));
  const viewport = page.getViewport({ scale, rotation });
  const canvas = new OffscreenCanvas(Math.max(1, Math.ceil(viewport.width)), Math.max(1, Math.ceil(viewport.height)));
  await page.render({ canvasContext: canvas.getContext("2d"), viewport, annotationMode: 1, background: "#ffffff" }).promise;
  page.cleanup();
  return canvas.transferToImageBitmap();
}

let line: Promise<void> = Promise.resolve();
function take(event: Asked): void {
  const { number, question } = event.data;
  line = line.then(async () => {
    try {
      if (question.ask === "open") scope.postMessage({ number, pages: await open(question.data) });
      else {
        const picture = await drawn(question.number, question.width, question.turn);
        scope.postMessage({ number, picture }, [picture]);
      }
    } catch (error) {
      scope.postMessage({ number, error: String(error instanceof Error ? error.message : error) });
    }
  });
}

scope.onmessage = take;
// What was asked while this script was being read.
scope.early?.forEach(take);

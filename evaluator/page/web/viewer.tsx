/** Evidence beside the question: pictures with zoom and turn, pages of a PDF, the plain text of documents and tables. */
import { useEffect, useRef, useState } from "preact/hooks";
import { threadOf } from "./engine";
import type { Item, PdfQuestion, PdfReply, PlainText } from "./model";
import type { MarkingSession, Shown } from "./sheets";

/** The thread that draws PDF pages, started for the first one. */
class Pages {
  private thread: Promise<Worker> | null = null;
  private number = 0;
  private waiting = new Map<number, { done: (reply: PdfReply) => void }>();

  async ask(question: PdfQuestion): Promise<PdfReply> {
    this.thread ??= threadOf("pdf.js").then(({ thread }) => {
      thread.onmessage = (event: MessageEvent<PdfReply>) => {
        this.waiting.get(event.data.number)?.done(event.data);
        this.waiting.delete(event.data.number);
      };
      return thread;
    });
    const thread = await this.thread;
    const number = ++this.number;
    return new Promise((done) => {
      this.waiting.set(number, { done });
      thread.postMessage({ number, question }, question.ask === "open" ? [question.data] : []);
    });
  }
}
const pages = new Pages();

/** Kinds of files that no browser shows, each with a sentence of its own. */
const ELSEWHERE = ["heic", "video", "ofd"];
const ZOOMS = [0.5, 0.75, 1, 1.5, 2, 3, 4];

/** The files of a question, of which one is shown; or another file of the station that was asked for. */
export function Viewer({ items: own, session }: { items: Item[]; session: MarkingSession }) {
  const [chosen, setChosen] = useState(0);
  const [extra, setExtra] = useState<Item | null>(null);
  const items = extra && !own.some((one) => one.id === extra.id) ? [...own, extra] : own;
  const [shown, setShown] = useState<Shown | string | null>(null);
  const [zoom, setZoom] = useState(1);
  const [turn, setTurn] = useState(0);
  const at = Math.min(chosen, Math.max(0, items.length - 1));
  const item = items[at];
  const path = item?.file ?? "";
  const source = session.chosenName;
  useEffect(() => {
    let current = true;
    setShown(null);
    setZoom(1);
    setTurn(0);
    if (item && path) void session.file(item.id, path).then((got) => { if (current) setShown(got); });
    return () => { current = false; };
  }, [session.at, item?.id, path, source]);
  useEffect(() => {
    const take = (event: Event) => {
      const { detail } = event as CustomEvent<Item>;
      const there = own.findIndex((one) => one.id === detail.id);
      if (there < 0) setExtra(detail);
      setChosen(there < 0 ? own.length : there);
    };
    addEventListener("show-item", take);
    return () => removeEventListener("show-item", take);
  }, [own.map((one) => one.id).join()]);
  useEffect(() => { setExtra(null); setChosen(0); }, [session.at, session.current]);
  const step = (by: number) => setZoom((now) => ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, ZOOMS.indexOf(now) + by))] ?? 1);
  const keys = (event: KeyboardEvent) => {
    const what: Record<string, () => void> = { "+": () => step(1), "=": () => step(1), "-": () => step(-1), r: () => setTurn((turn + 90) % 360), f: () => setChosen((at + 1) % Math.max(1, items.length)) };
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : what[event.key];
    if (act) { event.preventDefault(); act(); }
  };
  if (!items.length) return <p class="help">{session.say("marking.viewer.none")}</p>;
  const got = shown && typeof shown !== "string" ? shown : null;
  const drawn = got?.known.look === "picture" || got?.known.look === "pages";
  return (
    <div class="viewer" onKeyDown={keys}>
      <ul class="tabs" aria-label={session.say("marking.viewer.files")}>
        {items.map((one, number) => (
          <li key={one.id}><button type="button" aria-pressed={number === at} onClick={() => setChosen(number)}>{one.id} {one.title}</button></li>
        ))}
      </ul>
      {item && <p class="help path">{path} {item.date}</p>}
      <div class="tools">
        {drawn && (
          <>
            <button type="button" aria-label={session.say("marking.viewer.smaller")} onClick={() => step(-1)}>−</button>
            <span class="figure">{Math.round(zoom * 100)}%</span>
            <button type="button" aria-label={session.say("marking.viewer.larger")} onClick={() => step(1)}>＋</button>
            <button type="button" onClick={() => setTurn((turn + 90) % 360)}>{session.say("marking.viewer.turn")}</button>
          </>
        )}
        {got && <SaveFile shown={got} path={path} session={session} />}
      </div>
      {shown === null && <p class="help" role="status">{session.say("marking.viewer.reading")}</p>}
      {typeof shown === "string" && <p class={shown === "marking.file.choose" ? "note" : "warning"}>{session.say(shown)}</p>}
      {got?.known.look === "picture" && <Picture shown={got} zoom={zoom} turn={turn} session={session} title={item?.title ?? ""} />}
      {got?.known.look === "pages" && <Pdf shown={got} zoom={zoom} turn={turn} session={session} title={item?.title ?? ""} />}
      {got?.known.look === "text" && <Plain text={got.text} session={session} title={item?.title ?? ""} />}
      {got && (!got.known.look || ELSEWHERE.includes(got.known.look)) && <p class="note">{session.say(`marking.viewer.not-shown${got.known.look && `.${got.known.look}`}`)}</p>}
    </div>
  );
}

/** Saves a file to the device, for a program of its own; the page itself never opens it. */
function SaveFile({ shown, path, session }: { shown: Shown; path: string; session: MarkingSession }) {
  const save = () => {
    const address = URL.createObjectURL(new Blob([shown.blob], { type: "application/octet-stream" }));
    const link = Object.assign(document.createElement("a"), { href: address, download: path.split("/").pop() ?? "file" });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  };
  return <button type="button" onClick={save}>{session.say("marking.viewer.save")}</button>;
}

function Picture({ shown, zoom, turn, session, title }: { shown: Shown; zoom: number; turn: number; session: MarkingSession; title: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let current = true;
    setFailed(false);
    // Decoded and drawn: a picture that holds anything else than pixels has nowhere to do it.
    createImageBitmap(shown.blob).then((bitmap) => {
      const target = canvas.current;
      if (!current || !target || !frame.current) return bitmap.close();
      const across = turn % 180 === 0;
      const [width, height] = across ? [bitmap.width, bitmap.height] : [bitmap.height, bitmap.width];
      const scale = Math.min(1, (frame.current.clientWidth * Math.max(1, zoom) * devicePixelRatio) / width, Math.sqrt(16e6 / (width * height)));
      target.width = Math.max(1, Math.round(width * scale));
      target.height = Math.max(1, Math.round(height * scale));
      const context = target.getContext("2d");
      if (!context) return;
      context.translate(target.width / 2, target.height / 2);
      context.rotate((turn * Math.PI) / 180);
      context.drawImage(bitmap, (-bitmap.width * scale) / 2, (-bitmap.height * scale) / 2, bitmap.width * scale, bitmap.height * scale);
      target.dataset.drawn = `${turn}`;
      bitmap.close();
    }, () => { if (current) setFailed(true); });
    return () => { current = false; };
  }, [shown, zoom, turn]);
  return (
    <div class="sight" ref={frame} tabIndex={0} role="region" aria-label={title}>
      {failed ? <p class="warning">{session.say("marking.viewer.no-picture")}</p> : <canvas ref={canvas} style={{ width: `${zoom * 100}%` }} role="img" aria-label={title} />}
    </div>
  );
}

function Pdf({ shown, zoom, turn, session, title }: { shown: Shown; zoom: number; turn: number; session: MarkingSession; title: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const [count, setCount] = useState(0);
  const [page, setPage] = useState(1);
  const [wrong, setWrong] = useState("");
  useEffect(() => {
    let current = true;
    setCount(0);
    setPage(1);
    setWrong("");
    void shown.blob.arrayBuffer().then((data) => pages.ask({ ask: "open", data })).then((reply) => {
      if (!current) return;
      if ("pages" in reply) setCount(reply.pages);
      else setWrong("error" in reply ? reply.error : "");
    });
    return () => { current = false; };
  }, [shown]);
  useEffect(() => {
    let current = true;
    if (!count || !frame.current) return;
    const width = Math.round(frame.current.clientWidth * Math.max(1, zoom) * devicePixelRatio);
    void pages.ask({ ask: "page", number: page, width, turn }).then((reply) => {
      const target = canvas.current;
      if (!current || !target) return;
      if ("picture" in reply) {
        target.width = reply.picture.width;
        target.height = reply.picture.height;
        target.getContext("2d")?.drawImage(reply.picture, 0, 0);
        target.dataset.drawn = `${page}/${turn}`;
        reply.picture.close();
      } else setWrong("error" in reply ? reply.error : "");
    });
    return () => { current = false; };
  }, [count, page, zoom, turn]);
  if (wrong) return <p class="warning">{session.say("marking.viewer.no-pages", { reason: wrong })}</p>;
  return (
    <>
      <p class="tools">
        <button type="button" disabled={page <= 1} onClick={() => setPage(page - 1)}>{session.say("marking.viewer.page-before")}</button>
        <span class="figure" aria-live="polite">{count ? session.say("marking.viewer.page", { page, count }) : session.say("marking.viewer.reading")}</span>
        <button type="button" disabled={page >= count} onClick={() => setPage(page + 1)}>{session.say("marking.viewer.page-after")}</button>
      </p>
      <div class="sight" ref={frame} tabIndex={0} role="region" aria-label={title}>
        <canvas ref={canvas} style={{ width: `${zoom * 100}%` }} role="img" aria-label={`${title} ${page}`} />
      </div>
    </>
  );
}

function Plain({ text, session, title }: { text: PlainText | null; session: MarkingSession; title: string }) {
  if (!text || !text.parts.length) return <p class="warning">{session.say("marking.viewer.no-text")}</p>;
  return (
    <div class="sight text" tabIndex={0} role="region" aria-label={title}>
      {text.parts.map((part, number) => (
        <section key={number}>
          {part.title && <h5>{part.title}</h5>}
          {part.lines.map((line, at) => <p key={at}>{line || "\u00a0"}</p>)}
          {part.rows.length > 0 && <table><tbody>{part.rows.map((row, at) => <tr key={at}>{row.map((cell, place) => <td key={place}>{cell}</td>)}</tr>)}</tbody></table>}
        </section>
      ))}
      {text.cut && <p class="help">{session.say("marking.viewer.cut")}</p>}
    </div>
  );
}

/** An evaluator's sheets while they are filled in: the state of the open one, drafts, the hand-out's files. */
import { downloadZip } from "client-zip";
import { Engine, pack, sha256 } from "./engine";
import type { Beside, Bytes, FileKnown, Lang, MarkingData, PlainText, QuestionCard, SheetDraft, SheetState, StationEntry, Trouble } from "./model";
import { sheets } from "./session";

/** What the engine answers: the state of the sheet, or why there is none. */
interface Reply {
  state?: SheetState; undo?: number; problem?: Trouble; problems?: Trouble[]; refused?: string;
  files?: Record<string, FileKnown>; cards?: Record<string, QuestionCard>;
}
/** What an answer does not name stays as it stands in the sheet: the screen may be older than the answer before. */
export type Answer =
  | { about: "mark"; id: string; level?: string; points?: string; remark?: string; typing?: boolean }
  | { about: "sample"; id: string; file?: { file: string; passed: number[]; left_out: number[] }; without?: string; remark?: string; typing?: boolean }
  | { about: "observed"; id: string; value?: string; option?: string[]; chosen?: boolean; remark?: string; typing?: boolean }
  | { about: "evidence" | "claim"; id: string; value?: string; remark?: string; typing?: boolean }
  | { about: "veto"; id: string; value: string; remark: string; typing?: boolean }
  | { about: "clear"; id: string };
export interface Shown { item: string; blob: Blob; known: FileKnown; text: PlainText | null }

const MOST_RECENT = 6;
const REMIND_AFTER = 20;

export class MarkingSession {
  lang: Lang;
  stage = 0;
  failure = "";
  defect = "";
  note = "";
  /** Milliseconds from opening the page until questions can be answered, and of each answer. */
  first = 0;
  took: number[] = [];
  canKeep = true;
  unsaved = 0;
  busy = false;
  /** How many answers are under way to their sheets. */
  private working = 0;
  drafts = new Map<string, SheetDraft>();
  /** Drafts by another state of the guideline, on stations that have none by this one. */
  older: SheetDraft[] = [];
  /** When the draft of a station was stored last. */
  private stored = new Map<string, number>();
  private putting: Promise<void> = Promise.resolve();
  /** The open station, its sheet, the cards that are on the screen, what is noted beside them. */
  at = "";
  state: SheetState | null = null;
  undos = 0;
  cards = new Map<string, QuestionCard>();
  beside: Beside | null = null;
  rows: { id: string; parts: { title: string; rows: string[] }[] } | null = null;
  current = "";
  everything = false;
  /** Why a station cannot be opened, or an answer was refused and to what. */
  troubles: Trouble[] = [];
  wrong: (Trouble & { id: string }) | null = null;
  // The hand-out's files.
  chosen = new Map<string, File | string>();
  chosenName = "";
  chosenTroubles: Trouble[] = [];
  known: Record<string, FileKnown> = {};
  private listeners = new Set<() => void>();
  private line: Promise<unknown> = Promise.resolve();
  private readonly engine = new Engine((stage) => { this.stage = stage; this.tell(); });

  constructor(readonly data: MarkingData) { this.lang = data.lang; }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  tell(): void { for (const listener of this.listeners) listener(); }

  say(key: string, fields: Record<string, string | number> = {}): string {
    const pair = this.data.texts[key];
    const sentence = pair ? pair[this.lang === "en" ? 1 : 0] : key;
    return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(fields[name] ?? whole));
  }

  /** Drafts of this evaluator on this round: by the page's guideline, and by another state of it. */
  private async readDrafts(): Promise<void> {
    const { round, evaluator } = this.data;
    const all = await sheets.all();
    for (const draft of all.filter((one) => one.scope === this.scope)) {
      this.drafts.set(draft.station, draft);
      this.stored.set(draft.station, draft.saved);
    }
    this.older = all.filter((draft) => draft.scope !== this.scope && draft.scope.startsWith(`${round.id}/`) && draft.scope.endsWith(`/${evaluator.id}`)
      && !this.drafts.has(draft.station) && this.entry(draft.station));
  }

  get ready(): boolean { return this.stage >= 4 && !this.failure; }
  private get scope(): string { return `${this.data.round.id}/${this.data.guideline.sha256}/${this.data.evaluator.id}`; }

  async start(): Promise<void> {
    const engine = this.engine.start();
    try {
      await this.readDrafts();
    } catch {
      this.canKeep = false;
    }
    this.tell();
    try {
      const files = await pack("round-files");
      await engine;
      await this.engine.use(files, { evaluator: this.data.evaluator.id });
      this.first = Math.round(performance.now());
    } catch (error) {
      this.failure = String(error instanceof Error ? error.message : error);
    }
    this.tell();
  }

  /** A station as the list shows it: the draft on this device, else what the page brought along. */
  summary(entry: StationEntry): { count: number; left: number; submitted: string; sha256: string; begun: boolean } {
    const { count = 0, left = 0, submitted = "", sha256 = "" } = this.drafts.get(entry.id) ?? entry;
    return { count, left, submitted, sha256, begun: this.drafts.has(entry.id) || Boolean(entry.sheet) };
  }
  entry(id: string): StationEntry | undefined { return this.data.stations.find((one) => one.id === id); }

  // -- questions and answers -----------------------------------------------------------------------------------

  /** Asks the engine, one thing after the other; what fails is a defect of the program. */
  private ask<Result>(method: string, ...args: (string | Bytes)[]): Promise<Result | null> {
    const asked = this.line.then(async () => {
      this.busy = true;
      try {
        const answer = await this.engine.call<Result>(method, ...args);
        this.defect = "";
        return answer;
      } catch (error) {
        this.defect = String(error instanceof Error ? error.message : error);
        return null;
      } finally {
        this.busy = false;
      }
    });
    this.line = asked;
    return asked;
  }

  async open(station: string): Promise<void> {
    const entry = this.entry(station);
    if (!entry || !this.ready) return;
    this.close();
    this.at = station;
    this.troubles = entry.problems;
    this.tell();
    if (entry.problems.length) return;
    const reply = await this.ask<Reply>("open", station, this.drafts.get(station)?.sheet ?? entry.sheet, this.lang);
    if (reply?.refused) this.troubles = [{ message: reply.refused, hint: "" }];
    else if (reply?.problems) this.troubles = reply.problems;
    else if (reply?.state) {
      this.known = reply.files ?? {};
      this.take(reply);
      const { steps, at } = reply.state;
      this.current = (steps[Math.min(at, steps.length - 1)])?.id ?? "";
      await this.show();
    }
    this.tell();
  }

  /** Back to the list of stations. */
  close(): void {
    Object.assign(this, { at: "", state: null, beside: null, rows: null, current: "", troubles: [], wrong: null, known: {}, undos: 0 });
    this.cards.clear();
  }

  private take(reply: Reply): void {
    // An answer may come back when another station is open, or none.
    if (reply.state && reply.state.station !== this.at) return;
    if (reply.state) this.state = reply.state;
    this.undos = reply.undo ?? 0;
    for (const [id, card] of Object.entries(reply.cards ?? {})) this.cards.set(id, card);
  }

  get visible(): string[] { return this.everything ? this.state?.steps.map((step) => step.id) ?? [] : this.current ? [this.current] : []; }

  /** Fetches the cards that are on the screen. */
  async show(): Promise<void> {
    for (const id of this.visible) {
      if (this.cards.has(id)) continue;
      const card = await this.ask<QuestionCard>("card", id, this.lang);
      if (card) this.cards.set(id, card);
      this.tell();
    }
  }

  async go(id: string): Promise<void> {
    this.current = id;
    if (!this.everything) this.wrong = null;
    this.tell();
    await this.show();
  }

  async setEverything(everything: boolean): Promise<void> {
    this.everything = everything;
    this.tell();
    await this.show();
  }

  /** The next question that is open, after the present one and then from the start. */
  get nextOpen(): string {
    const steps = this.state?.steps ?? [];
    const at = steps.findIndex((step) => step.id === this.current);
    return [...steps.slice(at + 1), ...steps.slice(0, Math.max(0, at))].find((step) => step.open)?.id ?? "";
  }
  beyond(by: number): string {
    const steps = this.state?.steps ?? [];
    return steps[steps.findIndex((step) => step.id === this.current) + by]?.id ?? "";
  }

  /** Whether an answer is not in the browser's database yet, or would be lost with the page. */
  get atRisk(): boolean { return this.working > 0 || (this.unsaved > 0 && !this.canKeep); }

  /** Waits until every answer is in its sheet. */
  private async everythingDone(): Promise<void> {
    for (let line: Promise<unknown> | null = null; line !== this.line;) {
      line = this.line;
      await line;
      await this.putting;
    }
  }

  /** Gives an answer; the sheet is saved before anything else is asked. Returns whether it was taken. */
  async answer(answer: Answer): Promise<boolean> {
    this.working += 1;
    return this.answerNow(answer).finally(() => { this.working -= 1; });
  }

  private async answerNow(answer: Answer): Promise<boolean> {
    const begun = performance.now();
    const wide = answer.about === "observed" || answer.about === "evidence" || answer.about === "claim";
    const show = wide || !this.state?.steps.some((step) => step.id === answer.id) ? this.visible : [answer.id];
    const reply = await this.ask<Reply>("answer", JSON.stringify({ ...answer, show }), this.lang);
    if (!reply) { this.tell(); return false; }
    if (wide) this.cards.clear();
    this.take(reply);
    this.wrong = reply.problem ? { ...reply.problem, id: answer.id } : null;
    if (reply.state && !reply.problem) await this.keep(reply.state);
    if (this.beside) this.beside = await this.ask<Beside>("beside", this.lang);
    this.took.push(Math.round(performance.now() - begun));
    this.tell();
    if (wide) await this.show();
    return !reply.problem;
  }

  async undo(): Promise<void> { await this.changed("undo", this.lang); }
  async submit(): Promise<void> { await this.changed("submit", today(), this.lang); }
  async reopen(reason: string): Promise<void> { await this.changed("reopen", reason, today(), this.lang); }

  private async changed(method: string, ...args: string[]): Promise<void> {
    this.working += 1;
    return this.changeNow(method, ...args).finally(() => { this.working -= 1; });
  }

  private async changeNow(method: string, ...args: string[]): Promise<void> {
    const reply = await this.ask<Reply>(method, ...args);
    if (!reply) return this.tell();
    this.cards.clear();
    this.take(reply);
    this.wrong = reply.problem ? { ...reply.problem, id: "" } : null;
    if (reply.state && !reply.problem) await this.keep(reply.state);
    if (this.beside) this.beside = await this.ask<Beside>("beside", this.lang);
    await this.show();
    this.tell();
  }

  async openBeside(): Promise<void> {
    this.beside ??= await this.ask<Beside>("beside", this.lang);
    this.tell();
  }

  async openRows(id: string): Promise<void> {
    const parts = await this.ask<{ title: string; rows: string[] }[]>("rows", id, this.lang);
    this.rows = parts ? { id, parts } : null;
    this.tell();
  }

  /** This evaluator's remarks on the same criterion at other stations, then his other ones. */
  recent(criterion: string): string[] {
    const others = this.data.stations.filter((one) => one.id !== this.at).map((one) => (this.drafts.get(one.id) ?? one).remarks ?? {});
    const same = others.map((remarks) => remarks[criterion] ?? "");
    const rest = Object.entries(this.state?.remarks ?? {}).filter(([id]) => id !== criterion).map(([, remark]) => remark);
    return [...new Set([...same, ...rest])].filter(Boolean).slice(0, MOST_RECENT);
  }

  async speak(lang: Lang): Promise<void> {
    this.lang = lang;
    document.documentElement.lang = lang === "en" ? "en" : "zh-CN";
    this.cards.clear();
    this.beside = null;
    this.rows = null;
    this.wrong = null;
    this.tell();
    if (this.state) {
      const reply = await this.ask<Reply>("again", lang);
      if (reply) this.take(reply);
      await this.show();
      this.tell();
    }
  }

  // -- drafts and ZIPs -----------------------------------------------------------------------------------------

  private async keep(state: SheetState): Promise<void> {
    await this.put(state.station, state, state.sheet);
    this.unsaved += 1;
    this.note = "";
  }

  /** Stores the sheet of a station, one storing after the other. */
  private put(station: string, state: SheetDraft | SheetState, sheet: string): Promise<void> {
    this.putting = this.putting.then(() => this.putNow(station, state, sheet));
    return this.putting;
  }

  private async putNow(station: string, { count, left, submitted, sha256, remarks }: SheetDraft | SheetState, sheet: string): Promise<void> {
    const base = this.drafts.get(station)?.base ?? this.entry(station)?.sha256 ?? "";
    const before = this.stored.get(station) ?? 0;
    const draft: SheetDraft = { key: `${this.scope}/${station}`, scope: this.scope, station, sheet, base, saved: Math.max(Date.now(), before + 1), count, left, submitted, sha256, remarks };
    this.drafts.set(station, draft);
    try {
      const there = await sheets.keep(draft, before);
      this.canKeep = true;
      this.stored.set(station, (there ?? draft).saved);
      if (!there) return;
      // Answered meanwhile in another window: nothing of that is overwritten.
      this.drafts.set(station, there);
      if (this.at !== station) return;
      await this.open(station);
      this.wrong = { id: "", message: this.say("marking.elsewhere"), hint: "" };
    } catch {
      this.canKeep = false;
    }
  }

  /** Whether the page brought another sheet along than the one that the draft began with. */
  outdated(station: string): boolean {
    const [draft, entry] = [this.drafts.get(station), this.entry(station)];
    return Boolean(draft && entry?.sha256 && draft.base !== entry.sha256 && draft.sha256 !== entry.sha256);
  }

  get remind(): boolean { return this.unsaved >= REMIND_AFTER; }
  get handedIn(): SheetDraft[] { return [...this.drafts.values()].filter((draft) => draft.submitted).sort((one, other) => (one.station < other.station ? -1 : 1)); }

  /** The sheets as a ZIP: those handed in, with their hashes, or (as a copy) all that are begun. */
  async zip(all: boolean): Promise<Blob> {
    await this.everythingDone();
    const { id } = this.data.evaluator;
    const chosen = all ? [...this.drafts.values()] : this.handedIn;
    const name = (draft: SheetDraft) => `sheets/${id}/${draft.station}.yaml`;
    const hashes = await Promise.all(chosen.map(async (draft) => `${await sha256(new TextEncoder().encode(draft.sheet))}  ${name(draft)}\n`));
    const entries = chosen.map((draft) => ({ name: name(draft), input: draft.sheet }));
    const files = [...entries, { name: "SHA256SUMS.txt", input: hashes.join("") }];
    return downloadZip(files.map((entry) => ({ ...entry, lastModified: new Date(2000, 0, 1) }))).blob();
  }
  zipName(all: boolean): string { return `${this.data.round.id}-${this.data.evaluator.id}-${all ? "drafts" : "sheets"}.zip`.replace(/[\\/:*?"<>|]/g, "_"); }

  saved(name: string): void {
    this.unsaved = 0;
    this.note = this.say("save.done", { name });
    this.tell();
  }

  /** Takes the sheets of a ZIP that was saved here or on another device; all of them, or none. */
  async openSaved(file: File): Promise<void> {
    this.troubles = [];
    const place = await this.engine.ask<string>({ ask: "mount", file });
    const opened = await this.ask<{ sheets: Record<string, string>; problems: Trouble[] }>("saved_sheets", place, this.lang);
    if (!opened) return this.tell();
    this.troubles = opened.problems;
    const given = Object.entries(opened.sheets);
    const other = given.filter(([station, sheet]) => this.drafts.has(station) && this.drafts.get(station)?.sheet !== sheet).map(([station]) => station);
    const sure = !other.length || confirm(this.say("marking.open-copy.sure", { stations: other.join("、") }));
    if (!opened.problems.length && sure) await this.takeSheets(given);
    this.tell();
  }

  /** Goes on with the drafts by another state of the guideline, where they fit this one. */
  async takeOlder(): Promise<void> {
    await this.takeSheets(this.older.map(({ station, sheet }): [string, string] => [station, sheet]));
    if (!this.troubles.length) this.older = [];
    this.tell();
  }

  private async takeSheets(given: [string, string][]): Promise<void> {
    this.troubles = [];
    const read: [string, SheetDraft, string][] = [];
    for (const [station, sheet] of given) {
      const checked = await this.ask<{ summary?: SheetDraft; problems?: Trouble[] }>("checked", station, sheet, this.lang);
      for (const { message, hint } of checked?.problems ?? []) this.troubles.push({ message: `${station}: ${message}`, hint });
      if (checked?.summary) read.push([station, checked.summary, sheet]);
    }
    if (this.troubles.length) return;
    for (const [station, summary, sheet] of read) await this.put(station, summary, sheet);
    this.note = this.say("marking.opened", { count: read.length });
  }

  /** Leaves the draft of a station: back to the sheet that the page brought along. */
  async discard(station: string): Promise<void> {
    this.drafts.delete(station);
    this.stored.delete(station);
    await sheets.discard(`${this.scope}/${station}`).catch(() => undefined);
    await this.open(station);
  }

  async clear(): Promise<void> {
    this.unsaved = 0;
    await sheets.clear().catch(() => undefined);
    location.reload();
  }

  // -- the hand-out's files ------------------------------------------------------------------------------------

  /** Takes the files of the hand-out's folder, each by its place below `stations/`. */
  chooseFolder(files: File[]): void {
    this.chosen.clear();
    this.chosenTroubles = [];
    for (const file of files) this.place(file.webkitRelativePath || file.name, file);
    this.chosenName = (files[0]?.webkitRelativePath ?? "").split("/")[0] ?? "";
    this.noteChosen();
  }

  async chooseZip(file: File): Promise<void> {
    this.chosen.clear();
    const at = await this.engine.ask<string>({ ask: "mount", file });
    const opened = await this.ask<{ files: [string, number][]; problems: Trouble[] }>("archive_of", at, this.lang);
    for (const [name] of opened?.files ?? []) this.place(name, name);
    this.chosenTroubles = opened?.problems ?? [];
    this.chosenName = opened?.problems.length ? "" : file.name;
    this.noteChosen();
  }

  private place(path: string, file: File | string): void {
    const parts = path.normalize("NFC").split("/");
    const at = parts.indexOf("stations");
    if (at >= 0 && parts.length > at + 2) this.chosen.set(parts.slice(at + 1).join("/"), file);
  }
  private noteChosen(): void {
    if (!this.chosenTroubles.length && !this.chosen.size) this.chosenTroubles = [{ message: this.say("marking.files.other"), hint: "" }];
    if (!this.chosen.size) this.chosenName = "";
    this.tell();
  }

  /** A file of evidence, held to the hash with which it was handed out; or the key of what is wrong. */
  async file(item: string, path: string): Promise<Shown | string> {
    const known = this.known[path];
    if (!known) return "marking.file.unknown";
    if (!this.chosen.size) return "marking.file.choose";
    const there = this.chosen.get(`${this.at}/${path}`.normalize("NFC"));
    if (!there) return "marking.file.missing";
    let data: Bytes;
    try {
      if (typeof there === "string") data = await this.engine.ask<Bytes>({ ask: "content", name: there, size: known.size });
      else if (there.size === known.size) data = new Uint8Array(await there.arrayBuffer());
      else return "marking.file.changed";
    } catch {
      return "marking.file.unreadable";
    }
    if (await sha256(data) !== known.sha256) return "marking.file.changed";
    const text = known.look === "text" ? await this.ask<PlainText>("text", data) : null;
    return { item, blob: new Blob([data], { type: known.type }), known, text };
  }
}

/** The day by this device's clock. */
export function today(): string {
  const day = new Date();
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

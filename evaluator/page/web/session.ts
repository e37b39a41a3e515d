/** A station's folder while it is filled in: answers, files, the engine's view of both, the draft. */
import { downloadZip } from "client-zip";
import { Engine, fromBase64, pack, sha256 } from "./engine";
import type { Answers, Bytes, Draft, DraftFile, Lang, PageData, Problem, SheetDraft, Tree, View } from "./model";

// Drafts stand in the browser's own database: answers and chosen files, by guideline and station.
const STORE = "drafts";
const SHEETS = "sheets";
let opened: Promise<IDBDatabase> | null = null;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((done, failed) => {
    const request = indexedDB.open("station-evaluator", 2);
    request.onupgradeneeded = () => {
      for (const name of [STORE, SHEETS]) if (!request.result.objectStoreNames.contains(name)) request.result.createObjectStore(name, { keyPath: "key" });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      done(request.result);
    };
    request.onerror = () => failed(request.error ?? new Error("indexedDB"));
  });
  return opened;
}

async function use<Result>(mode: IDBTransactionMode, what: (store: IDBObjectStore) => IDBRequest<Result>, name = STORE): Promise<Result> {
  const store = (await database()).transaction(name, mode).objectStore(name);
  return new Promise((done, failed) => {
    const request = what(store);
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error ?? new Error("indexedDB"));
  });
}

async function draftsOf(guideline: string): Promise<Draft[]> {
  const all = await use<Draft[]>("readonly", (store) => store.getAll());
  return all.filter((draft) => draft.guideline === guideline).sort((one, other) => other.saved - one.saved);
}
const keep = (draft: Draft) => use("readwrite", (store) => store.put(draft));
const discard = (key: string) => use("readwrite", (store) => store.delete(key));
const clear = () => use("readwrite", (store) => store.clear());
const drafts = { draftsOf, keep, discard, clear };

/** An evaluator's sheets as they stand in the browser's database. */
export const sheets = {
  of: async (scope: string) => (await use<SheetDraft[]>("readonly", (store) => store.getAll(), SHEETS)).filter((draft) => draft.scope === scope),
  get: (key: string) => use<SheetDraft | undefined>("readonly", (store) => store.get(key), SHEETS),
  keep: (draft: SheetDraft) => use("readwrite", (store) => store.put(draft), SHEETS),
  discard: (key: string) => use("readwrite", (store) => store.delete(key), SHEETS),
  clear: () => use("readwrite", (store) => store.clear(), SHEETS),
};

const HEAD = 4096;
const MOST_ZIP = 400;
const REMIND_AFTER = 15;
const WORKING_NAMES = { id: "draft", name: "draft" };

export const isTable = (value: Tree | undefined): value is { [key: string]: Tree } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const textOf = (value: Tree | undefined): string => (typeof value === "string" ? value : "");
export const table = (value: Tree | undefined): { [key: string]: Tree } => (isTable(value) ? value : {});

export interface Item { id: string; kind: string; title: string; file?: string; date?: string; for: string[] }

export class Session {
  answers: Answers;
  view: View | null = null;
  stage = 0;
  failure = "";
  defect = "";
  busy = false;
  lang: Lang;
  files = new Map<string, DraftFile>();
  /** What is wrong with a ZIP that was to be opened. */
  refused: Problem[] = [];
  note = "";
  others: Draft[] = [];
  canKeep = true;
  unsaved = 0;
  unkept = false;
  resumed = 0;
  /** Milliseconds from opening the page to the first score, and of each evaluation after it. */
  first = 0;
  took: number[] = [];
  private key = "";
  private ready = false;
  private again = false;
  private opening = true;
  private timer = 0;
  private listeners = new Set<() => void>();
  private readonly engine = new Engine((stage) => { this.stage = stage; this.tell(); });
  private within = new Map<string, Bytes>();

  constructor(readonly data: PageData) {
    this.lang = data.lang;
    this.answers = this.fresh();
    this.key = this.ownKey();
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  private tell(): void {
    if (this.view?.score && !this.first) this.first = Math.round(performance.now());
    for (const listener of this.listeners) listener();
  }

  say(key: string, fields: Record<string, string | number> = {}): string {
    const pair = this.data.texts[key];
    const sentence = pair ? pair[this.lang === "en" ? 1 : 0] : key;
    return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(fields[name] ?? whole));
  }

  private fresh(): Answers {
    const { answers, form, period } = this.data;
    if (answers) return structuredClone(answers);
    const year = new Date().getFullYear();
    const [from, to] = period ?? [`${year}-01-01`, `${year}-12-31`];
    const profile: Answers = form.guideline.profile ? { profile: form.guideline.profile.replace(/\.yaml$/, "") } : {};
    return {
      guideline: form.guideline.id, ...profile, station: { id: "", name: "" }, period: { from, to },
      facts: {}, ledgers: {}, evidence: [], not_applicable: {}, claims: {},
    };
  }
  private ownKey(): string {
    const { form, base } = this.data;
    return `${form.guideline.sha256}/${base || crypto.randomUUID()}`;
  }

  // -- start ---------------------------------------------------------------------------------------------------

  async start(): Promise<void> {
    const engine = this.engine.start();
    const files = await pack("station-files");
    this.within = new Map(await pack("evidence-files"));
    const stationFiles = files.filter(([path]) => path.startsWith("station/")).map(([path, data]): [string, Bytes] => [path.slice(8), data]);
    const submission = stationFiles.find(([path]) => path === "submission.yaml")?.[1];
    const draft = await this.latest();
    try {
      await engine;
      await this.engine.use(files.filter(([path]) => !path.startsWith("station/")), { profile: this.data.profile });
      this.ready = true;
      for (const path of this.data.links) await this.engine.ask({ ask: "link", path });
      // Files chosen while the engine was starting go first; answers typed meanwhile stay.
      for (const file of [...this.files.values()]) await this.send(file);
      if (draft) await this.take(draft.files);
      else await this.load(submission ?? null, stationFiles.filter(([path]) => path !== "submission.yaml"), this.carried());
    } catch (error) {
      this.failure = String(error instanceof Error ? error.message : error);
      this.tell();
    }
  }

  private carried(): DraftFile[] {
    return this.data.evidence.map((known) => {
      const data = this.within.get(known.path);
      return { ...known, ledger: false, blob: data ? new Blob([data]) : null };
    });
  }

  private async latest(): Promise<Draft | null> {
    try {
      const all = await drafts.draftsOf(this.data.form.guideline.sha256);
      const own = this.data.base ? all.find((draft) => draft.key === this.key) : all.find((draft) => draft.key.length > 0);
      this.others = all.filter((draft) => draft !== own);
      if (!own) return null;
      this.answers = structuredClone(own.answers);
      this.key = own.key;
      this.resumed = own.saved;
      this.tell();
      return own;
    } catch {
      this.canKeep = false;
      return null;
    }
  }

  /** Takes a submission as it stands in its file, with its ledgers and its evidence. */
  private async load(submission: Bytes | null, ledgers: [string, Bytes][], evidence: DraftFile[]): Promise<void> {
    for (const [path, data] of ledgers) {
      this.files.set(path, { path, sha256: "", size: data.length, head: "", blob: new Blob([data]), ledger: true });
      await this.engine.ask({ ask: "put", path, data });
    }
    for (const file of evidence) await this.carry(file);
    if (submission && !this.unkept) {
      await this.engine.ask({ ask: "write", path: "submission.yaml", data: submission });
      const { answers, view } = await this.engine.ask<{ answers: Answers | null; view: View }>({ ask: "open", lang: this.lang });
      if (!this.unkept) {
        if (isTable(answers as Tree)) this.answers = answers as Answers;
        this.view = view;
        this.opening = false;
        return this.tell();
      }
    }
    this.opening = false;
    await this.evaluate();
  }

  /** Gives a file to the engine: a ledger whole, of other files what it reads of them. */
  private async send(file: DraftFile): Promise<void> {
    if (!file.ledger) return this.carry(file);
    if (file.blob) await this.engine.ask({ ask: "put", path: file.path, data: new Uint8Array(await file.blob.arrayBuffer()) });
  }

  private async carry(file: DraftFile): Promise<void> {
    this.files.set(file.path, file);
    await this.engine.ask({ ask: "carry", path: file.path, sha256: file.sha256, size: file.size, head: fromBase64(file.head) });
  }

  private async empty(): Promise<void> {
    for (const path of [...this.files.keys(), ...this.data.links]) await this.engine.ask({ ask: "drop", path });
    this.files.clear();
  }

  async restore(draft: Draft): Promise<void> {
    await this.empty();
    this.answers = structuredClone(draft.answers);
    this.key = draft.key;
    this.resumed = draft.saved;
    this.others = this.others.filter((other) => other.key !== draft.key);
    await this.take(draft.files);
  }

  /** Takes a draft's files; what the page itself carries was not stored with them. */
  private async take(files: DraftFile[]): Promise<void> {
    for (const file of files) {
      const data = this.within.get(file.path);
      const own = this.data.evidence.some((known) => known.path === file.path && known.sha256 === file.sha256);
      const whole = { ...file, blob: file.blob ?? (data && own ? new Blob([data]) : null) };
      this.files.set(file.path, whole);
      await this.send(whole);
    }
    this.opening = false;
    await this.evaluate();
  }

  /** Leaves the draft: the page's own station again, or an empty one. */
  async anew(): Promise<void> {
    if (this.data.base) {
      await drafts.discard(this.key).catch(() => undefined);
      return location.reload();
    }
    await this.empty();
    this.others = await drafts.draftsOf(this.data.form.guideline.sha256).catch(() => []);
    this.key = this.ownKey();
    this.answers = this.fresh();
    this.resumed = 0;
    this.unsaved = 0;
    await this.evaluate();
  }

  // -- answers -------------------------------------------------------------------------------------------------

  /** Changes the answers and has them evaluated. */
  change(edit: (answers: Answers) => void): void {
    const next = structuredClone(this.answers);
    edit(next);
    this.answers = next;
    this.unkept = true;
    this.unsaved += 1;
    this.note = "";
    this.tell();
    void this.evaluate();
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.keep(), 300);
  }

  set(part: string, name: string, value: Tree): void {
    this.change((answers) => {
      const inside = { ...table(answers[part]) };
      if (value === null || value === "") delete inside[name];
      else inside[name] = value;
      answers[part] = inside;
    });
  }

  get station(): { [key: string]: Tree } { return table(this.answers.station); }
  get named(): boolean { return Boolean(textOf(this.station.id) && textOf(this.station.name)); }
  get items(): Item[] { return (Array.isArray(this.answers.evidence) ? this.answers.evidence : []).filter(isTable) as unknown as Item[]; }

  /** Evaluates what is there; while that runs, further changes wait for one more run. */
  async evaluate(): Promise<void> {
    if (!this.ready || this.opening) return;
    if (this.busy) { this.again = true; return; }
    this.busy = true;
    do {
      this.again = false;
      const begun = performance.now();
      const named = this.named;
      const answers = named ? this.answers : { ...this.answers, station: { ...this.station, ...WORKING_NAMES } };
      try {
        const view = await this.engine.ask<View>({ ask: "evaluate", answers, lang: this.lang });
        this.view = named ? view : { ...view, seal: "" };
        this.defect = "";
        this.took.push(Math.round(performance.now() - begun));
      } catch (error) {
        this.defect = String(error instanceof Error ? error.message : error);
        this.view = null;
      }
    } while (this.again);
    this.busy = false;
    this.tell();
  }

  speak(lang: Lang): void {
    this.lang = lang;
    document.documentElement.lang = lang === "en" ? "en" : "zh-CN";
    this.tell();
    void this.evaluate();
  }

  // -- files ---------------------------------------------------------------------------------------------------

  private free(folder: string, name: string): string {
    const clean = name.normalize("NFC").replace(/[\\/:*?"<>|\u0000-\u001f]/g, "_").replace(/^\.+|[. ]+$/g, "") || "file";
    const dot = clean.lastIndexOf(".");
    const [stem, ending] = dot > 0 ? [clean.slice(0, dot), clean.slice(dot)] : [clean, ""];
    for (let number = 1; ; number++) {
      const path = `${folder}/${number > 1 ? `${stem}-${number}` : stem}${ending}`;
      if (![...this.files.keys()].some((other) => other.toLowerCase() === path.toLowerCase())) return path;
    }
  }

  async addLedger(ledger: string, chosen: File[]): Promise<void> {
    const paths: string[] = [];
    for (const file of chosen) {
      const path = this.free("ledgers", file.name);
      const data = new Uint8Array(await file.arrayBuffer());
      this.files.set(path, { path, sha256: "", size: data.length, head: "", blob: new Blob([data]), ledger: true });
      if (this.ready) await this.engine.ask({ ask: "put", path, data });
      paths.push(path);
    }
    this.putLedger(ledger, [...ledgerPaths(this.answers, ledger), ...paths]);
  }

  async removeLedger(ledger: string, path: string): Promise<void> {
    this.putLedger(ledger, ledgerPaths(this.answers, ledger).filter((other) => other !== path));
    await this.forget(path);
  }

  private putLedger(ledger: string, paths: string[]): void {
    const before = table(this.answers.ledgers)[ledger];
    const files: Tree = paths.length > 1 ? paths : paths[0] ?? null;
    const whole = paths.length > 1 || isTable(before);
    this.set("ledgers", ledger, whole && paths.length ? { ...(isTable(before) ? before : {}), files } : files);
  }

  /** Adds files as evidence for a line of a criterion; a file that is there already is only cited. */
  async addEvidence(reference: string, kind: string, title: string, chosen: File[]): Promise<void> {
    const added: Item[] = [];
    const cited: string[] = [];
    for (const file of chosen) {
      const hash = await sha256(await file.arrayBuffer());
      const there = [...this.files.values()].find((other) => other.sha256 === hash);
      const item = there && this.items.find((other) => other.file === there.path);
      if (item) { cited.push(item.id); continue; }
      const path = there?.path ?? this.free("evidence", file.name);
      if (!there) {
        const head = new Uint8Array(await file.slice(0, HEAD).arrayBuffer());
        const known = { path, sha256: hash, size: file.size, head: btoa(String.fromCharCode(...head)), blob: file, ledger: false };
        this.files.set(path, known);
        if (this.ready) await this.carry(known);
      }
      added.push({ id: this.freeId(added), kind, title, file: path, ...(kind === "photo" ? { date: dayOf(file) } : {}), for: [reference] });
    }
    this.change((answers) => {
      const items = structuredClone(this.items);
      for (const item of items) if (cited.includes(item.id)) item.for = [...new Set([...listOf(item.for), reference])];
      answers.evidence = [...items, ...added] as unknown as Tree;
    });
  }

  addOnSite(reference: string, kind: string, title: string): void {
    this.change((answers) => {
      answers.evidence = [...this.items, { id: this.freeId([]), kind, title, for: [reference] }] as unknown as Tree;
    });
  }

  private freeId(more: Item[]): string {
    const taken = new Set([...this.items, ...more].map((item) => item.id));
    for (let number = 1; ; number++) {
      const id = `E${String(number).padStart(2, "0")}`;
      if (!taken.has(id)) return id;
    }
  }

  editItem(id: string, fields: Partial<Item>): void {
    this.change((answers) => {
      answers.evidence = this.items.map((item) => (item.id === id ? { ...item, ...fields } : item)) as unknown as Tree;
    });
  }

  /** Takes an item away from a line; one that serves nothing else goes, with its file. */
  async removeItem(id: string, reference: string): Promise<void> {
    const item = this.items.find((other) => other.id === id);
    if (!item) return;
    const rest = listOf(item.for).filter((other) => other !== reference);
    this.change((answers) => {
      answers.evidence = this.items.flatMap((other) => (other.id !== id ? [other] : rest.length ? [{ ...other, for: rest }] : [])) as unknown as Tree;
    });
    if (!rest.length && item.file) await this.forget(item.file);
  }

  private async forget(path: string): Promise<void> {
    const cited = this.items.some((item) => item.file === path)
      || Object.keys(this.data.form.ledgers).some((ledger) => ledgerPaths(this.answers, ledger).includes(path));
    if (cited) return;
    this.files.delete(path);
    if (this.ready) await this.engine.ask({ ask: "drop", path });
    void this.keep();
  }

  /** Evidence that is here as a hash only. */
  get missing(): DraftFile[] {
    const named = new Set(this.items.map((item) => item.file));
    return [...this.files.values()].filter((file) => !file.blob && named.has(file.path));
  }

  /** Takes the files of a folder for evidence that is carried as a hash. */
  async match(chosen: File[]): Promise<void> {
    const before = this.missing.length;
    const sizes = new Set(this.missing.map((file) => file.size));
    for (const file of chosen) {
      if (!sizes.has(file.size)) continue;
      const hash = await sha256(await file.arrayBuffer());
      for (const known of this.missing) if (known.sha256 === hash) this.files.set(known.path, { ...known, blob: file });
    }
    this.note = this.say("files.matched", { count: before - this.missing.length, missing: this.missing.length });
    this.tell();
    await this.keep();
  }

  // -- drafts and ZIPs -----------------------------------------------------------------------------------------

  async keep(): Promise<void> {
    if (!this.canKeep) return;
    const embedded = new Set(this.data.evidence.map((known) => `${known.path} ${known.sha256}`));
    const files = [...this.files.values()].map((file) => (embedded.has(`${file.path} ${file.sha256}`) && this.within.has(file.path) ? { ...file, blob: null } : file));
    try {
      await drafts.keep({
        key: this.key, guideline: this.data.form.guideline.sha256, station: textOf(this.station.id),
        name: textOf(this.station.name) || textOf(this.station.id), saved: Date.now(), answers: this.answers, files,
      });
      this.unkept = false;
    } catch {
      this.canKeep = false;
    }
    this.tell();
  }

  get remind(): boolean { return this.unsaved >= REMIND_AFTER; }

  async clear(): Promise<void> {
    clearTimeout(this.timer);
    await drafts.clear().catch(() => undefined);
    this.unkept = false;
    location.reload();
  }

  get zipName(): string { return `${textOf(this.station.id).replace(/[\\/:*?"<>|]/g, "_")}.zip`; }

  async zip(): Promise<Blob> {
    await this.evaluate();
    const submission = await this.engine.ask<Bytes>({ ask: "submission" });
    const root = this.zipName.replace(/\.zip$/, "");
    const entries = [{ name: `${root}/submission.yaml`, input: new Blob([submission]) }];
    for (const file of this.files.values()) if (file.blob) entries.push({ name: `${root}/${file.path}`, input: file.blob });
    return downloadZip(entries.map((entry) => ({ ...entry, lastModified: new Date(2000, 0, 1) }))).blob();
  }

  saved(): void {
    this.unsaved = 0;
    this.note = this.say("save.done", { name: this.zipName });
    this.tell();
  }

  async openZip(file: File): Promise<void> {
    this.refused = [];
    if (file.size > MOST_ZIP * 1e6) {
      this.note = this.say("open.too-large", { size: Math.round(file.size / 1e6), limit: MOST_ZIP });
      return this.tell();
    }
    const data = new Uint8Array(await file.arrayBuffer());
    const [told, files] = await this.engine.ask<[string, [string, Bytes][]]>({ ask: "unzip", name: "station.zip", data, lang: this.lang }, [data.buffer]);
    this.refused = (JSON.parse(told) as { problems: Problem[] }).problems;
    const submission = files.filter(([path]) => path === "submission.yaml" || path.endsWith("/submission.yaml"))
      .sort(([one], [other]) => one.split("/").length - other.split("/").length)[0];
    if (!submission) {
      if (!this.refused.length) this.note = this.say("open.other");
      return this.tell();
    }
    const root = submission[0].slice(0, -"submission.yaml".length);
    const inside = files.filter(([path]) => path.startsWith(root) && path !== submission[0]).map(([path, content]): [string, Bytes] => [path.slice(root.length), content]);
    await this.empty();
    if (!this.data.base) this.key = this.ownKey();
    this.unkept = false;
    await this.engine.ask({ ask: "write", path: "submission.yaml", data: submission[1] });
    const first = await this.engine.ask<{ answers: Answers | null }>({ ask: "open", lang: this.lang });
    const named = Object.keys(table((first.answers ?? {}) as Tree).ledgers ?? {}).flatMap((ledger) => ledgerPaths((first.answers ?? {}) as Answers, ledger));
    const isLedger = (path: string) => named.some((name) => path === name || path.startsWith(`${name}/`));
    const evidence: DraftFile[] = [];
    for (const [path, content] of inside.filter(([path]) => !isLedger(path))) {
      const head = btoa(String.fromCharCode(...content.subarray(0, HEAD)));
      evidence.push({ path, sha256: await sha256(content), size: content.length, head, blob: new Blob([content]), ledger: false });
    }
    await this.load(submission[1], inside.filter(([path]) => isLedger(path)), evidence);
    this.unsaved = 0;
    this.note = "";
    await this.keep();
  }
}

/** The day a photo was taken or last changed; of other files that day says nothing about the document. */
function dayOf(file: File): string {
  const day = new Date(file.lastModified || Date.now());
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

export const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : value ? [String(value)] : []);

/** The files of a ledger, however the submission names them. */
export function ledgerPaths(answers: Answers, ledger: string): string[] {
  const value = table(answers.ledgers)[ledger];
  return listOf(isTable(value) ? value.files : value).map((path) => path.trim().replaceAll("\\", "/").replace(/^\.\//, "").replace(/\/+$/, ""));
}

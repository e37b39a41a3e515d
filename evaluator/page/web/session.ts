/** A station's folder while it is filled in: answers, files, the engine's view of both, the draft. */
import { downloadZip } from "client-zip";
import { Engine, fromBase64, pack, sha256 } from "./engine";
import type { Answers, Bytes, Draft, DraftFile, Lang, PageData, Problem, SheetDraft, Tree, View } from "./model";

// Drafts stand in the browser's own databases: answers by guideline and station; beside them each chosen file, once.
interface Place { database: string; version: number; stores: string[] }
const ANSWERS: Place = { database: "station-evaluator", version: 2, stores: ["drafts", "sheets"] };
const CHOSEN: Place = { database: "station-evaluator-files", version: 1, stores: ["files"] };
const opened = new Map<string, Promise<IDBDatabase>>();

function database({ database: name, version, stores }: Place): Promise<IDBDatabase> {
  const there = opened.get(name);
  if (there) return there;
  const opening = new Promise<IDBDatabase>((done, failed) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => {
      for (const store of stores) if (!request.result.objectStoreNames.contains(store)) request.result.createObjectStore(store, { keyPath: "key" });
    };
    request.onsuccess = () => {
      const forget = () => opened.delete(name);
      request.result.onversionchange = () => { request.result.close(); forget(); };
      request.result.onclose = forget;
      done(request.result);
    };
    request.onerror = () => failed(request.error ?? new Error("indexedDB"));
  });
  opened.set(name, opening);
  opening.catch(() => opened.delete(name));
  return opening;
}

/** Does something in one transaction: what it wrote stands in the database when this returns. */
async function use<Result>(place: Place, name: string, mode: IDBTransactionMode, what: (store: IDBObjectStore, give: (result: Result) => void) => void): Promise<Result> {
  const transaction = (await database(place)).transaction(name, mode);
  return new Promise((done, failed) => {
    let result: Result;
    transaction.oncomplete = () => done(result);
    transaction.onabort = transaction.onerror = () => failed(transaction.error ?? new Error("indexedDB"));
    what(transaction.objectStore(name), (value) => { result = value; });
  });
}

interface Kept { key: string; saved: number }

/** The drafts of one kind. */
function draftsOf<D extends Kept>(name: string) {
  return {
    all: () => use<D[]>(ANSWERS, name, "readonly", (store, give) => {
      const request = store.getAll() as IDBRequest<D[]>;
      request.onsuccess = () => give(request.result);
    }),
    /** Stores a draft; where another window stored one since *before*, that one is returned and nothing changed. */
    keep: (draft: D, before: number) => use<D | undefined>(ANSWERS, name, "readwrite", (store, give) => {
      const request = store.get(draft.key) as IDBRequest<D | undefined>;
      request.onsuccess = () => {
        if (request.result && request.result.saved !== before) give(request.result);
        else store.put(draft);
      };
    }),
    discard: (key: string) => use<void>(ANSWERS, name, "readwrite", (store) => { store.delete(key); }),
    clear: () => use<void>(ANSWERS, name, "readwrite", (store) => { store.clear(); }),
  };
}
const drafts = draftsOf<Draft>("drafts");
/** An evaluator's sheets as they stand in the browser's database. */
export const sheets = draftsOf<SheetDraft>("sheets");

/** The files of a station's draft. */
const chosenFiles = {
  of: (draft: string) => use<Map<string, Blob>>(CHOSEN, "files", "readonly", (store, give) => {
    const request = store.getAll(chosenFiles.range(draft)) as IDBRequest<{ key: string; blob: Blob }[]>;
    request.onsuccess = () => give(new Map(request.result.map(({ key, blob }) => [key.slice(draft.length + 1), blob])));
  }),
  keep: (draft: string, path: string, blob: Blob) => use<void>(CHOSEN, "files", "readwrite", (store) => { store.put({ key: `${draft}\n${path}`, blob }); }),
  discard: (draft: string, path: string) => use<void>(CHOSEN, "files", "readwrite", (store) => { store.delete(`${draft}\n${path}`); }),
  discardAll: (draft: string) => use<void>(CHOSEN, "files", "readwrite", (store) => { store.delete(chosenFiles.range(draft)); }),
  clear: () => use<void>(CHOSEN, "files", "readwrite", (store) => { store.clear(); }),
  range: (draft: string) => IDBKeyRange.bound(`${draft}\n`, `${draft}\n\uffff`),
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
  /** What happened that the person must know of, until the page is opened again. */
  warning = "";
  others: Draft[] = [];
  canKeep = true;
  /** Whether all chosen files stand in the browser's database too. */
  filesKept = true;
  unsaved = 0;
  unkept = false;
  resumed = 0;
  /** Milliseconds from opening the page to the first score, and of each evaluation after it. */
  first = 0;
  took: number[] = [];
  private key = "";
  /** When the draft under that key was stored last, and the files that stand beside it. */
  private stored = 0;
  private beside = new Map<string, Blob>();
  private keeping: Promise<void> = Promise.resolve();
  /** Nothing is stored before the files that the page or the draft brings are listed. */
  private listed: () => void = () => undefined;
  private readonly filesListed = new Promise<void>((done) => { this.listed = done; });
  private ready = false;
  private again = false;
  private evaluating: Promise<void> = Promise.resolve();
  private opening = true;
  /** Whether the person changed something since the page was opened. */
  private touched = false;
  private changes = 0;
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
  /** A key under which nothing is stored yet. */
  private freshKey(): string { return this.data.base ? `${this.ownKey()}/${crypto.randomUUID()}` : this.ownKey(); }

  // -- start ---------------------------------------------------------------------------------------------------

  async start(): Promise<void> {
    const engine = this.engine.start();
    const files = await pack("station-files");
    this.within = new Map(await pack("evidence-files"));
    const stationFiles = files.filter(([path]) => path.startsWith("station/")).map(([path, data]): [string, Bytes] => [path.slice(8), data]);
    const submission = stationFiles.find(([path]) => path === "submission.yaml")?.[1];
    const draft = await this.latest();
    const ledgers = stationFiles.filter(([path]) => path !== "submission.yaml").map(([path, data]) => ledgerFile(path, data));
    for (const file of draft ? draft.files.map((one) => this.whole(one)) : [...ledgers, ...this.carried()]) {
      if (!this.files.has(file.path)) this.files.set(file.path, file);
    }
    this.listed();
    try {
      await engine;
      await this.engine.use(files.filter(([path]) => !path.startsWith("station/")), { profile: this.data.profile });
      this.ready = true;
      for (const path of this.data.links) await this.engine.ask({ ask: "link", path });
      for (const file of [...this.files.values()]) await this.send(file);
      await this.settle(draft ? null : submission ?? null);
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
      const all = await this.everyDraft();
      const { sha256 } = this.data.form.guideline;
      const own = all.find((draft) => draft.guideline === sha256 && (!this.data.base || `${draft.key}/`.startsWith(`${this.key}/`)));
      // What was typed before the drafts were read begins a draft of its own.
      const taken = this.touched ? undefined : own;
      this.others = all.filter((draft) => draft !== taken);
      if (own && !taken) this.begin();
      if (!taken) return null;
      this.answers = structuredClone(taken.answers);
      this.resumed = taken.saved;
      await this.goOn(taken);
      this.tell();
      return taken;
    } catch {
      this.canKeep = false;
      return null;
    }
  }

  /** The drafts of this guideline, of any state of it, the newest first. */
  private async everyDraft(): Promise<Draft[]> {
    const { sha256, id } = this.data.form.guideline;
    const all = await drafts.all();
    return all.filter((draft) => draft.guideline === sha256 || textOf(draft.answers.guideline) === id).sort((one, other) => other.saved - one.saved);
  }
  isOlder(draft: Draft): boolean { return draft.guideline !== this.data.form.guideline.sha256; }

  /** Goes on with a stored draft; one by another state of the guideline stays as it is, and a copy is gone on with. */
  private async goOn(draft: Draft): Promise<void> {
    const inside = await chosenFiles.of(draft.key).catch(() => new Map<string, Blob>());
    for (const file of draft.files) file.blob ??= inside.get(file.path) ?? null;
    const own = !this.isOlder(draft);
    this.key = own ? draft.key : this.freshKey();
    this.stored = own ? draft.saved : 0;
    this.beside = own ? inside : new Map();
  }

  /** Evaluates for the first time: a submission as it stands in its file, unless something was answered meanwhile. */
  private async settle(submission: Bytes | null): Promise<void> {
    if (submission && !this.touched) {
      await this.engine.ask({ ask: "write", path: "submission.yaml", data: submission });
      const { answers, view } = await this.engine.ask<{ answers: Answers | null; view: View }>({ ask: "open", lang: this.lang });
      if (!this.touched) {
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
    await this.engine.ask({ ask: "carry", path: file.path, sha256: file.sha256, size: file.size, head: fromBase64(file.head) });
  }

  private async empty(): Promise<void> {
    for (const path of [...this.files.keys(), ...this.data.links]) await this.engine.ask({ ask: "drop", path });
    this.files.clear();
  }

  async restore(draft: Draft): Promise<void> {
    if (this.unkept) await this.keep();
    await this.empty();
    this.answers = structuredClone(draft.answers);
    this.resumed = draft.saved;
    await this.goOn(draft);
    await this.seeOthers();
    await this.take(draft.files.map((file) => this.whole(file)));
    await this.evaluate();
    if (this.isOlder(draft)) await this.keep();
  }

  private async seeOthers(): Promise<void> {
    this.others = (await this.everyDraft().catch(() => [])).filter((draft) => draft.key !== this.key);
  }

  /** A draft's file with its content; what the page itself carries was not stored with it. */
  private whole(file: DraftFile): DraftFile {
    const data = this.within.get(file.path);
    const own = this.data.evidence.some((known) => known.path === file.path && known.sha256 === file.sha256);
    return { ...file, blob: file.blob ?? (data && own ? new Blob([data]) : null) };
  }

  private async take(files: DraftFile[]): Promise<void> {
    for (const file of files) {
      this.files.set(file.path, file);
      await this.send(file);
    }
  }

  /** Begins a draft of its own: what was stored before stays as it is. */
  private begin(): void {
    this.key = this.freshKey();
    this.stored = 0;
    this.beside = new Map();
  }
  /** Nothing is left to ask about when the page is closed. */
  private leave(): void {
    clearTimeout(this.timer);
    this.unkept = false;
    this.unsaved = 0;
  }

  /** Leaves the draft: the page's own station again, or an empty one. */
  async anew(): Promise<void> {
    if (this.data.base) {
      await drafts.discard(this.key).catch(() => undefined);
      await chosenFiles.discardAll(this.key).catch(() => undefined);
      this.leave();
      return location.reload();
    }
    if (this.unkept) await this.keep();
    await this.empty();
    this.begin();
    await this.seeOthers();
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
    this.unkept = this.touched = true;
    this.changes += 1;
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
  /** Whether there is a station to be saved, and an engine that knows it. */
  get savable(): boolean { return this.named && this.ready && !this.opening; }
  get named(): boolean { return Boolean(textOf(this.station.id) && textOf(this.station.name)); }
  get items(): Item[] { return (Array.isArray(this.answers.evidence) ? this.answers.evidence : []).filter(isTable) as unknown as Item[]; }

  /** Evaluates what is there, and returns when it is evaluated; while that runs, further changes wait for one more run. */
  evaluate(): Promise<void> {
    if (!this.ready || this.opening) return Promise.resolve();
    if (this.busy) this.again = true;
    else this.evaluating = this.evaluateNow();
    return this.evaluating;
  }

  private async evaluateNow(): Promise<void> {
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
      this.files.set(path, ledgerFile(path, data));
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
      added.push({ id: "", kind, title, file: path, ...(kind === "photo" ? { date: dayOf(file) } : {}), for: [reference] });
    }
    this.change((answers) => {
      const items = structuredClone(this.items);
      for (const item of items) if (cited.includes(item.id)) item.for = [...new Set([...listOf(item.for), reference])];
      for (const item of added) items.push({ ...item, id: freeId(items) });
      answers.evidence = items as unknown as Tree;
    });
  }

  addOnSite(reference: string, kind: string, title: string): void {
    this.change((answers) => {
      answers.evidence = [...this.items, { id: freeId(this.items), kind, title, for: [reference] }] as unknown as Tree;
    });
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

  /** Stores the draft, one storing after the other. */
  keep(): Promise<void> {
    clearTimeout(this.timer);
    this.keeping = this.keeping.then(() => this.keepNow());
    return this.keeping;
  }

  private async keepNow(): Promise<void> {
    await this.filesListed;
    const { changes } = this;
    try {
      this.filesKept = await this.keepFiles();
      const files = [...this.files.values()].map((file) => ({ ...file, blob: null }));
      const draft = {
        key: this.key, guideline: this.data.form.guideline.sha256, station: textOf(this.station.id),
        name: textOf(this.station.name) || textOf(this.station.id), saved: Math.max(Date.now(), this.stored + 1), answers: this.answers, files,
      };
      if (await drafts.keep(draft, this.stored)) {
        // Filled in meanwhile in another window: both stay, each as a draft of its own.
        this.begin();
        draft.key = this.key;
        this.filesKept = await this.keepFiles();
        await drafts.keep(draft, this.stored);
        this.warning = this.say("draft.elsewhere");
        await this.seeOthers();
      }
      this.stored = draft.saved;
      this.canKeep = true;
      await this.dropFiles();
      if (changes === this.changes) this.unkept = false;
    } catch {
      this.canKeep = false;
    }
    this.tell();
  }

  /** Stores the files that are not stored yet, before the draft that names them; returns whether all are there. */
  private async keepFiles(): Promise<boolean> {
    const embedded = new Set(this.data.evidence.filter(({ path }) => this.within.has(path)).map((known) => `${known.path} ${known.sha256}`));
    try {
      for (const [path, { blob, sha256: hash }] of this.files) {
        if (!blob || this.beside.get(path) === blob || embedded.has(`${path} ${hash}`)) continue;
        await chosenFiles.keep(this.key, path, blob);
        this.beside.set(path, blob);
      }
      return true;
    } catch {
      return false;
    }
  }

  /** Drops stored files that are gone from the draft. */
  private async dropFiles(): Promise<void> {
    for (const path of [...this.beside.keys()].filter((one) => !this.files.has(one))) {
      this.beside.delete(path);
      await chosenFiles.discard(this.key, path);
    }
  }

  get remind(): boolean { return this.unsaved >= REMIND_AFTER; }
  /** Whether something would be lost if the page were closed now. */
  get atRisk(): boolean { return this.unkept || (this.unsaved > 0 && !(this.canKeep && this.filesKept)); }

  async clear(): Promise<void> {
    await drafts.clear().catch(() => undefined);
    await chosenFiles.clear().catch(() => undefined);
    this.leave();
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
    const before = this.unsaved > 0 || this.resumed > 0 || this.unkept;
    if (this.unkept) await this.keep();
    const root = submission[0].slice(0, -"submission.yaml".length);
    const inside = files.filter(([path]) => path.startsWith(root) && path !== submission[0]).map(([path, content]): [string, Bytes] => [path.slice(root.length), content]);
    await this.empty();
    this.begin();
    this.touched = false;
    this.unkept = true;
    await this.engine.ask({ ask: "write", path: "submission.yaml", data: submission[1] });
    const first = await this.engine.ask<{ answers: Answers | null }>({ ask: "open", lang: this.lang });
    const named = Object.keys(table((first.answers ?? {}) as Tree).ledgers ?? {}).flatMap((ledger) => ledgerPaths((first.answers ?? {}) as Answers, ledger));
    const isLedger = (path: string) => named.some((name) => path === name || path.startsWith(`${name}/`));
    const evidence: DraftFile[] = [];
    for (const [path, content] of inside.filter(([path]) => !isLedger(path))) {
      const head = btoa(String.fromCharCode(...content.subarray(0, HEAD)));
      evidence.push({ path, sha256: await sha256(content), size: content.length, head, blob: new Blob([content]), ledger: false });
    }
    await this.take([...inside.filter(([path]) => isLedger(path)).map(([path, content]) => ledgerFile(path, content)), ...evidence]);
    await this.settle(submission[1]);
    this.unsaved = 0;
    await this.seeOthers();
    this.note = this.say(before ? "open.done-beside" : "open.done", { name: file.name });
    this.tell();
    await this.keep();
  }
}

/** An id that no item has yet. */
function freeId(items: Item[]): string {
  const taken = new Set(items.map((item) => item.id));
  for (let number = 1; ; number++) {
    const id = `E${String(number).padStart(2, "0")}`;
    if (!taken.has(id)) return id;
  }
}

const ledgerFile = (path: string, data: Bytes): DraftFile => ({ path, sha256: "", size: data.length, head: "", blob: new Blob([data]), ledger: true });

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

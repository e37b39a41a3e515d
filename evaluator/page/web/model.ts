/** The shapes of what crosses between page, thread and engine. */

export type Tree = string | boolean | null | Tree[] | { [key: string]: Tree };
export type Answers = { [key: string]: Tree };

export interface Line {
  id: string; kind: string; kindTitle: string; title: string; atLeast: number;
  optional: boolean; dated: boolean; each: string; own: boolean; when: string;
}
export interface Criterion {
  title: string; points: string; text: string; note: string; rule: string; keyItem: boolean; markedBy: string;
  levels: { name: string; points: string; text: string }[];
  mayNotApply: boolean; remedy: string; ledgers: string[]; evidence: Line[];
}
export interface Fact {
  title: string; type: string; unit: string; note: string; choices: [string, string][]; private: boolean;
  mayNotApply: boolean; criteria: string[]; counted: string; asked: boolean; at_least?: string; at_most?: string;
}
export interface Ledger {
  title: string; columns: { title: string; needed: boolean; private: boolean }[]; counted: string[]; criteria: string[];
}
export interface Block { id: string; title: string; facts: string[]; criteria: string[] }
export interface Step { id: string; title: string; points: string; blocks: Block[] }
export interface Form {
  guideline: { id: string; edition: string; title: string; issuer: string; status: string; profile: string; sha256: string; full: string; subject: string };
  grades: { title: string; bound: string; inclusive: boolean }[];
  steps: Step[];
  criteria: Record<string, Criterion>;
  facts: Record<string, Fact>;
  ledgers: Record<string, Ledger>;
}

export interface Problem { code: string; severity: string; place: string; file: string; message: string; hint: string; field: string }
export interface Finding {
  points: string | null; low: string; high: string; of: string; outcome: string; outcomeTitle: string;
  why: string[]; plain: string; costs: string | null; evidenceCosts: string | null; missing: string[];
  lines: Record<string, { needed: number; have: number; items: string[]; asked: boolean; ok: boolean }>;
  facts: string[];
}
export interface Score {
  points: string | null; shown?: string; low: string | null; high: string | null; out_of: string;
  grade_title: string | null; grade_low_title: string | null; grade_high_title: string | null; provisional: boolean;
}
export interface View {
  seal: string;
  problems: Problem[];
  tool?: { name: string; version: string; semantics: number };
  score?: Score;
  limits?: string[];
  filled?: Record<"facts" | "ledgers" | "evidence", { there: number; of: number }>;
  sections?: { id: string; title: string; level: number; points: string | null; low: string; high: string; of: string; share: string | null; share_low?: string | null; share_high?: string | null }[];
  findings?: Record<string, Finding>;
  facts?: Record<string, { value: string | null; source: string; from: string }>;
  gaps?: { criterion: string; costs: string; byEvidence: boolean }[];
  way?: { sentences: string[]; criteria: { criterion: string; gains: string }[] };
  ledgers?: Record<string, {
    handedIn: boolean; rows: number; sheets: { file: string; sheet: string; read: string }[];
    counted: { title: string; value: string }[]; notCounted: string[][];
  }>;
  evidence?: { id: string; state: string; why: string }[];
}

export interface Known { path: string; sha256: string; size: number; head: string }
export interface PageData {
  version: string; lang: Lang; texts: Record<string, [string, string]>; form: Form; profile: string;
  answers: Answers | null; period: [string, string] | null; round: string; base: string;
  ledgerFiles: string[]; evidence: Known[]; links: string[];
}
export type Lang = "zh" | "en";
export type Bytes = Uint8Array<ArrayBuffer>;

export interface Runtime { wasm: Bytes; stdlib: Bytes; app: Bytes }
export type Use = { profile: string } | { evaluator: string };
export type Question =
  | { ask: "start"; runtime: Runtime }
  | { ask: "use"; files: [string, Bytes][]; use: Use }
  | { ask: "put"; path: string; data: Bytes }
  | { ask: "write"; path: string; data: Bytes }
  | { ask: "carry"; path: string; sha256: string; size: number; head: Bytes }
  | { ask: "link"; path: string }
  | { ask: "drop"; path: string }
  | { ask: "open"; lang: Lang }
  | { ask: "evaluate"; answers: Answers; lang: Lang }
  | { ask: "submission" }
  | { ask: "call"; method: string; args: (string | Bytes)[] }
  | { ask: "mount"; file: File }
  | { ask: "content"; name: string; size: number }
  | { ask: "unzip"; name: string; data: Bytes; lang: Lang };
export type Reply = { stage: number } | { number: number; answer: unknown } | { number: number; error: string };
export interface DraftFile extends Known { blob: Blob | null; ledger: boolean }
export interface Draft {
  key: string; guideline: string; station: string; name: string; saved: number; answers: Answers; files: DraftFile[];
}

// -- an evaluator's page -----------------------------------------------------------------------------------------

export interface Summary { count: number; left: number; submitted: string; sha256: string; remarks: Record<string, string> }
export interface StationEntry extends Partial<Summary> { id: string; name: string; county: string; sheet: string; problems: Trouble[] }
export interface Trouble { message: string; hint: string; place?: string }
export interface MarkingData {
  version: string; semantics: number; lang: Lang; texts: Record<string, [string, string]>;
  round: { id: string; title: string }; guideline: { title: string; edition: string; sha256: string };
  evaluator: { id: string; name: string }; stations: StationEntry[];
}
export interface MarkedStep { id: string; title: string; required: boolean; open: boolean; given: string }
export interface SheetState extends Summary {
  station: string; sheet: string; at: number; steps: MarkedStep[]; incomplete: string; noted: string[]; problems: Problem[];
}
export interface Verdict { holds: boolean; remark: string }
export interface Item { id: string; title: string; file: string; date: string; unusable: string; accepted: Verdict | null }
export interface Claimed { id: string; reason: string; agreed: Verdict | null }
export interface Observable {
  name: string; title: string; type: string; unit: string; choices: [string, string][]; value: Tree; shown: string; observed: string; remark?: string;
}
export interface Inspected { file: string; passed: number[]; left_out: number[]; other: boolean }
export interface QuestionCard {
  id: string; title: string; required: boolean; note: string; needless: string; files: string[]; items: Record<string, Item>;
  kind: "level" | "points" | "files" | "fact"; remark: string;
  // of a criterion
  above: string; points: string; keyItem: boolean; text: string; look: string; range: string; own: string; progress: string;
  levels: { name: string; range: string; text: string; fixed: boolean }[];
  checks: string[]; drawn: string[]; rows: boolean;
  facts: { name: string; title: string; value: string; mine: boolean }[];
  lines: { id: string; title: string; kind: string; lacking: string; items: string[]; seen: Verdict | null }[];
  claims: Claimed[];
  mark: { level: string; points: string; files: Inspected[]; comes: string };
  // of a fact
  fact: Observable; wanted: string; usedBy: string; declared: string;
}
export interface Beside {
  facts: Observable[]; items: Item[]; claims: Claimed[]; vetoes: { id: string; title: string; remark: string | null }[];
}
export interface FileKnown { sha256: string; size: number; look: "picture" | "pages" | "text" | "heic" | "video" | "ofd" | ""; type: string }
export interface PlainText { parts: { title: string; lines: string[]; rows: string[][] }[]; cut: boolean }
export interface SheetDraft extends Summary { key: string; scope: string; station: string; sheet: string; base: string; saved: number }

export type PdfQuestion =
  | { ask: "open"; data: ArrayBuffer }
  | { ask: "page"; number: number; width: number; turn: number };
export type PdfReply = { number: number; pages: number } | { number: number; picture: ImageBitmap } | { number: number; error: string };

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

export interface Start { wasm: Bytes; stdlib: Bytes; app: Bytes; files: [string, Bytes][]; profile: string }
export type Question =
  | { ask: "start"; parts: Start }
  | { ask: "put"; path: string; data: Bytes }
  | { ask: "write"; path: string; data: Bytes }
  | { ask: "carry"; path: string; sha256: string; size: number; head: Bytes }
  | { ask: "link"; path: string }
  | { ask: "drop"; path: string }
  | { ask: "open"; lang: Lang }
  | { ask: "evaluate"; answers: Answers; lang: Lang }
  | { ask: "submission" }
  | { ask: "unzip"; name: string; data: Bytes; lang: Lang };
export type Reply = { stage: number } | { number: number; answer: unknown } | { number: number; error: string };
export interface DraftFile extends Known { blob: Blob | null; ledger: boolean }
export interface Draft {
  key: string; guideline: string; station: string; name: string; saved: number; answers: Answers; files: DraftFile[];
}

/** Drafts in the browser's own database: answers and chosen files, by guideline and station. */
import type { Answers, Known } from "./model";

export interface DraftFile extends Known { blob: Blob | null; ledger: boolean }
export interface Draft {
  key: string; guideline: string; station: string; name: string; saved: number; answers: Answers; files: DraftFile[];
}

const STORE = "drafts";
let opened: Promise<IDBDatabase> | null = null;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((done, failed) => {
    const request = indexedDB.open("station-evaluator", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "key" });
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error ?? new Error("indexedDB"));
  });
  return opened;
}

async function use<Result>(mode: IDBTransactionMode, what: (store: IDBObjectStore) => IDBRequest<Result>): Promise<Result> {
  const store = (await database()).transaction(STORE, mode).objectStore(STORE);
  return new Promise((done, failed) => {
    const request = what(store);
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error ?? new Error("indexedDB"));
  });
}

export async function draftsOf(guideline: string): Promise<Draft[]> {
  const all = await use<Draft[]>("readonly", (store) => store.getAll());
  return all.filter((draft) => draft.guideline === guideline).sort((one, other) => other.saved - one.saved);
}
export const keep = (draft: Draft) => use("readwrite", (store) => store.put(draft));
export const discard = (key: string) => use("readwrite", (store) => store.delete(key));
export const clear = () => use("readwrite", (store) => store.clear());

/** Bytes: base64, gzip, the packs that `make page-runtime` makes, hashes. */

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

const DIGITS = new Uint8Array(128);
for (let code = 35, digit = 0; code < 127; code++) if (!"&'<>\\`".includes(String.fromCharCode(code))) DIGITS[code] = digit++;

/** The bytes of a text in base 85, as scripts/page_runtime.mjs writes it: first how many bytes are too many. */
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

// An independent checker of sealed results (独立复核程序).
//
//   node verifier/verify.mjs RESULT.json GUIDELINE.json     compare (exit 0 same, 3 differs, 1 unreadable, 2 usage)
//   node verifier/verify.mjs --page verify.html             write the page that does the same in a browser, offline
//
// Written from docs/reference/ and evaluator/schemas/ alone, by somebody who had not read the program in evaluator/.
// It shares no code with it: what both say has been computed twice. No dependencies; the file is a module of Node and
// a plain script of a page at once (which is why it neither imports nor exports anything at its top).
"use strict";
(() => {
  const SEMANTICS = 3; // of the results that docs/reference/ describes: `tool.semantics`

  // ---------------------------------------------------------------- exact numbers: {n, d}, d > 0, in lowest terms

  const gcd = (a, b) => { a = a < 0n ? -a : a; while (b) [a, b] = [b, a % b]; return a; };
  const frac = (n, d = 1n) => {
    if (d === 0n) throw new RangeError("division by 0");
    if (d < 0n) [n, d] = [-n, -d];
    const g = gcd(n, d) || 1n;
    return { n: n / g, d: d / g };
  };
  const int = (i) => ({ n: BigInt(i), d: 1n });
  const ZERO = int(0), ONE = int(1), HUNDRED = int(100);
  const add = (a, b) => frac(a.n * b.d + b.n * a.d, a.d * b.d);
  const sub = (a, b) => frac(a.n * b.d - b.n * a.d, a.d * b.d);
  const mul = (a, b) => frac(a.n * b.n, a.d * b.d);
  const div = (a, b) => frac(a.n * b.d, a.d * b.n);
  const cmp = (a, b) => { const x = a.n * b.d - b.n * a.d; return x < 0n ? -1 : x > 0n ? 1 : 0; };
  const eq = (a, b) => cmp(a, b) === 0;
  const min = (a, b) => (cmp(a, b) <= 0 ? a : b);
  const max = (a, b) => (cmp(a, b) >= 0 ? a : b);
  const total = (list) => list.reduce(add, ZERO);
  const floor = (a) => { const q = a.n / a.d; return { n: a.n < 0n && q * a.d !== a.n ? q - 1n : q, d: 1n }; };
  const ceil = (a) => { const f = floor({ n: -a.n, d: a.d }); return { n: -f.n, d: 1n }; };
  const clamp = (a, top) => max(ZERO, min(a, top));
  const isZero = (a) => a.n === 0n;

  const NUMBER = /^-?\d+(\.\d+)?$/;
  /** A number as guideline and result write it (`12`, `-1.5`, `93%`, `7/26`), or null. */
  const number = (text) => {
    if (typeof text === "number" && Number.isSafeInteger(text)) return int(text);
    if (typeof text !== "string") return null;
    if (/^-?\d+\/\d+$/.test(text)) { const [n, d] = text.split("/"); return BigInt(d) ? frac(BigInt(n), BigInt(d)) : null; }
    const share = text.endsWith("%"), digits = share ? text.slice(0, -1) : text;
    if (!NUMBER.test(digits)) return null;
    const [whole, part = ""] = digits.split(".");
    return frac(BigInt(whole + part), 10n ** BigInt(part.length) * (share ? 100n : 1n));
  };
  /** Round to *places*: half_up has a tie away from zero, half_even to the even digit. */
  const round = (a, places, rule) => {
    const scale = 10n ** BigInt(places), negative = a.n < 0n, n = (negative ? -a.n : a.n) * scale;
    let q = n / a.d;
    const twice = 2n * (n % a.d);
    if (twice > a.d || (twice === a.d && (rule === "half_up" || q % 2n === 1n))) q += 1n;
    return frac(negative ? -q : q, scale);
  };
  const decimals = (a) => { // how many decimals it takes to write it, or null
    let d = a.d, two = 0, five = 0;
    while (d % 2n === 0n) { d /= 2n; two += 1; }
    while (d % 5n === 0n) { d /= 5n; five += 1; }
    return d === 1n ? Math.max(two, five) : null;
  };
  const fixed = (a, places) => { // of a number that can be written so
    const n = (a.n * 10n ** BigInt(places)) / a.d, s = (n < 0n ? -n : n).toString().padStart(places + 1, "0");
    return (n < 0n ? "-" : "") + (places ? s.slice(0, -places) + "." + s.slice(-places) : s);
  };
  const exactText = (a) => { const k = decimals(a); return k === null ? `${a.n}/${a.d}` : fixed(a, k); };

  // ---------------------------------------------------------------- canonical JSON (RFC 8785) and SHA-256

  const canonical = (value) => {
    if (Array.isArray(value)) return "[" + value.map(canonical).join(",") + "]";
    if (value !== null && typeof value === "object") {
      return "{" + Object.keys(value).sort().map((k) => JSON.stringify(k) + ":" + canonical(value[k])).join(",") + "}";
    }
    return JSON.stringify(value);
  };
  const K = [], H0 = [];
  for (let p = 2; K.length < 64; p++) { // fractional parts of the roots of the first primes, exactly
    let prime = true;
    for (let q = 2; q * q <= p; q++) if (p % q === 0) prime = false;
    if (!prime) continue;
    const root = (power, shift) => { // floor((p · 2^shift)^(1/power)) by bisection
      const x = BigInt(p) << BigInt(shift);
      let low = 0n, high = 1n << 48n;
      while (high - low > 1n) { const mid = (low + high) >> 1n; if (mid ** BigInt(power) <= x) low = mid; else high = mid; }
      return Number(low & 0xffffffffn);
    };
    if (H0.length < 8) H0.push(root(2, 64));
    K.push(root(3, 96));
  }
  /** SHA-256 of a text in UTF-8: [bytes]. A page opened from a folder has no `crypto.subtle`, so it stands here. */
  const digest = (text) => {
    const data = new TextEncoder().encode(text), length = ((data.length + 8) >> 6) + 1 << 6;
    const bytes = new Uint8Array(length), view = new DataView(bytes.buffer), w = new Int32Array(64), h = Int32Array.from(H0);
    bytes.set(data);
    bytes[data.length] = 0x80;
    view.setUint32(length - 8, Math.floor(data.length / 0x20000000));
    view.setUint32(length - 4, (data.length << 3) >>> 0);
    const turn = (x, k) => (x >>> k) | (x << (32 - k));
    for (let at = 0; at < length; at += 64) {
      for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + 4 * i);
      for (let i = 16; i < 64; i++) {
        const a = w[i - 15], b = w[i - 2];
        w[i] = w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
      }
      let [a, b, c, d, e, f, g, i8] = h;
      for (let i = 0; i < 64; i++) {
        const t1 = (i8 + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
        const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [i8, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
      }
      [a, b, c, d, e, f, g, i8].forEach((x, i) => { h[i] = h[i] + x; });
    }
    const out = new DataView(new ArrayBuffer(32));
    h.forEach((x, i) => out.setInt32(4 * i, x));
    return [...new Uint8Array(out.buffer)];
  };
  const sha256 = (text) => digest(text).map((x) => x.toString(16).padStart(2, "0")).join("");

  /** The first key that stands twice in one mapping of a JSON text, or null: readers differ about which of them counts. */
  const twice = (text) => {
    const open = [];
    for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g)) {
      if (token === "{" || token === "[") open.push(new Set());
      else if (token === "}" || token === "]") open.pop();
      else if (token.endsWith(":")) {
        const key = JSON.parse(token.replace(/\s*:$/, ""));
        if (open.at(-1).has(key)) return key;
        open.at(-1).add(key);
      }
    }
    return null;
  };

  // ---------------------------------------------------------------- facts as a finding read them

  const BOOLEANS = { yes: true, true: true, 是: true, no: false, false: false, 否: false };
  const truth = (text) => (typeof text === "boolean" ? text : BOOLEANS[String(text)] ?? false);
  const fold = (text) => String(text).normalize("NFKC").replace(/\p{Cf}/gu, "").trim();
  const list = (x) => (Array.isArray(x) ? x : [x]);
  const DAY = /^\d{4}-\d\d-\d\d$/;

  /** The facts of one `read[]` at one end: `low` (pending claims refused, disputed evidence absent) or `high`. */
  class Facts {
    constructor(guideline, read, high) {
      this.declared = guideline.facts;
      this.high = high;
      this.entries = new Map(read.filter((x) => x.kind === "fact").map((x) => [x.name, x]));
      this.ledgers = new Map(read.filter((x) => x.kind === "ledger").map((x) => [x.name, x]));
      this.without = false; // whether options that lack their item are taken out already
    }
    entry(name) {
      const found = this.entries.get(name);
      if (!found) throw new Unread(name);
      return found;
    }
    type(name) { return this.declared[name]?.type; }
    state(name) { return this.entry(name).state; }
    blank(name) { return ["blank", "silent"].includes(this.state(name)); }
    open(name) { return this.state(name).startsWith("awaiting_"); }
    chosen(name) {
      const found = this.entry(name), value = found.value ?? [];
      if (!this.without) return value;
      const gone = (this.high && found.without_item_high) || found.without_item || [];
      return value.filter((x) => !gone.includes(x));
    }
    applies(name) {
      const found = this.entry(name), all = found.applies ?? Object.keys(this.declared[name].choices);
      return this.high ? all.filter((x) => !(found.claimed ?? []).includes(x)) : all;
    }
    number(name) {
      if (this.type(name) === "set") return int(this.chosen(name).length);
      const value = this.entry(name).value;
      return typeof value === "boolean" ? int(value ? 1 : 0) : number(value);
    }
  }
  class Unread extends Error {} // its message is the fact's name

  // Amounts: a number, a share, a fact, or a fact × times ÷ per.
  const factOf = (amount) => (typeof amount === "object" ? amount.fact : number(amount) === null && !DAY.test(amount) ? amount : null);
  const factsOf = (...amounts) => amounts.filter((x) => x !== undefined).map(factOf).filter((x) => x !== null);
  const amount = (given, facts) => {
    if (typeof given === "object") {
      const value = mul(facts.number(given.fact), number(given.times ?? "1"));
      return div(value, number(given.per ?? "1"));
    }
    return number(given) ?? facts.number(given);
  };

  // ---------------------------------------------------------------- conditions

  // A condition has a value now (YES, NO, UNKNOWN) and the values it can still take once what is open is settled.
  const NO = 1, YES = 2, UNKNOWN = 4;
  const and = (a, b) => (a === NO || b === NO ? NO : a === UNKNOWN || b === UNKNOWN ? UNKNOWN : YES);
  const or = (a, b) => (a === YES || b === YES ? YES : a === UNKNOWN || b === UNKNOWN ? UNKNOWN : NO);
  const not = (a) => (a === YES ? NO : a === NO ? YES : UNKNOWN);
  const each = (mask) => [NO, YES, UNKNOWN].filter((x) => mask & x);
  const settled = (holds) => ({ now: holds ? YES : NO, can: holds ? YES : NO });
  const join = (operator, parts) => parts.reduce((a, b) => {
    let can = 0;
    for (const x of each(a.can)) for (const y of each(b.can)) can |= operator(x, y);
    return { now: operator(a.now, b.now), can };
  });

  const OPERATORS = ["is", "is_not", "in", "has", "at_least", "above", "at_most", "below"];
  /** The facts that a condition reads. */
  const conditionFacts = (when) => {
    if (when.all || when.any) return (when.all ?? when.any).flatMap(conditionFacts);
    if (when.not) return conditionFacts(when.not);
    const found = "fact" in when ? [when.fact] : "of" in when ? factsOf(when.of, when.to) : [];
    return found;
  };
  const operandFacts = (when, facts, only = OPERATORS) => only.flatMap((k) => {
    const operand = when[k];
    if (operand === undefined || Array.isArray(operand) || k === "in" || k === "has") return [];
    if (typeof operand === "object") return [operand.fact];
    if ("fact" in when && ["choice", "text", "set", "boolean"].includes(facts.type(when.fact)) && ["is", "is_not"].includes(k)) return [];
    return factsOf(operand).filter((x) => Object.hasOwn(facts.declared, x));
  });
  const allFacts = (when, facts, needed = false) => {
    if (needed && "is_given" in when && !OPERATORS.some((k) => k in when)) return [];
    if (when.all || when.any) return (when.all ?? when.any).flatMap((x) => allFacts(x, facts, needed));
    if (when.not) return allFacts(when.not, facts, needed);
    return [...conditionFacts(when), ...operandFacts(when, facts)];
  };

  const compares = (operator, sign) => ({ at_least: sign >= 0, above: sign > 0, at_most: sign <= 0, below: sign < 0, is: sign === 0, is_not: sign !== 0 })[operator];
  const numberTest = (when, k, value, facts) => {
    if (k === "in") return list(when.in).some((x) => eq(value, amount(x, facts)));
    const operand = typeof when[k] === "string" && Object.hasOwn(BOOLEANS, when[k]) ? int(truth(when[k]) ? 1 : 0) : amount(when[k], facts);
    return compares(k, cmp(value, operand));
  };
  const factTest = (when, k, facts) => {
    const name = when.fact, type = facts.type(name), entry = facts.entry(name), value = entry.value, operand = when[k];
    const choices = facts.declared[name].choices ?? {};
    const option = (text) => (Object.hasOwn(choices, text) ? text : Object.keys(choices).find((k) => fold(choices[k]) === fold(text)) ?? text);
    const same = (operand) => {
      if (type === "set") { const want = new Set(list(operand).map(option)), have = facts.chosen(name); return want.size === have.length && have.every((x) => want.has(x)); }
      if (type === "choice") return value === option(operand);
      if (type === "text") return entry.equals ? entry.equals.some((x) => fold(x) === fold(operand)) : fold(value) === fold(operand);
      if (type === "boolean") return value === truth(operand);
      return null;
    };
    const scale = (text) => (type === "date" ? (DAY.test(text) ? text : facts.entry(factOf(text)).value) : amount(text, facts));
    if (k === "has") return list(operand).every((x) => facts.chosen(name).includes(option(x)));
    if (k === "in") return list(operand).some((x) => (same(x) ?? (type === "date" ? value === scale(x) : eq(facts.number(name), scale(x)))));
    if ((k === "is" || k === "is_not") && same(operand) !== null) return same(operand) === (k === "is");
    if (type === "date") { const x = scale(operand); return compares(k, value < x ? -1 : value > x ? 1 : 0); }
    return compares(k, cmp(facts.number(name), scale(operand)));
  };
  /** The value of a condition on facts; *nodes* judges what ceilings ask about scored nodes. */
  const judge = (when, facts, nodes) => {
    if (when.all) return join(and, when.all.map((x) => judge(x, facts, nodes)));
    if (when.any) return join(or, when.any.map((x) => judge(x, facts, nodes)));
    if (when.not) {
      const inner = judge(when.not, facts, nodes);
      return { now: not(inner.now), can: each(inner.can).reduce((mask, x) => mask | not(x), 0) };
    }
    if (!("fact" in when) && !("of" in when)) return settled(nodes(when, facts));
    const there = (names) => names.every((x) => facts.state(x) === "present"), mine = conditionFacts(when);
    const unknown = (names) => ({ now: UNKNOWN, can: names.some((x) => facts.blank(x)) ? UNKNOWN : NO | YES });
    const used = OPERATORS.filter((k) => k in when), all = [...mine, ...operandFacts(when, facts)];
    let value = null;
    if ("of" in when) {
      if (!there(mine)) return unknown(all);
      const to = amount(when.to, facts);
      if (isZero(to)) return settled(truth(when.if_none));
      value = div(amount(when.of, facts), to);
    }
    const parts = used.map((k) => { // all operators must hold, each for itself
      const needed = [...mine, ...operandFacts(when, facts, [k])];
      return there(needed) ? settled(value ? numberTest(when, k, value, facts) : factTest(when, k, facts)) : unknown(needed);
    });
    if ("is_given" in when) parts.push(settled(there(mine) === truth(when.is_given)));
    else if (!used.length) return there(mine) ? settled(facts.entry(when.fact).value === true) : unknown(mine);
    const joined = join(and, parts);
    return joined.now === UNKNOWN ? unknown(all.filter((x) => !there([x]))) : joined;
  };
  /** The open facts that leave a condition unknown: those of its parts that are unknown themselves. */
  const opening = (when, facts) => {
    const parts = when.all ?? when.any ?? (when.not ? [when.not] : null);
    const names = parts ? parts.filter((x) => judge(x, facts).now === UNKNOWN).flatMap((x) => opening(x, facts)) : allFacts(when, facts);
    return names.filter((x) => facts.open(x));
  };

  // ---------------------------------------------------------------- rules

  const kindOf = (rule) => Object.keys(rule)[0];
  const MARKED = ["rating", "mark", "sample"];
  const outside = { applies: false };
  const gives = (points) => ({ applies: true, points });
  const ifNone = (text, points) => (text === "not_applicable" ? outside : gives(text === "full" ? points : ZERO));

  /** The facts without which a rule gives nothing. */
  const needs = (rule, facts) => {
    const kind = kindOf(rule), r = rule[kind];
    switch (kind) {
      case "choice": case "checklist": case "all_of": return [r.fact];
      case "ratio": return factsOf(r.of, r.to, r.from, r.reach);
      case "tiers": return [...(r.fact ? [r.fact] : factsOf(r.of, r.to)), ...r.bands.flatMap((b) => factsOf(b.at_least, b.above, b.at_most, b.below))];
      case "count": return [r.fact, ...factsOf(r.above)];
      case "deduct": return [
        ...(r.each ?? []).flatMap((x) => (x.when ? allFacts(x.when, facts, true) : [...(x.fact ? [x.fact] : factsOf(x.of, x.to)), ...factsOf(x.above, x.below)])),
        ...(r.missing ?? []).flatMap((x) => [x.fact, ...(x.expected === "all" ? [] : factsOf(x.expected))]),
      ];
      case "sample": return factsOf(r.from);
      case "weighted_ratios": return Array.isArray(r) ? r.flatMap((x) => factsOf(x.to)) : [];
      default: return [];
    }
  };
  /** The facts that a rule reads, as far as an option of theirs can be claimed. */
  const ruleFacts = (node, found = new Set()) => {
    for (const [k, x] of Object.entries(node)) {
      if (typeof x === "object" && x !== null) ruleFacts(x, found);
      else if (!["is", "is_not", "has", "in", "items"].includes(k)) found.add(x);
    }
    return found;
  };
  const units = (above, per, part) => {
    const n = div(above, per);
    return cmp(n, ZERO) <= 0 ? ZERO : part === "exact" ? n : part === "started" ? ceil(n) : floor(n);
  };
  const bounded = (value, bounds, facts) => ["at_least", "above", "at_most", "below"]
    .every((k) => bounds[k] === undefined || compares(k, cmp(value, amount(bounds[k], facts))));

  const ratio = (r, points, facts) => {
    const one = factOf(r.of), of = amount(r.of, facts);
    let value;
    if (r.lower_is_better !== undefined && truth(r.lower_is_better)) {
      if (isZero(of)) return gives(points);
      value = div(amount(r.to, facts), of);
    } else if (r.to === undefined) {
      const set = one !== null && facts.type(one) === "set", divisor = set ? int(facts.applies(one).length) : ONE;
      if (isZero(divisor)) return outside;
      value = div(of, divisor);
    } else {
      const to = amount(r.to, facts);
      if (isZero(to)) return ifNone(r.if_none, points);
      value = div(of, to);
    }
    const from = amount(r.from ?? "0", facts), reach = amount(r.reach ?? "1", facts);
    const share = eq(from, reach) ? (cmp(value, from) >= 0 ? ONE : ZERO) : clamp(div(sub(value, from), sub(reach, from)), ONE);
    return gives(mul(points, share));
  };
  const tiers = (r, points, facts) => {
    let value;
    if (r.fact) value = facts.number(r.fact);
    else {
      const to = amount(r.to, facts);
      if (isZero(to)) return ifNone(r.if_none, points);
      value = div(amount(r.of, facts), to);
    }
    const band = r.bands.find((b) => bounded(value, b, facts));
    return gives(number(band ? band.award : r.otherwise ?? "0"));
  };
  const deduct = (r, points, facts) => {
    let left = points, kept = 0, zero = false;
    const entries = [...(r.each ?? []), ...(r.missing ?? [])];
    for (const x of entries) {
      const cost = number(x.points);
      let times;
      if (x.when) times = judge(x.when, facts).now === NO ? ZERO : ONE;
      else if (x.expected !== undefined) {
        if (x.expected === "all") { const have = facts.chosen(x.fact); times = int(facts.applies(x.fact).filter((o) => !have.includes(o)).length); }
        else times = max(ZERO, sub(amount(x.expected, facts), facts.number(x.fact)));
      } else {
        let value;
        if (x.fact) value = facts.number(x.fact);
        else {
          const to = amount(x.to, facts);
          if (isZero(to)) {
            if (x.if_none === "not_applicable") continue;
            if (x.if_none === "zero") zero = true;
            kept += 1;
            continue;
          }
          value = div(amount(x.of, facts), to);
        }
        if (x.above === undefined && x.below === undefined) times = max(ZERO, value);
        else {
          const beyond = x.above !== undefined ? sub(value, amount(x.above, facts)) : sub(amount(x.below, facts), value);
          times = units(beyond, number(x.per ?? "1"), x.part);
        }
      }
      kept += 1;
      left = sub(left, mul(cost, times));
    }
    return kept === 0 ? outside : gives(zero ? ZERO : max(ZERO, left));
  };
  const weightedRatios = (r, points, facts) => {
    let entries, above = ZERO, below = ZERO;
    if (Array.isArray(r)) {
      entries = r.map((x) => {
        const name = factOf(x.of), missing = name !== null && facts.blank(name);
        return { missing, of: missing ? ZERO : amount(x.of, facts), to: amount(x.to, facts), weight: number(x.weight ?? "1"), none: x.if_none };
      });
    } else {
      const rows = facts.ledgers.get(r.ledger)?.rows ?? [], cell = (row, column) => (row[column] == null ? null : number(row[column]));
      entries = rows.map((row) => ({ missing: cell(row, r.of) === null, of: cell(row, r.of), to: cell(row, r.to), weight: r.weight ? cell(row, r.weight) : ONE, none: r.if_none }));
      const bad = entries.some((x) => x.to === null || x.weight === null || cmp(x.to, ZERO) < 0 || cmp(x.weight, ZERO) < 0);
      if (!entries.length || bad || entries.every((x) => isZero(x.weight))) return { blank: true };
    }
    for (const x of entries) {
      let part = ZERO;
      if (!x.missing && isZero(x.to)) {
        if (x.none === "not_applicable") continue;
        part = x.none === "full" ? ONE : ZERO;
      } else if (!x.missing) part = clamp(div(x.of, x.to), ONE);
      above = add(above, mul(x.weight, part));
      below = add(below, x.weight);
    }
    return isZero(below) ? outside : gives(mul(points, div(above, below)));
  };
  const sum = (r, points, facts, side) => {
    let got = ZERO, all = ZERO, applying = ZERO;
    const open = [];
    let blank = false;
    for (const part of r) {
      const full = number(part.points), result = ruled(part.rule, full, facts, side);
      all = add(all, full);
      if (result.open) open.push(...result.open);
      if (result.blank) blank = true;
      if (result.applies === false) continue;
      applying = add(applying, full);
      got = add(got, result.open ? (side.high ? full : ZERO) : result.blank ? ZERO : min(result.points, full));
    }
    if (isZero(applying)) return { ...outside, parts: open };
    const scaled = eq(applying, all) ? got : div(mul(got, all), applying);
    return { ...gives(clamp(scaled, points)), parts: open, blankPart: blank };
  };

  /** A rule's award on facts: {applies, points}, {blank} or {open: [names]}. */
  const ruled = (rule, points, facts, side) => {
    const kind = kindOf(rule), r = rule[kind], wanted = needs(rule, facts);
    if (kind === "weighted_ratios" && Array.isArray(r)) {
      const ofs = r.flatMap((x) => factsOf(x.of)), tos = wanted;
      if (tos.some((x) => facts.blank(x))) return { blank: true, facts: tos };
      const open = [tos, ofs].map((names) => names.filter((x) => facts.open(x))).find((names) => names.length);
      if (open) return { open };
    } else {
      if (wanted.some((x) => facts.blank(x))) return { blank: true, facts: wanted };
      const open = wanted.filter((x) => facts.open(x));
      if (open.length) return { open };
    }
    switch (kind) {
      case "yes_no": {
        const { now, can } = judge(r, facts);
        if (now !== UNKNOWN) return gives(now === YES ? points : ZERO);
        return can & YES ? { open: opening(r, facts) } : { blank: true, facts: allFacts(r, facts) };
      }
      case "choice": return gives(number(r.award[facts.entry(r.fact).value] ?? "0"));
      case "checklist": {
        const chosen = facts.chosen(r.fact), applying = facts.applies(r.fact);
        const worth = (options) => total(options.filter((x) => Object.hasOwn(r.award, x)).map((x) => number(r.award[x])));
        const left = worth(applying);
        if (isZero(left)) return outside;
        return gives(div(mul(worth(chosen), points), left));
      }
      case "all_of": {
        const chosen = facts.chosen(r.fact), applying = facts.applies(r.fact);
        const wantedOptions = (r.items ?? Object.keys(facts.declared[r.fact].choices)).filter((x) => applying.includes(x));
        if (!wantedOptions.length) return outside;
        return gives(wantedOptions.every((x) => chosen.includes(x)) ? points : ZERO);
      }
      case "ratio": return ratio(r, points, facts);
      case "tiers": return tiers(r, points, facts);
      case "count": {
        const n = units(sub(facts.number(r.fact), amount(r.above ?? "0", facts)), number(r.per ?? "1"), r.part);
        return gives(min(mul(n, number(r.each)), number(r.at_most ?? exactText(points))));
      }
      case "deduct": return deduct(r, points, facts);
      case "weighted_ratios": return weightedRatios(r, points, facts);
      case "sum": return sum(r, points, facts, side);
      default: return side.marks(rule, points, facts);
    }
  };

  // ---------------------------------------------------------------- marks

  const merged = (marks, how) => {
    const sorted = [...marks].sort(cmp), n = sorted.length;
    if (how === "median") return n % 2 ? sorted[(n - 1) / 2] : div(add(sorted[n / 2 - 1], sorted[n / 2]), int(2));
    const counted = how === "trimmed_mean" ? sorted.slice(1, -1) : sorted;
    return div(total(counted), int(counted.length));
  };
  /** What a mark gives, or null while it is incomplete. */
  const markPoints = (rule, mark, points, needed) => {
    const kind = kindOf(rule), r = rule[kind];
    if (kind === "rating") {
      const level = r.levels[mark.level];
      if (level === undefined) return null;
      if (typeof level !== "object") return number(level);
      return level.points !== undefined ? number(level.points) : mark.points === null ? null : number(mark.points);
    }
    if (kind === "mark") return mark.points === null ? null : number(mark.points);
    const shares = [];
    for (const file of mark.files) {
      const asked = r.checks.length - file.left_out.length;
      if (asked > 0) shares.push(frac(BigInt(file.passed.length), BigInt(asked)));
    }
    if (!shares.length || cmp(int(shares.length), needed) < 0) return null;
    return mul(points, div(total(shares), int(shares.length)));
  };
  /** How many files a sample needs; the facts it depends on have values. */
  const sampleSize = (r, facts) => {
    const least = number(r.at_least ?? "1");
    if (r.from === undefined) return least;
    const from = amount(r.from, facts);
    return ceil(min(from, max(least, r.share === undefined ? ZERO : ceil(mul(number(r.share), from)))));
  };
  const marking = (read, kind, high) => (rule, points, facts) => {
    const r = rule[kindOf(rule)], sampled = kindOf(rule) === "sample";
    if (sampled && r.from !== undefined && isZero(sampleSize(r, facts))) return ifNone(r.if_none ?? "zero", points);
    const needed = sampled ? sampleSize(r, facts) : ONE;
    const panel = read.find((x) => x.kind === "panel"), decision = read.find((x) => x.kind === "decision");
    const all = read.filter((x) => x.kind === "mark").map((x) => ({ by: x.evaluator, points: markPoints(rule, x, points, needed) }));
    const open = (reason, low = ZERO, top = points) => ({ open: [], reason, points: high ? top : low });
    if (decision) {
      const got = markPoints(rule, decision, points, needed);
      return got === null ? open("awaiting_mark") : gives(got);
    }
    const inside = all.filter((x) => x.points !== null).map((x) => x.points);
    const due = panel.due.filter((x) => !all.some((m) => m.by === x && m.points !== null));
    const missing = new Set([...due, ...all.filter((x) => x.points === null).map((x) => x.by)]);
    if (!inside.length) {
      const silent = kind === "bonus" && !all.length && panel.submitted.length && panel.due.every((x) => panel.submitted.includes(x));
      return silent ? { blank: true, facts: [] } : open("awaiting_mark");
    }
    const how = panel.merge === "trimmed_mean" && inside.length < 3 ? "mean" : panel.merge; // of marks that are in
    const spread = sub(inside.reduce(max), inside.reduce(min));
    if (panel.apart !== null && cmp(spread, mul(number(panel.apart), points)) > 0) return open(missing.size ? "awaiting_mark" : "awaiting_decision");
    if (missing.size) {
      const with_ = (x) => merged([...inside, ...Array(missing.size).fill(x)], how);
      return open("awaiting_mark", with_(ZERO), with_(points));
    }
    return gives(merged(inside, how));
  };

  // ---------------------------------------------------------------- one criterion

  const ABSENT = ["survey", "site", "interview"]; // kinds that are never missing from a station
  /** The judgement on criterion *c* at one end: {applies, points, reason, open, before}; *full* is its own scale. */
  const criterionAt = (guideline, c, kind, read, full, high) => {
    const facts = new Facts(guideline, read, high), rule = c.rule;
    const end = (result) => ({ applies: true, points: ZERO, waiting: null, ...result });
    const open = (waiting, points = high !== (kind === "deduction") ? full : ZERO) => end({ waiting, points });
    const waits = (names) => (names.some((x) => facts.state(x) === "awaiting_decision") ? "awaiting_decision" : "awaiting_mark");
    const away = end({ applies: false, reason: "not_applicable" });
    if (c.applies_when) {
      const { now, can } = judge(c.applies_when, facts);
      if (now === NO) return away;
      if (now === UNKNOWN && can & NO) return open(waits(opening(c.applies_when, facts)));
    }
    const claim = read.find((x) => x.kind === "claim");
    if (claim?.state === "accepted") return away;
    if (claim?.state === "refused") return end({ reason: "refused" });
    if (claim?.state === "pending") return high ? { ...away, waiting: claim.awaited } : end({ waiting: claim.awaited, reason: "refused" });
    if (c.zero_when) {
      const { now, can } = judge(c.zero_when, facts);
      if (now === UNKNOWN && can & NO) return open(waits(opening(c.zero_when, facts)));
      if (now !== NO) return end({ reason: "zero_when" });
    }
    const side = { high, marks: marking(read, kind, high) }, whole = ruled(rule, full, facts, side);
    facts.without = true;
    const result = ruled(rule, full, facts, side);
    if (result.blank) {
      if (kind !== "deduction") return end({ reason: "blank" });
      const silent = result.facts.filter((x) => facts.blank(x)).every((x) => facts.state(x) === "silent");
      return silent ? end({ reason: "zero" }) : end({ reason: "blank", points: full });
    }
    if (!result.open && !result.applies) return away;
    const waiting = result.open ? result.reason ?? waits(result.open) : result.parts?.length ? waits(result.parts) : null;
    const award = clamp(result.open ? result.points ?? open().points : result.points, full);
    let points = award, reason = isZero(award) ? "zero" : "scored";
    const lines = read.filter((x) => x.kind === "evidence" && !x.each).map((x) => x[high ? "high" : "low"]);
    if (!isZero(award) && kind !== "deduction" && !MARKED.includes(kindOf(rule)) && lines.some((x) => x?.asked && !x.ok)) {
      const policy = c.if_missing ?? guideline.missing_evidence ?? "no_points";
      if (policy === "no_points") points = ZERO;
      else if (typeof policy === "object") points = min(award, mul(number(policy.cap), full));
      if (!eq(points, award)) reason = "no_evidence";
    }
    if (reason === "zero" && result.blankPart) reason = "blank";
    const before = whole.open ? award : whole.applies && !whole.blank ? clamp(whole.points, full) : ZERO; // without step 4 either
    return end({ points, reason, waiting, before });
  };

  // ---------------------------------------------------------------- the guideline as a tree with full marks

  const own = (node, scale) => (node.points !== undefined ? number(node.points) : scale);
  /** Sections and criteria with `full` (what counts) and `scale` (their own points), weights applied. */
  const plan = (guideline) => {
    const scaleOf = (node) => {
      if (!node.sections && !node.criteria) return own(node, HUNDRED);
      const inner = [...(node.sections ?? []), ...(node.criteria ?? [])];
      return own(node, total(inner.map(scaleOf)));
    };
    const build = (node, full, level, parent, mode) => {
      const scale = scaleOf(node), inner = [...(node.sections ?? []), ...(node.criteria ?? [])];
      const made = { node, id: node.id, full, scale, level, parent, mode: node.not_applicable ?? mode, children: [] };
      if (node.sections || node.criteria) made.children = spread(inner, full, level + 1, node.id, made.mode, scale);
      else made.leaf = true;
      return made;
    };
    const spread = (nodes, full, level, parent, mode, scale) => {
      const weighted = nodes.some((x) => x.weight !== undefined);
      const weights = nodes.map((x) => number(x.weight ?? "0")), all = total(weights);
      return nodes.map((x, i) => {
        const counts = weighted ? (isZero(all) ? ZERO : div(mul(full, weights[i]), all)) : isZero(scale) ? ZERO : div(mul(scaleOf(x), full), scale);
        return build(x, counts, level, parent, mode);
      });
    };
    const marks = number(guideline.full_marks), top = guideline.sections;
    const scale = total(top.map(scaleOf));
    return spread(top, marks, 1, "", guideline.not_applicable?.points ?? "rescale", scale);
  };
  const leaves = (nodes) => nodes.flatMap((x) => (x.leaf ? [x] : leaves(x.children)));
  const sections = (nodes) => nodes.flatMap((x) => (x.leaf ? [] : [x, ...sections(x.children)]));

  // ---------------------------------------------------------------- adding up, at one end

  /** Fill the tree's sums at one end; *counted* gives a criterion's own points, and whether it applies. */
  const addUp = (tree, guideline, judged, form) => {
    const within = guideline.not_applicable?.within ?? "section", at = new Map();
    const visit = (x) => {
      if (x.leaf) {
        const { applies, points } = judged.get(x.id);
        const own = applies ? points : x.mode === "full" ? x.scale : ZERO;
        const counts = isZero(x.scale) ? ZERO : div(mul(own, x.full), x.scale);
        const stays = applies || x.mode !== "rescale";
        at.set(x.id, { own, points: counts, applicable: stays ? x.full : ZERO, stays });
        return { points: stays ? counts : ZERO, applicable: stays ? x.full : ZERO, stays };
      }
      const parts = x.children.map(visit), got = total(parts.map((p) => p.points)), applicable = total(parts.map((p) => p.applicable));
      const stays = isZero(x.full) ? parts.some((p) => p.stays) : !isZero(applicable);
      const rescaled = within === "section" && !isZero(applicable) && !eq(applicable, x.full);
      const points = rescaled ? form(div(mul(got, x.full), applicable)) : got;
      at.set(x.id, { sum: got, points, applicable, rescaled, stays, factor: rescaled ? div(x.full, applicable) : ONE });
      return { points, applicable: rescaled ? x.full : applicable, stays };
    };
    const parts = tree.map(visit);
    return { at, points: total(parts.map((p) => p.points)), applicable: total(parts.map((p) => p.applicable)) };
  };

  /** Everything of one end. */
  const evaluate = (guideline, tree, result, high) => {
    const rounding = { places: "2", rule: "half_up", at: "criterion", ...guideline.rounding };
    const places = Number(rounding.places), early = rounding.at === "criterion";
    const form = (x) => (early ? round(x, places, rounding.rule) : x);
    const reads = new Map(result.findings.map((f) => [f.criterion, f.read]));
    const judged = new Map(), besides = { bonus: [], deductions: [] };
    const judgeOne = (c, kind, full) => {
      let found;
      try { found = criterionAt(guideline, c, kind, reads.get(c.id) ?? [], full, high); } catch (error) { throw new Error(`${c.id}: ${error.message}`); }
      return { ...found, award: found.points, points: form(found.points), before: found.before && form(found.before), awarded: found.before && !isZero(found.before) };
    };
    for (const leaf of leaves(tree)) judged.set(leaf.id, judgeOne(leaf.node, "criterion", leaf.scale));
    for (const group of ["bonus", "deductions"]) {
      for (const c of guideline[group]?.criteria ?? []) {
        const full = number(group === "bonus" ? c.points : c.at_most ?? guideline.deductions.at_most);
        const one = judgeOne(c, group === "bonus" ? "bonus" : "deduction", full);
        if (!one.applies) one.points = ZERO;
        judged.set(c.id, one);
        besides[group].push({ c, full, points: one.points });
      }
    }
    const sums = addUp(tree, guideline, judged, form), full = number(guideline.full_marks);
    const steps = new Map(), step = (name, x) => { steps.set(name, x); return x; };
    step("criteria", total(leaves(tree).map((x) => sums.at.get(x.id).points)));
    let now = step("sections", sums.points);
    const scored = !isZero(sums.applicable);
    const factor = scored ? div(full, sums.applicable) : ONE;
    if (scored && !eq(sums.applicable, full)) now = step("rescale", mul(now, factor));
    const capped = (group) => {
      const got = total(besides[group].map((x) => x.points)), top = guideline[group]?.at_most;
      return top === undefined ? got : min(got, number(top));
    };
    const bonus = scored ? capped("bonus") : ZERO, deductions = scored ? capped("deductions") : ZERO;
    if (scored) {
      if (guideline.bonus) now = step("bonus", add(now, bonus));
      if (guideline.deductions) now = step("deductions", sub(now, deductions));
      const above = guideline.bonus?.above_full !== undefined && truth(guideline.bonus.above_full);
      now = step("clamp", above ? max(now, ZERO) : clamp(now, full));
      step("rounding", round(now, places, rounding.rule));
    }
    const away = total(leaves(tree).filter((x) => !judged.get(x.id).applies).map((x) => x.full));
    return { judged, reads, sums, steps, scored, exact: now, rounded: round(now, places, rounding.rule), factor, bonus, deductions, besides, away, high, form };
  };

  // ---------------------------------------------------------------- grade

  const bounds = (guideline) => {
    const full = number(guideline.full_marks);
    return guideline.grades.map((g) => {
      const text = g.at_least ?? g.above, bound = number(text);
      return { id: g.id, title: g.title, bound: text.endsWith("%") ? mul(bound, full) : bound, inclusive: g.at_least !== undefined, note: g.note ?? "" };
    }).sort((a, b) => cmp(b.bound, a.bound));
  };
  const worst = (grades, ids) => grades[Math.max(...ids.map((id) => grades.findIndex((g) => g.id === id)))].id;

  /** Ceilings, vetoes and grade at one end, on its points. */
  const gradeAt = (guideline, tree, result, end, other) => {
    const grades = bounds(guideline), facts = new Facts(guideline, result.read, end.high);
    const rounding = { places: "2", rule: "half_up", ...guideline.rounding };
    const byRounded = (guideline.compare ?? "exact") === "rounded";
    const shown = (x) => (byRounded ? round(x, Number(rounding.places), rounding.rule) : x);
    const share = (x) => {
      const node = end.sums.at.get(x.id);
      return isZero(node.applicable) ? null : div(shown(node.sum), node.applicable);
    };
    const nodes = (when) => {
      if (when.section) {
        const s = share(sections(tree).find((x) => x.id === when.section));
        return s !== null && cmp(s, amount(when.share_below, facts)) < 0;
      }
      if (when.any_section) {
        const level = Number(when.any_section.level ?? "1");
        return sections(tree).filter((x) => x.level === level).map(share).some((s) => s !== null && cmp(s, amount(when.any_section.share_below, facts)) < 0);
      }
      if (when.criterion) {
        const one = end.judged.get(when.criterion);
        return one.applies && cmp(one.points, amount(when.points_below, facts)) < 0;
      }
      return leaves(tree).filter((x) => x.node.key_item !== undefined && truth(x.node.key_item)).some((x) => {
        const one = end.judged.get(x.id), there = other.judged.get(x.id);
        if (when.any_key_item === "not_assessed") return !eq(one.award, there.award) || one.applies !== there.applies;
        return one.applies && when.any_key_item === (isZero(one.award) ? "not_met" : eq(one.award, x.scale) ? "met" : "partly_met");
      });
    };
    const ceilings = new Map((guideline.ceilings ?? []).map((k) => {
      const { now, can } = judge(k.when, facts, nodes);
      return [k.id, now === YES || (now === UNKNOWN && !(end.high && can & NO))];
    }));
    const vetoes = new Map((guideline.vetoes ?? []).map((v) => {
      const said = result.read.find((x) => x.kind === "veto" && x.id === v.id) ?? {};
      if (said.decided === false) return [v.id, null];
      const now = v.when ? judge(v.when, facts).now : NO;
      if (said.decided === true || now === YES) return [v.id, "applies"];
      return [v.id, said.ticked || now === UNKNOWN ? "pending" : null];
    }));
    const band = end.scored ? grades.find((g) => { const s = cmp(byRounded ? end.rounded : end.exact, g.bound); return g.inclusive ? s >= 0 : s > 0; }) ?? grades.at(-1) : null;
    if (!band) return { ceilings: new Map(), vetoes, band: null, limited: null, grade: null };
    const limits = (guideline.ceilings ?? []).filter((k) => ceilings.get(k.id)).map((k) => k.at_most);
    const limited = worst(grades, [band.id, ...limits]);
    const set = (guideline.vetoes ?? []).filter((v) => vetoes.get(v.id) === "applies" || (vetoes.get(v.id) === "pending" && !end.high)).map((v) => v.grade);
    return { ceilings, vetoes, band: band.id, limited, grade: worst(grades, [limited, ...set]) };
  };

  // ---------------------------------------------------------------- what the result has to say

  const oneOf = (...values) => ({ oneOf: values });
  /** What *result* must say by *guideline* and by what its findings read; only what follows from these. */
  const expected = (result, exported) => {
    const guideline = exported.guideline, tree = plan(guideline);
    const rounding = { places: "2", rule: "half_up", at: "criterion", ...guideline.rounding };
    const places = Number(rounding.places), show = (x) => fixed(round(x, places, rounding.rule), places);
    const low = evaluate(guideline, tree, result, false), high = evaluate(guideline, tree, result, true);
    const grades = bounds(guideline), full = number(guideline.full_marks);
    const writable = (x) => { const k = decimals(x); return k !== null && k <= places; };
    const pair = (a, b, settled = eq(a, b)) => ({
      points: settled ? show(a) : null, low: show(min(a, b)), high: show(max(a, b)),
      exact: settled && !writable(a) ? exactText(a) : undefined,
    });
    const signed = (x) => (cmp(x, ZERO) > 0 ? "+" : "") + (writable(x) ? show(x) : exactText(x));
    const title = (id) => grades.find((g) => g.id === id)?.title ?? null;

    // findings
    const factors = new Map(), walk = (x, factor) => {
      factors.set(x.id, factor);
      if (!x.leaf) for (const child of x.children) walk(child, mul(factor, low.sums.at.get(x.id).factor));
    };
    tree.forEach((x) => walk(x, low.factor));
    const finding = (c, kind, counts, leaf) => {
      const a = low.judged.get(c.id), b = high.judged.get(c.id), node = leaf ?? { full: counts, scale: counts };
      const at = (end) => (leaf ? end.sums.at.get(c.id) : { points: end.judged.get(c.id).points, own: end.judged.get(c.id).points });
      const x = at(low), y = at(high), open = !eq(a.award, b.award) || a.applies !== b.applies, settled = !open;
      const away = !a.applies && !b.applies;
      const outcome = open ? "not_assessed" : away ? "not_applicable" : kind === "deduction" ? (isZero(a.award) ? "met" : "not_met")
        : eq(a.award, node.scale) ? "met" : isZero(a.award) ? "not_met" : "partly_met";
      const ruled = ruleFacts(c.rule), claimed = low.reads.get(c.id)?.some((z) => z.kind === "fact" && z.claimed?.length && ruled.has(z.name));
      const reason = !open ? b.reason : a.waiting ?? b.waiting ?? (claimed ? oneOf("claimed", "awaiting_decision")
        : low.reads.get(c.id)?.some((z) => z.low && z.low.asked !== z.high?.asked) ? "awaiting_mark" : "awaiting_decision");
      const lost = !low.scored ? ZERO : kind === "deduction" ? x.points : kind === "bonus" || !settled || away ? ZERO : mul(sub(leaf.full, x.points), factors.get(c.id));
      const lack = (end) => (end.before && end.applies && low.scored && !isZero(node.scale) ? mul(div(mul(sub(end.before, end.points), node.full), node.scale), factors.get(c.id) ?? ONE) : ZERO);
      const taken = lack(a.awarded ? a : b); // at the low end, where there is an award to lower
      const numbers = pair(x.points, y.points, settled);
      const gone = away && kind === "criterion" && leaf.mode === "rescale";
      const weighted = leaf && !eq(leaf.full, leaf.scale);
      const ownPair = pair(x.own, y.own, settled);
      return {
        criterion: c.id, title: c.title, section: leaf ? leaf.parent : "", kind, outcome, reason,
        ...numbers, points: gone ? null : numbers.points, of: show(leaf ? leaf.full : counts),
        costs: open || isZero(lost) || (kind !== "deduction" && !settled) ? null : show(lost),
        evidence_costs: isZero(taken) ? null : show(taken),
        unrounded: !open && a.applies && !eq(a.award, a.points) ? exactText(a.award) : undefined,
        own: weighted ? { points: ownPair.points, of: exactText(leaf.scale), exact: ownPair.exact } : undefined,
        key_item: c.key_item !== undefined && truth(c.key_item), rule_kind: kindOf(c.rule),
        effort: c.effort ?? null, remedy: c.remedy?.trim() ?? "", text: c.text?.trim() ?? "", note: c.note?.trim() ?? "", look_at: c.look_at ?? [],
        marked_by: MARKED.includes(kindOf(c.rule)) ? c.marked_by ?? "expert" : "",
      };
    };
    const findings = [
      ...leaves(tree).map((x) => finding(x.node, "criterion", x.full, x)),
      ...low.besides.bonus.map((x) => finding(x.c, "bonus", x.full)),
      ...low.besides.deductions.map((x) => finding(x.c, "deduction", x.full)),
    ];
    const short = (kind) => findings.filter((f) => f.kind === kind).map((f) => Object.fromEntries(
      ["criterion", "title", "outcome", "reason", "points", "low", "high", "exact", "of"].map((k) => [k, f[k]])));

    // sections
    const people = (x) => { // a share as people read it
      if (x === null) return null;
      const percent = mul(x, HUNDRED), k = decimals(percent);
      return k !== null && k <= 2 ? exactText(percent) + "%" : "≈" + fixed(round(percent, 2, "half_up"), 2) + "%";
    };
    const section = (x) => {
      const a = low.sums.at.get(x.id), b = high.sums.at.get(x.id);
      const numbers = pair(a.points, b.points), gone = !a.stays && !b.stays;
      const same = eq(a.points, b.points) && eq(a.applicable, b.applicable);
      const share = (y) => (isZero(y.applicable) ? null : div(y.sum, y.applicable));
      const s = share(a), t = share(b), weighted = !eq(x.full, x.scale) && !isZero(x.full);
      const scale = (v) => mul(v, div(x.scale, x.full));
      const ownPair = weighted ? pair(scale(a.points), scale(b.points), same) : null;
      return {
        id: x.id, title: x.node.title, level: x.level, parent: x.parent, ...numbers, points: gone ? null : numbers.points, of: show(x.full), applicable: show(a.applicable),
        share: s && t && same ? people(s) : null, share_low: people(s ?? t), share_high: people(t ?? s), rescaled: a.rescaled,
        own: weighted ? { points: ownPair.points, of: exactText(x.scale) } : undefined,
        text: x.node.text?.trim() ?? "", note: x.node.note?.trim() ?? "",
      };
    };

    // grade
    const eligibility = (guideline.eligibility ?? []).map((e) => ({ e, now: judge(e.when, new Facts(guideline, result.read, false)).now })).filter((x) => x.now !== NO);
    const holding = eligibility.filter((x) => x.now === YES).map((x) => x.e.result);
    const status = holding.includes("not_evaluated") ? "not_evaluated" : holding.length ? "postponed" : eligibility.length ? "pending" : "eligible";
    const a = gradeAt(guideline, tree, result, low, high), b = gradeAt(guideline, tree, result, high, low);
    if (low.scored !== high.scored) for (const k of ["band", "limited", "grade"]) { a[k] ??= b[k]; b[k] ??= a[k]; } // one end alone has a score
    const order = (id) => grades.findIndex((g) => g.id === id);
    for (const k of ["band", "limited", "grade"]) if (a[k] !== null && order(a[k]) < order(b[k])) [a[k], b[k]] = [b[k], a[k]]; // the lower one first
    const any = low.scored || high.scored, scored = low.scored && high.scored;
    const ceilings = (guideline.ceilings ?? []).filter((k) => a.ceilings.get(k.id) || b.ceilings.get(k.id)).map((k) => ({
      id: k.id, title: k.title, at_most: k.at_most, at_most_title: title(k.at_most), state: a.ceilings.get(k.id) && b.ceilings.get(k.id) ? "applies" : "pending",
    }));
    const vetoes = (guideline.vetoes ?? []).filter((v) => a.vetoes.get(v.id)).map((v) => ({
      id: v.id, title: v.title, grade: v.grade, grade_title: title(v.grade), state: a.vetoes.get(v.id),
    }));
    const agreed = result.decisions.some((d) => (d.what.not_applicable === "total" || d.what.claim === "total") && d.value === true);
    const share = div(low.away, full), limit = guideline.not_applicable?.at_most;
    const over = limit !== undefined && cmp(share, number(limit)) > 0 && !agreed;
    const pendingVeto = vetoes.some((v) => v.state === "pending");
    const provisional = !scored ? over || pendingVeto || status === "pending" || low.scored !== high.scored
      : !eq(low.exact, high.exact) || a.grade !== b.grade || pendingVeto || status === "pending" || over;
    const gradeNow = scored && status === "eligible" && a.grade === b.grade ? a.grade : null;
    const points = scored ? pair(low.rounded, high.rounded, eq(low.exact, high.exact)) : { points: null, low: null, high: null };
    const settled = scored && eq(low.exact, high.exact);
    const crossing = (x) => (guideline.compare ?? "exact") === "exact"
      && grades.some((g) => { const side = (v) => (g.inclusive ? cmp(v, g.bound) >= 0 : cmp(v, g.bound) > 0); return side(x) !== side(low.exact); });
    const digits = () => { let k = places; while (crossing(round(low.exact, k, rounding.rule))) k += 1; return k; };
    const shown = settled && crossing(low.rounded) ? fixed(round(low.exact, digits(), rounding.rule), digits()) : undefined;
    const second = guideline.also_out_of === undefined || !scored ? null : (() => {
      const also = (x) => exactText(div(mul(x, number(guideline.also_out_of)), full));
      return { points: points.points === null ? null : also(low.exact), low: also(min(low.exact, high.exact)), high: also(max(low.exact, high.exact)), out_of: guideline.also_out_of };
    })();
    const capped = (group) => (guideline[group] ? { ...pair(low[group], high[group]), at_most: guideline[group].at_most === undefined ? null : show(number(guideline[group].at_most)) } : null);

    // steps
    const names = ["criteria", "sections", "rescale", "bonus", "deductions", "clamp", "rounding"];
    let before = null;
    const steps = names.filter((n) => low.steps.has(n) || high.steps.has(n)).map((n) => {
      const now = [low, high].map((end, i) => end.steps.get(n) ?? before[i]);
      const change = before ? now.map((x, i) => sub(x, before[i])) : [ZERO, ZERO];
      before = now;
      return { step: n, ...pair(now[0], now[1]), change: eq(change[0], change[1]) ? signed(change[0]) : null };
    });
    const graded = (step, x, y, final) => ({ step, grade: x !== null && x === y ? x : null, grade_title: x !== null && x === y ? title(x) : null, grade_low: x, grade_high: y });
    const score = {
      ...points, exact: settled && !writable(low.exact) ? exactText(low.exact) : undefined, shown,
      out_of: guideline.full_marks, also: second, bonus: capped("bonus"), deductions: capped("deductions"),
      grade: gradeNow, grade_title: title(gradeNow),
      grade_low: any ? a.grade : null, grade_low_title: any ? title(a.grade) : null,
      grade_high: any ? b.grade : null, grade_high_title: any ? title(b.grade) : null,
      grade_before_ceilings: scored && a.band === b.band ? a.band : null,
      ceilings, vetoes, provisional,
      not_applicable: { points: show(low.away), share: people(share), at_most: limit ?? null, over },
    };
    return {
      findings, sections: sections(tree).map(section), score,
      steps: [...steps, graded("grade", a.band, b.band), graded("ceilings", a.limited, b.limited), graded("vetoes", a.grade, b.grade)],
      bonus: short("bonus"), deductions: short("deduction"),
      eligibility: { status, items: eligibility.map(({ e, now }) => ({ id: e.id, title: e.title, result: e.result, state: now === YES ? "holds" : "pending" })) },
      guideline: {
        id: guideline.id, edition: guideline.edition, title: guideline.title, status: guideline.status, issuer: guideline.issuer,
        profile: exported.profile ?? "", full_marks: guideline.full_marks,
        also_out_of: guideline.also_out_of ?? null, language: guideline.language ?? "zh", subject: guideline.subject ?? "",
        rounding: { places, rule: rounding.rule, at: rounding.at }, compare: guideline.compare ?? "exact", roles: guideline.roles ?? {},
        grades: grades.map((g) => ({ ...g, bound: exactText(g.bound) })),
      },
    };
  };

  // ---------------------------------------------------------------- what stands twice in a result must be the same

  /** What the result shows beside each finding, as its `read[]` has it. */
  const beside = (result, exported) => {
    const guideline = exported.guideline, criteria = new Map(leaves(plan(guideline)).map((x) => [x.id, { ...x, c: x.node }]));
    for (const c of guideline.bonus?.criteria ?? []) criteria.set(c.id, { c, scale: number(c.points) });
    for (const c of guideline.deductions?.criteria ?? []) criteria.set(c.id, { c, scale: number(c.at_most ?? guideline.deductions.at_most) });
    const titles = (name, ids) => list(ids).map((x) => guideline.facts[name].choices[x]);
    return result.findings.filter((f) => criteria.has(f.criterion)).map((f) => {
      const { c, scale } = criteria.get(f.criterion), low = new Facts(guideline, f.read, false), wanted = { criterion: f.criterion }, derived = new Map();
      wanted.facts = f.facts.map((shown) => {
        const declared = guideline.facts[shown.name], entry = low.entries.get(shown.name);
        if (!declared) return { name: null };
        if (!entry) return { name: shown.name, title: declared.title, unit: declared.unit ?? "" }; // what a derived fact is made from
        const numeric = ["integer", "number", "share"].includes(declared.type), hidden = declared.private !== undefined && truth(declared.private);
        const wanted = { name: shown.name, title: declared.title, unit: declared.unit ?? "", number: numeric && !hidden ? entry.value : null };
        if (entry.value === null || hidden) return wanted;
        const parts = [...(declared.total ?? []), ...(declared.less ?? [])].map((n) => f.facts.find((x) => x.name === n)?.number);
        if (shown.source === "derived" && parts.every((x) => x)) {
          const values = parts.map(number), k = declared.total?.length ?? 0;
          derived.set(shown.name, exactText(sub(total(values.slice(0, k)), total(values.slice(k)))));
        }
        const { language = "zh" } = guideline;
        if (declared.type === "boolean") wanted.value = { zh: ["否", "是"], en: ["no", "yes"] }[language][Number(entry.value)];
        if (declared.type === "date") wanted.value = entry.value;
        if (declared.type === "choice") wanted.value = titles(shown.name, entry.value)[0];
        if (declared.type === "set" && !entry.without_item) wanted.value = entry.value.length ? titles(shown.name, entry.value).join(language === "en" ? ", " : "、") : shown.value;
        return wanted;
      });
      const lines = f.read.filter((x) => x.kind === "evidence"), count = new Map();
      wanted.evidence_lines = (c.evidence ?? []).map((line, i) => ({ id: line.id ?? `${line.kind}-${i + 1}`, line }));
      const asked = ({ line }, high) => {
        if ((line.optional !== undefined && truth(line.optional)) || ABSENT.includes(line.kind)) return false;
        if (!line.when) return true;
        const { now, can } = judge(line.when, new Facts(guideline, f.read, high));
        return now === YES || (now === UNKNOWN && !(high && can & NO));
      };
      const both = wanted.evidence_lines.map((x, i) => {
        const read = lines[i] ?? {};
        const ends = (end, high) => (end === null || end === undefined ? end : { asked: asked(x, high), ok: end.ok });
        return {
          read: { kind: "evidence", line: x.id, each: x.line.each ?? "", low: ends(read.low, false), high: ends(read.high, true) },
          line: {
            id: x.id, title: x.line.title, kind: x.line.kind, optional: x.line.optional !== undefined && truth(x.line.optional),
            ...(x.line.each ? {} : { needed: Number(x.line.at_least ?? "1") }), ...(read.low ? { asked: read.low.asked, ok: read.low.ok } : {}),
          },
        };
      });
      wanted.evidence_lines = f.evidence_lines.length ? both.map((x) => x.line) : [];
      wanted.read = [...f.read.filter((x) => x.kind !== "evidence").map((x) => ({ kind: x.kind, ...(derived.has(x.name) ? { value: derived.get(x.name) } : {}) })), ...both.map((x) => x.read)];
      const marks = f.read.filter((x) => x.kind === "mark");
      if (marks.length && MARKED.includes(kindOf(c.rule))) {
        const r = c.rule[kindOf(c.rule)], ready = kindOf(c.rule) !== "sample" || factsOf(r.from).every((x) => low.state(x) === "present");
        wanted.marks = marks.map((m) => {
          const points = ready ? markPoints(c.rule, m, scale, kindOf(c.rule) === "sample" ? sampleSize(r, low) : ONE) : null;
          return { evaluator: m.evaluator, level: m.level, files: m.files, points: points === null ? null : exactText(points) };
        });
      }
      return wanted;
    });
  };
  /** A fact has one value, and a claim and a decision one answer, wherever they stand. */
  const once = (result, out) => {
    const seen = new Map();
    const same = (key, value, place) => {
      const text = canonical(value);
      if (!seen.has(key)) seen.set(key, text);
      else if (seen.get(key) !== text) out.push({ place, said: text, wanted: seen.get(key) });
    };
    const decided = (kind, id) => result.decisions.findLast((d) => d.what[kind] === id)?.value;
    for (const [where, read] of [...result.findings.map((f) => [`findings[${f.criterion}]`, f.read, f]), ["", result.read]]) {
      for (const x of read) {
        const place = `${where}${where ? "." : ""}read[${x.name ?? x.id ?? x.kind}]`, id = where.slice(9, -1);
        if (x.kind === "fact") {
          const { name, value, state, applies = null, claimed = null, equals = null } = x;
          same(`fact ${name}`, { value, state: state === "silent" ? "awaiting_mark" : state, applies, claimed, equals }, place);
        }
        if (x.kind === "ledger") same(`ledger ${x.name}`, x.rows, place);
        if (x.kind === "panel") same("panel", { merge: x.merge, apart: x.apart }, place);
        if (x.kind === "claim") { same(`claim ${id}`, x.state, place); result.claims.filter((k) => k.id === id).forEach((k) => same(`claim ${id}`, k.state, `claims[${id}]`)); }
        if (x.kind === "veto" && (decided("veto", x.id) ?? null) !== x.decided) out.push({ place: `${place}.decided`, said: x.decided, wanted: decided("veto", x.id) ?? null });
        if (x.kind === "decision") {
          const value = decided("mark", id);
          if (!value || value.level !== x.level || value.points !== x.points) out.push({ place, said: `${x.level} ${x.points}`, wanted: value ? `${value.level} ${value.points}` : null });
        }
      }
    }
  };

  // ---------------------------------------------------------------- comparing

  const KEYS = ["criterion", "id", "step"];
  /** All differences between what must stand at *place* and what does: [{place, said, wanted}]. */
  const differ = (wanted, said, place, out) => {
    if (wanted?.oneOf) { if (!wanted.oneOf.includes(said)) out.push({ place, said, wanted: wanted.oneOf.join(" / ") }); return; }
    if (wanted === undefined) { if (said !== undefined) out.push({ place, said, wanted: undefined }); return; }
    if (Array.isArray(wanted) && Array.isArray(said)) {
      if (wanted.length !== said.length) out.push({ place, said: said.map((x) => nameOf(x)).join(" "), wanted: wanted.map((x) => nameOf(x)).join(" ") });
      wanted.forEach((x, i) => { if (i < said.length) differ(x, said[i], `${place}[${nameOf(x) ?? i}]`, out); });
    } else if (wanted !== null && typeof wanted === "object" && !Array.isArray(wanted) && said !== null && typeof said === "object") {
      for (const k of Object.keys(wanted)) differ(wanted[k], said[k], place ? `${place}.${k}` : k, out);
    } else if (canonical(wanted) !== canonical(said ?? null) || said === undefined) out.push({ place, said, wanted });
  };
  const nameOf = (x) => (x !== null && typeof x === "object" ? KEYS.map((k) => x[k]).find((v) => v !== undefined) : x);

  const sealed = ({ seal, ...rest }) => {
    const wanted = sha256(canonical(rest));
    return seal === wanted ? [] : [{ place: "seal", said: seal, wanted }];
  };
  /** Check a result against its guideline: {same, differences}. Both are JSON documents already parsed. */
  const check = (result, exported) => {
    const differences = sealed(result), hash = sha256(canonical(exported)), said = result.guideline?.sha256;
    if (said !== hash) differences.push({ place: "guideline.sha256", said, wanted: hash });
    try {
      if (result.tool.semantics !== SEMANTICS) return { same: false, differences: [...differences, { place: "tool.semantics", said: result.tool.semantics, wanted: SEMANTICS, kind: "semantics" }] };
      const { sections: top, bonus, deductions } = exported.guideline, within = (x) => x.criteria ?? x.sections.flatMap(within);
      const ids = [...top.flatMap(within), ...(bonus?.criteria ?? []), ...(deductions?.criteria ?? [])].map((c) => c.id);
      const there = result.findings.map((f) => f.criterion);
      const lost = ids.filter((x) => !there.includes(x)), more = there.filter((x, i) => !ids.includes(x) || there.indexOf(x) !== i);
      if (lost.length || more.length) return { same: false, differences: [...differences, { place: "findings", said: more.join(" ") || null, wanted: lost.join(" ") || null, kind: "listed" }] };
      differ(expected(result, exported), result, "", differences);
      for (const wanted of beside(result, exported)) differ(wanted, result.findings.find((f) => f.criterion === wanted.criterion), `findings[${wanted.criterion}]`, differences);
      once(result, differences);
    } catch (error) {
      differences.push({ place: "", said: null, wanted: error.message, kind: "unable" });
    }
    return { same: differences.length === 0, differences };
  };

  // ---------------------------------------------------------------- the code on a paper

  const CODE = {
    station: ["站点", "station"], list: ["收件清单", "list"], check: ["审核记录", "check"], round: ["轮次", "round"], stations: ["站点数", "stations"],
    points: ["总分", "points"], grade: ["等级", "grade"], edition: ["版本", "edition"], seal: ["校验码", "seal"],
  };
  const HASHES = ["seal", "list", "check"];
  const squeezed = (text) => String(text).replace(/\s/gu, "");
  /** What the code of a paper says, key by key, from a text with blanks and line breaks anywhere; null where there is none. */
  const readCode = (text) => {
    const all = squeezed(text), begin = all.indexOf("SGZ1;"), body = all.slice(begin + 4);
    if (begin < 0) return null;
    const keys = new Map(Object.entries(CODE).flatMap(([key, words]) => words.map((word) => [word, key]))), fields = {};
    const parts = [...body.matchAll(new RegExp(`;(${[...keys.keys()].join("|")})=`, "gu"))];
    for (const [i, part] of parts.entries()) {
      const key = keys.get(part[1]), value = body.slice(part.index + part[0].length, parts[i + 1]?.index);
      if (key in fields) break; // the next code
      fields[key] = HASHES.includes(key) ? value.match(/^[0-9a-f]{64}/)?.[0] ?? value.slice(0, 64) : value;
      if (HASHES.includes(key)) break;
    }
    return fields;
  };
  /** Where a code and a result differ: [{key, said, wanted}]. */
  const againstCode = (fields, result) => {
    const { score, station, seal } = result, figures = (text) => text.match(/\d+(\.\d+)?/g) ?? [];
    const ends = score.points === null ? [score.low, score.high] : [score.shown ?? score.points];
    const printed = [...new Set(ends.filter((x) => x !== null))];
    const differ = (key, wanted, same) => (fields[key] === undefined || same ? [] : [{ key, said: fields[key], wanted }]);
    return [
      ...differ("station", station.id, fields.station === squeezed(station.id)),
      ...differ("points", printed.join(" ~ "), figures(fields.points ?? "").join() === printed.join()),
      ...differ("grade", score.grade_title, score.grade_title === null || fields.grade === squeezed(score.grade_title)),
      ...differ("seal", seal, fields.seal === seal),
    ];
  };

  // ---------------------------------------------------------------- what is said, in both languages

  const TEXTS = {
    zh: {
      title: "独立复核", other: "English", offline: "本页不联网，文件不会离开这台设备。",
      files: "一、复核评估结果", drop: "把评估结果（results 文件夹里的 .json）和评估指南（evaluator guideline export 指南 --json 导出的文件）拖到这里，或者选择这两个文件。",
      choose: "选择文件", have: (what) => `已有：${what.join("、")}。`, result: "评估结果", guideline: "评估指南",
      paper: "二、核对纸上的核对码", paste: "用手机扫文书末页的二维码，把得到的文字（以 SGZ1 开头）粘贴到这里；再拖入评估结果，就能看出纸上写的和结果是否一致。",
      scan: "用摄像头扫码", stop: "停止扫码", camera: (why) => `摄像头用不了（${why}）；请用手机扫码，把文字粘贴进来。`, photo: "照片里没有找到核对码；请拍清楚些，或者粘贴文字。",
      nothing: "这段文字里没有核对码；核对码以 SGZ1 开头。", cut: "核对码不完整，校验码应有 64 位；请重新扫一次。",
      says: "纸上写的：", match: "纸上写的与这份结果一致。", conflict: (n) => `纸上写的与这份结果不一致，共 ${n} 处：`, paired: (x) => `${CODE[x.key][0]}：纸上为 ${x.said}，结果为 ${x.wanted ?? "（无）"}`,
      unsealed: "这份结果文件被改动过，密封码不成立，不能用来核对；请向出具结果的一方要原件。",
      drop_result: "把这个站的评估结果拖进来，就能核对。", of_round: "这是整轮文书的核对码，单看一份结果核对不了；请组织单位用 evaluator verify 文书 --against 轮次 核对。",
      same: (r) => `一致：${who(r)}，${points(r, " 分", "待定", "，")}，密封码 ${r.seal.slice(0, 16)}…。各项得分、汇总、修约、等级上限、等级、评估指南的指纹和密封码均已由独立程序重算，与结果相同。`,
      differs: (r, d) => `不一致：${who(r)}，共 ${d.length} 处。第一处：`,
      more: (n) => `其余 ${n} 处：`,
      fields: {
        findings: "单项评定", sections: "模块", steps: "计分步骤", score: "总评", guideline: "评估指南", bonus: "加分", deductions: "扣分", eligibility: "参评条件",
        seal: "密封码", sha256: "指纹", points: "得分", low: "最低", high: "最高", exact: "准确值", of: "满分", applicable: "适用部分满分", share: "得分率", share_low: "最低得分率",
        share_high: "最高得分率", change: "变化", costs: "失分", evidence_costs: "缺佐证失分", unrounded: "修约前", own: "自身分制", outcome: "评定结果", reason: "理由", grade: "等级",
        grade_low: "最低等级", grade_high: "最高等级", grade_before_ceilings: "封顶前等级", ceilings: "等级上限", vetoes: "一票否决", provisional: "是否暂定", shown: "显示值", also: "第二分制",
        not_applicable: "不适用", read: "评定依据", facts: "指标数据", marks: "评分", evidence_lines: "佐证", grades: "等级界限", bound: "下限", rounding: "修约", full_marks: "满分",
        number: "数值", value: "值", title: "名称", state: "状态", status: "状态", step: "步骤",
      },
      line: (x) => `${named(x.place, TEXTS.zh.fields)}：结果中为 ${value(x.said, "（无）")}，重算为 ${value(x.wanted, "（无）")}`,
      semantics: (x) => `结果按第 ${x.said} 号计分口径（tool.semantics）得出，本程序只复核第 ${SEMANTICS} 号口径；请用同一版本所附的复核程序`,
      unread: (file, why) => `读不了“${file}”：${why}`,
      absent: "没有这个文件",
      twice: (key) => `“${key}”在同一处写了两次，两种读法会得出两个结果；请向出具结果的一方要原件`,
      json: (why) => `不是完整的 JSON 文件（${why}）；请重新取得原件`,
      kind: { result: "不是评估结果（缺少 format: station-evaluation/1）；请选 results 文件夹里的 .json 文件", guideline: "不是导出的评估指南；请用 evaluator guideline export 指南 --json 导出" },
      listed: (x) => `单项评定与评估指南的指标不一一对应${x.wanted ? `，缺 ${x.wanted}` : ""}${x.said ? `，多 ${x.said}` : ""}；其余未再核对`,
      encoding: "不是 UTF-8 编码的文件；请重新取得原件",
      unable: (x) => `其余无法复算：结果或评估指南的内容残缺（${x.wanted}）`,
      usage: "用法：node verify.mjs 结果.json 评估指南.json\n      node verify.mjs --page 页面.html    写出可离线打开的复核页面",
      written: (file) => `已写入 ${file}`,
      needs: (x) => (x === "result" ? "还缺评估结果。" : "还缺评估指南。"),
    },
    en: {
      title: "Independent check", other: "中文", offline: "This page uses no network, and no file leaves this device.",
      files: "1. Check a result", drop: "Drop the result (a .json of the folder results) and the guideline (what evaluator guideline export GUIDELINE --json gives) here, or choose the two files.",
      choose: "Choose files", have: (what) => `Here: ${what.join(", ")}.`, result: "the result", guideline: "the guideline",
      paper: "2. Check the code of a paper", paste: "Scan the code on a paper's last page with a phone and paste its text (it begins with SGZ1) here; then drop the result, to see whether the paper says the same.",
      scan: "Scan with the camera", stop: "Stop scanning", camera: (why) => `The camera cannot be used (${why}); scan with a phone and paste the text.`, photo: "There is no code in the photo; take a clearer one, or paste the text.",
      nothing: "There is no code in this text; a code begins with SGZ1.", cut: "The code is incomplete: a seal has 64 digits; scan it again.",
      says: "The paper says:", match: "The paper says the same as this result.", conflict: (n) => `The paper differs from this result in ${n} place(s):`, paired: (x) => `${CODE[x.key][1]}: the paper says ${x.said}, the result ${x.wanted ?? "(nothing)"}`,
      unsealed: "This file of a result was changed, its seal does not hold, so that it proves nothing; ask whoever issued it for the original.",
      drop_result: "Drop the station's result to compare it.", of_round: "This code is of a paper on the whole round, which one result cannot prove; the organiser checks it by: evaluator verify PAPER --against ROUND",
      same: (r) => `The same: ${who(r)}, ${points(r, " points", "open", ", ")}, seal ${r.seal.slice(0, 16)}…. Every award, sum, rounding, ceiling and grade, the guideline's hash and the seal were computed again by an independent program.`,
      differs: (r, d) => `Differs: ${who(r)}, in ${d.length} place(s). The first:`,
      more: (n) => `The other ${n}:`,
      line: (x) => `${x.place}: the result says ${value(x.said, "(nothing)")}, computed again it is ${value(x.wanted, "(nothing)")}`,
      semantics: (x) => `the result was computed under semantics ${x.said} (tool.semantics); this program checks semantics ${SEMANTICS} only: use the checker that came with that version`,
      unread: (file, why) => `Cannot read ${file}: ${why}`,
      absent: "there is no such file",
      twice: (key) => `"${key}" stands twice in one place, so that it can be read in two ways; ask whoever issued the result for the original`,
      json: (why) => `not a complete JSON file (${why}); get the original again`,
      kind: { result: "not a result (no format: station-evaluation/1); choose a .json file of the folder results", guideline: "not an exported guideline; export it by: evaluator guideline export GUIDELINE --json" },
      listed: (x) => `the findings are not the guideline's criteria${x.wanted ? `: without ${x.wanted}` : ""}${x.said ? `; in excess ${x.said}` : ""}; the rest was not checked`,
      encoding: "not a file in UTF-8; get the original again",
      unable: (x) => `the rest cannot be computed: result or guideline is incomplete (${x.wanted})`,
      usage: "Usage: node verify.mjs RESULT.json GUIDELINE.json\n       node verify.mjs --page PAGE.html    write the page that checks offline",
      written: (file) => `Wrote ${file}`,
      needs: (x) => (x === "result" ? "The result is still missing." : "The guideline is still missing."),
    },
  };
  const who = (r) => `${r.station?.name ?? "?"} ${r.station?.id ?? "?"}`;
  const points = (r, unit, open, comma) => (r.score.points === null ? open : `${r.score.shown ?? r.score.points}${unit}`) + (r.score.grade_title ? comma + r.score.grade_title : "");
  /** A place in a reader's words, where they are known, with the place itself behind it. */
  const named = (place, fields) => {
    const words = place.split(/\.(?![^[]*\])/).map((part) => { const [key, id = ""] = part.split(/[[\]]/); return fields[key] && `${fields[key]}${id && ` ${id} `}`; });
    return words.every((x) => x) ? `${words.join("").trim()}（${place}）` : place;
  };
  const value = (x, none) => (x === undefined || x === null ? none : typeof x === "object" ? canonical(x) : String(x));

  class Unreadable extends Error {}
  /** A JSON document of a kind (`result`, `guideline`) from its text. */
  const parse = (text, kind, say) => {
    let document;
    try { document = JSON.parse(text.replace(/^\ufeff/, "")); } catch (error) { throw new Unreadable(say.json(error.message)); }
    if (kindOfDocument(document) !== kind) throw new Unreadable(say.kind[kind]);
    const key = twice(text);
    if (key !== null) throw new Unreadable(say.twice(key));
    return document;
  };
  const kindOfDocument = (x) => (x?.format === "station-evaluation/1" ? "result" : x?.guideline?.sections && "profile" in x ? "guideline" : null);
  /** The verdict in words: {same, text}. */
  const verdict = (result, guideline, say) => {
    const { same, differences } = check(result, guideline);
    if (same) return { same, text: say.same(result) };
    const lines = differences.map((x) => "  " + (say[x.kind ?? "line"])(x));
    return { same, text: [say.differs(result, differences), lines[0], ...(lines.length > 1 ? [say.more(lines.length - 1), ...lines.slice(1)] : [])].join("\n") };
  };

  /** What a code says, and whether a result (null without one) says the same: {same, text}; `same` is null where nothing was compared. */
  const codeVerdict = (text, result, say) => {
    const fields = readCode(text);
    if (!fields) return { same: false, text: say.nothing };
    const hash = HASHES.map((key) => fields[key]).find((x) => x !== undefined), which = say === TEXTS.zh ? 0 : 1;
    const lines = [say.says, ...Object.entries(fields).map(([key, x]) => `  ${CODE[key][which]} ${x}`)];
    if (hash === undefined || hash.length !== 64) return { same: false, text: [...lines, say.cut].join("\n") };
    if (fields.seal === undefined || fields.station === undefined) return { same: null, text: [...lines, say.of_round].join("\n") };
    if (!result) return { same: null, text: [...lines, say.drop_result].join("\n") };
    if (sealed(result).length) return { same: false, text: [...lines, say.unsealed].join("\n") };
    const found = againstCode(fields, result);
    if (!found.length) return { same: true, text: [...lines, say.match].join("\n") };
    return { same: false, text: [...lines, say.conflict(found.length), ...found.map((x) => `  ${say.paired(x)}`)].join("\n") };
  };

  globalThis.verifier = { readCode, againstCode, codeVerdict, check, expected, parse, verdict, twice, sha256, canonical, TEXTS, SEMANTICS };

  // ---------------------------------------------------------------- a page

  const STYLE = "*{box-sizing:border-box}body{font:16px/1.6 system-ui,sans-serif;margin:0 auto;max-width:50rem;padding:1rem;color:#1c2430;background:#fff}"
    + "header{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center;justify-content:space-between}h1{font-size:1.5rem;margin:0}h2{font-size:1.15rem;margin:1.5rem 0 .5rem}"
    + "#drop{border:2px dashed #6b7686;border-radius:8px;padding:1rem}#drop.over{background:#eaf1fb}textarea{width:100%;min-height:6rem;font:inherit;padding:.5rem}"
    + "button,.choose{font:inherit;min-height:2.75rem;padding:.4rem 1rem;border:1px solid #37557d;border-radius:6px;background:#fff;color:#1f3864;cursor:pointer}.choose{display:inline-block}"
    + "button:focus-visible,textarea:focus-visible,input:focus-visible+label{outline:3px solid #2f6fdb;outline-offset:2px}#files{position:absolute;opacity:0;width:1px;height:1px}"
    + "video{display:block;width:100%;max-height:60vh;margin-top:.5rem;background:#000}[hidden]{display:none!important}"
    + "pre{font:inherit;white-space:pre-wrap;overflow-wrap:anywhere;padding:1rem;border-radius:8px;background:#f2f2f2}pre.same{background:#e3f4e3;border-left:6px solid #2c7a2c}pre.differs{background:#fbe3e3;border-left:6px solid #a52a2a}";
  const onPage = () => {
    const at = (id) => document.getElementById(id), read = {}, say = () => TEXTS[document.documentElement.lang];
    let unread = null, stream = null, detector = null;
    const tell = (id, text, kind = "") => { at(id).textContent = text; at(id).className = kind; at(id).hidden = !text; };
    const kindOf = (same) => (same === null ? "" : same ? "same" : "differs");
    /** Everything that stands on the page, in its language and for what has been read. */
    const show = () => {
      const texts = say();
      document.title = texts.title;
      for (const place of document.querySelectorAll("[data-say]")) place.textContent = texts[place.dataset.say];
      at("scan").textContent = stream ? texts.stop : texts.scan;
      const have = ["result", "guideline"].filter((x) => read[x]), missing = ["result", "guideline"].find((x) => !read[x]);
      tell("have", have.length === 1 ? `${texts.have(have.map((x) => texts[x]))}${texts.needs(missing)}` : "");
      if (unread) tell("verdict", unread(texts), "differs");
      else if (have.length === 2) { const found = verdict(read.result, read.guideline, texts); tell("verdict", found.text, kindOf(found.same)); }
      else tell("verdict", "");
      if (at("code").value.trim()) { const found = codeVerdict(at("code").value, read.result ?? null, texts); tell("paper", found.text, kindOf(found.same)); }
      else tell("paper", "");
    };
    const take = async (files) => {
      unread = null;
      for (const file of files) {
        if (file.type.startsWith("image/")) { await photo(file); continue; }
        const text = await file.text();
        let kind = "result";
        try { kind = kindOfDocument(JSON.parse(text.replace(/^\ufeff/, ""))) ?? kind; } catch { /* said by parse */ }
        try { read[kind] = parse(text, kind, say()); }
        catch { unread = (texts) => { try { parse(text, kind, texts); } catch (error) { return texts.unread(file.name, error.message); } return ""; }; }
      }
      show();
    };
    const found = (values) => { // the codes that stand in a picture
      const text = values.map((x) => x.rawValue).find((x) => readCode(x));
      if (text) at("code").value = text;
      return Boolean(text);
    };
    const photo = async (file) => {
      const there = detector && found(await detector.detect(await createImageBitmap(file)).catch(() => []));
      if (!there) unread = (texts) => texts.photo;
    };
    const stop = () => { stream?.getTracks().forEach((x) => x.stop()); stream = null; at("video").hidden = true; at("video").srcObject = null; show(); };
    const scan = async () => {
      if (stream) { stop(); return; }
      try { stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }); }
      catch (error) { unread = (texts) => texts.camera(error.name); show(); return; }
      const video = at("video");
      video.hidden = false;
      video.srcObject = stream;
      await video.play();
      show();
      while (stream) {
        if (found(await detector.detect(video).catch(() => []))) stop();
        await new Promise((done) => { setTimeout(done, 250); });
      }
    };
    at("language").addEventListener("click", () => { document.documentElement.lang = say() === TEXTS.zh ? "en" : "zh"; show(); });
    at("files").addEventListener("change", (event) => take(event.target.files));
    at("code").addEventListener("input", show);
    at("scan").addEventListener("click", scan);
    document.addEventListener("dragover", (event) => { event.preventDefault(); at("drop").className = "over"; });
    document.addEventListener("dragleave", () => { at("drop").className = ""; });
    document.addEventListener("drop", (event) => { event.preventDefault(); at("drop").className = ""; take(event.dataTransfer.files); });
    show();
    if ("BarcodeDetector" in globalThis) {
      BarcodeDetector.getSupportedFormats().then((formats) => {
        if (!formats.includes("qr_code")) return;
        detector = new BarcodeDetector({ formats: ["qr_code"] });
        at("scan").hidden = !navigator.mediaDevices;
      });
    }
  };
  /** The page with this program in it; its policy admits this very script and style, and no request. */
  const page = (source, language) => {
    const hash = (text) => `'sha256-${btoa(String.fromCharCode(...digest(text)))}'`;
    const policy = `default-src 'none'; connect-src 'none'; script-src ${hash(source)}; style-src ${hash(STYLE)}; base-uri 'none'; form-action 'none'`;
    return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${TEXTS[language].title}</title><style>${STYLE}</style></head>
<body><header><h1 data-say="title"></h1><button type="button" id="language" data-say="other"></button></header><p data-say="offline"></p>
<main><h2 data-say="files"></h2><div id="drop"><p data-say="drop"></p>
<input id="files" type="file" multiple accept=".json,image/*"><label class="choose" for="files" data-say="choose"></label><p id="have" role="status" hidden></p></div>
<pre id="verdict" role="status" hidden></pre>
<h2 data-say="paper"></h2><p><label for="code" data-say="paste"></label></p><textarea id="code" spellcheck="false" autocomplete="off"></textarea>
<p><button type="button" id="scan" hidden></button></p><video id="video" muted playsinline hidden></video><pre id="paper" role="status" hidden></pre></main>
<script>${source}</${"script"}></body></html>
`;
  };

  // ---------------------------------------------------------------- the command

  const command = async () => {
    const { readFileSync, writeFileSync } = await import("node:fs"), { argv, env, stdout, stderr } = process;
    const language = env.EVALUATOR_LANG === "en" ? "en" : "zh", say = TEXTS[language], args = argv.slice(2);
    if (args.length !== 2 || args[1].startsWith("-")) { stderr.write(say.usage + "\n"); return 2; }
    try {
      if (args[0] === "--page") {
        writeFileSync(args[1], page(readFileSync(argv[1], "utf8").replace(/\r\n/g, "\n"), language));
        stderr.write(say.written(args[1]) + "\n");
        return 0;
      }
      const [result, guideline] = ["result", "guideline"].map((kind, i) => {
        try { return parse(new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(args[i])), kind, say); }
        catch (error) { throw new Unreadable(say.unread(args[i], { ENOENT: say.absent, EISDIR: say.absent, ERR_ENCODING_INVALID_ENCODED_DATA: say.encoding }[error.code] ?? error.message)); }
      });
      const found = verdict(result, guideline, say);
      stdout.write(found.text + "\n");
      return found.same ? 0 : 3;
    } catch (error) {
      stderr.write(error.message + "\n");
      return 1;
    }
  };
  if (typeof document !== "undefined") onPage();
  else if (typeof process !== "undefined" && /verify\.mjs$/.test(process.argv[1] ?? "")) command().then((code) => { process.exitCode = code; });
})();

/** The parts of a step: a fact, a criterion with its evidence, a ledger. */
import { useEffect, useState } from "preact/hooks";
import type { Criterion, Line, Score, Tree } from "./model";
import type { Item, Session } from "./session";
import { ledgerPaths, listOf, table, textOf } from "./session";

export function range(session: Session, part: { points: string | null; low: string | null; high: string | null }): string {
  return part.points ?? (part.low === null ? "—" : session.say("range", { low: part.low, high: part.high ?? "" }));
}
export const points = (session: Session, score: Score): string => score.shown ?? range(session, score);

/** A button that opens the device's own choice of files, and a place to drop them. */
export function Pick({ label, accept, camera, folder, multiple, disabled, onFiles }: {
  label: string; accept?: string; camera?: boolean; folder?: boolean; multiple?: boolean; disabled?: boolean; onFiles: (files: File[]) => void;
}) {
  const take = (list: FileList | null | undefined) => { const files = [...(list ?? [])]; if (files.length) onFiles(files); };
  return (
    <label class={disabled ? "pick off" : "pick"} onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => { event.preventDefault(); take(event.dataTransfer?.files); }}>
      <span>{label}</span>
      <input type="file" class="sr" accept={accept} multiple={multiple ?? folder} disabled={disabled}
        ref={(input) => { if (input && folder) input.webkitdirectory = true; if (input && camera) input.setAttribute("capture", "environment"); }}
        onChange={(event) => { take(event.currentTarget.files); event.currentTarget.value = ""; }} />
    </label>
  );
}

const YES = ["是", "yes", "true", "y", "1"];
const NO = ["否", "no", "false", "n", "0"];
const word = (value: Tree | undefined): string => (typeof value === "boolean" ? (value ? "是" : "否") : textOf(value).trim());

export function FactField({ name, session, go }: { name: string; session: Session; go: (criterion: string) => void }) {
  const fact = session.data.form.facts[name];
  if (!fact) return null;
  const id = `facts/${name}`;
  const value = table(session.answers.facts)[name];
  const problems = session.view?.problems.filter((problem) => problem.field === id) ?? [];
  const help = [fact.note, fact.type === "share" ? session.say("fact.share") : "",
    ...(["at_least", "at_most"] as const).map((bound) => (fact[bound] ? session.say(`fact.bounds.${bound}`, { value: fact[bound] ?? "" }) : "")),
    fact.counted ? session.say("fact.or-declared", { ledger: session.data.form.ledgers[fact.counted]?.title ?? "" }) : ""].filter(Boolean).join("；");
  const set = (next: Tree) => session.set("facts", name, next);
  const many = fact.type === "set" || fact.type === "choice" || fact.type === "boolean";
  const label = <>{fact.title}{fact.unit && <span class="unit">（{fact.unit}）</span>}</>;
  const described = [help && `${id}-help`, problems.length && `${id}-problem`].filter(Boolean).join(" ") || undefined;
  return (
    <div class="field" id={many ? id : undefined}>
      {many ? (
        <fieldset aria-describedby={described}><legend>{label}</legend>{help && <p class="help" id={`${id}-help`}>{help}</p>}<Options name={name} session={session} /></fieldset>
      ) : (
        <>
          <label for={id}>{label}</label>
          {help && <p class="help" id={`${id}-help`}>{help}</p>}
          <Typed id={id} type={fact.type} value={word(value)} described={described} wrong={problems.length > 0} set={set} />
        </>
      )}
      {problems.map((problem, number) => <p key={number} class="wrong" id={number ? undefined : `${id}-problem`}>{problem.message}{problem.hint && ` ${problem.hint}`}</p>)}
      <p class="uses">
        {fact.criteria.length === 0 ? session.say("fact.weighs-nothing") : session.say("fact.used")}{" "}
        {fact.criteria.map((criterion) => {
          const finding = session.view?.findings?.[criterion];
          return (
            <button key={criterion} type="button" class="link" onClick={() => go(criterion)}>
              {criterion} {session.data.form.criteria[criterion]?.title}{finding ? ` ${range(session, finding)}/${finding.of}` : ""}
            </button>
          );
        })}
      </p>
    </div>
  );
}

/** A day as the browser's own field takes it: ISO, with `2025/7/1` and `2025年7月1日` put so; '' for anything else. */
function isoDay(text: string): string {
  const parts = /^(\d{4})(?:-(\d{1,2})-(\d{1,2})|\/(\d{1,2})\/(\d{1,2})|年(\d{1,2})月(\d{1,2})日)$/.exec(text.trim())?.slice(1).filter(Boolean);
  return parts ? parts.map((part) => part.padStart(2, "0")).join("-") : "";
}

/** A day. What a file says and the browser's field cannot show is shown as it stands, to be put right. */
export function Day({ value, set, ...rest }: { value: string; set: (day: string) => void; id?: string; "aria-invalid"?: boolean; "aria-describedby"?: string | undefined }) {
  const day = isoDay(value);
  const [odd, setOdd] = useState(Boolean(value && !day));
  useEffect(() => { if (value && !isoDay(value)) setOdd(true); }, [value]);
  return odd
    ? <input {...rest} type="text" autocomplete="off" value={value} onInput={(event) => set(event.currentTarget.value)} />
    : <input {...rest} type="date" value={day} onInput={(event) => set(event.currentTarget.value)} />;
}

/** A typed value. What is shown follows the answers, but never rewrites what is being typed. */
function Typed({ id, type, value, described, wrong, set }: { id: string; type: string; value: string; described: string | undefined; wrong: boolean; set: (value: Tree) => void }) {
  const [typed, setTyped] = useState(value);
  const share = (text: string) => (type === "share" && /^[0-9０-９.．]+$/.test(text) ? `${text}%` : text);
  useEffect(() => { if (share(typed.trim()) !== value) setTyped(value); }, [value]);
  const take = (text: string) => { setTyped(text); set(share(text.trim())); };
  const numeric = type === "integer" || type === "number" || type === "share";
  return (
    <span class="typed">
      {type === "date"
        ? <Day id={id} value={typed} aria-invalid={wrong} aria-describedby={described} set={take} />
        : <input id={id} type="text" inputMode={type === "integer" ? "numeric" : numeric ? "decimal" : "text"} class={numeric ? "number" : ""} autocomplete="off"
            value={typed} aria-invalid={wrong} aria-describedby={described} onInput={(event) => take(event.currentTarget.value)} />}
      {type === "share" && !typed.includes("%") && !typed.includes("％") && <span class="unit">%</span>}
    </span>
  );
}

function Options({ name, session }: { name: string; session: Session }) {
  const fact = session.data.form.facts[name];
  if (!fact) return null;
  const value = table(session.answers.facts)[name];
  const set = (next: Tree) => session.set("facts", name, next);
  if (fact.type === "set") {
    const chosen = listOf(value);
    const is = ([id, title]: [string, string]) => chosen.some((one) => one.trim() === id || one.trim() === title);
    const strange = chosen.filter((one) => !fact.choices.some(([id, title]) => one.trim() === id || one.trim() === title));
    const toggle = (choice: [string, string]) => {
      const rest = chosen.filter((one) => one.trim() !== choice[0] && one.trim() !== choice[1]);
      set(is(choice) ? (rest.length ? rest : null) : [...rest, choice[0]]);
    };
    return (
      <div class="options">
        {fact.choices.map((choice) => (
          <div key={choice[0]}>
            <label class="option"><input type="checkbox" checked={is(choice)} onChange={() => toggle(choice)} /><span>{choice[1]}</span></label>
            {fact.mayNotApply && !is(choice) && <NotApplicable id={`${name}.${choice[0]}`} label={session.say("option.not-applicable", { title: choice[1] })} session={session} />}
          </div>
        ))}
        <label class="option blank"><input type="checkbox" checked={Array.isArray(value) && !value.length} onChange={(event) => set(event.currentTarget.checked ? [] : null)} /><span>{session.say("fact.none")}</span></label>
        {strange.map((one) => <p key={one} class="wrong">{session.say("fact.unread", { value: one })} <button type="button" class="link" onClick={() => set(chosen.filter((other) => other !== one))}>{session.say("evidence.remove")}</button></p>)}
      </div>
    );
  }
  const choices: [string, string[], string][] = fact.type === "boolean"
    ? [["是", YES, session.say("yes")], ["否", NO, session.say("no")]]
    : fact.choices.map(([id, title]) => [id, [id.toLowerCase(), title.toLowerCase()], title]);
  const now = word(value).toLowerCase();
  return (
    <div class="options row">
      {choices.map(([written, also, title]) => (
        <label key={written} class="option"><input type="radio" name={name} checked={also.includes(now)} onChange={() => set(written)} /><span>{title}</span></label>
      ))}
      <label class="option blank"><input type="radio" name={name} checked={!now} onChange={() => set(null)} /><span>{session.say("fact.blank")}</span></label>
    </div>
  );
}

function NotApplicable({ id, label, session }: { id: string; label: string; session: Session }) {
  const field = `not_applicable/${id}`;
  return (
    <div class="claim">
      <label for={field}>{label}</label>
      <input id={field} type="text" value={textOf(table(session.answers.not_applicable)[id])} autocomplete="off" onInput={(event) => session.set("not_applicable", id, event.currentTarget.value)} />
    </div>
  );
}

export function CriterionCard({ id, session, go }: { id: string; session: Session; go: (ledger: string) => void }) {
  const criterion = session.data.form.criteria[id];
  if (!criterion) return null;
  const finding = session.view?.findings?.[id];
  return (
    <article class={`card criterion ${finding?.outcome ?? ""}`} id={`criteria/${id}`} tabIndex={-1}>
      <header>
        <h4>{id} {criterion.title} {criterion.keyItem && <span class="tag">{session.say("criterion.key")}</span>}</h4>
        <p class="got"><b class="figure">{finding ? range(session, finding) : "—"}</b> / {criterion.points}{finding && <span class="tag state">{finding.outcomeTitle}</span>}</p>
      </header>
      {criterion.text && <p class="wording">{criterion.text}</p>}
      {criterion.note && <p class="help">{criterion.note}</p>}
      {finding && finding.why.length > 0 && <p class="why">{finding.why.join("；")}{finding.evidenceCosts && ` ${session.say("criterion.by-evidence", { points: finding.evidenceCosts })}`}</p>}
      {criterion.rule && <details><summary>{session.say("criterion.rule")}</summary><p>{criterion.rule}</p></details>}
      {criterion.ledgers.length > 0 && (
        <p class="uses">{session.say("criterion.ledgers")} {criterion.ledgers.map((ledger) => <button key={ledger} type="button" class="link" onClick={() => go(ledger)}>{session.data.form.ledgers[ledger]?.title}</button>)}</p>
      )}
      {criterion.markedBy && <OwnView id={id} criterion={criterion} session={session} />}
      {criterion.evidence.some((line) => line.own) && <h5>{session.say("evidence")}</h5>}
      {criterion.evidence.filter((line) => line.own).map((line) => <EvidenceLine key={line.id} criterion={id} line={line} session={session} />)}
      <GeneralItems criterion={id} session={session} />
      {criterion.mayNotApply && <><NotApplicable id={id} label={session.say("criterion.not-applicable")} session={session} /><p class="help">{session.say("criterion.not-applicable.help")}</p></>}
    </article>
  );
}

/** What the station would give itself where evaluators mark. */
function OwnView({ id, criterion, session }: { id: string; criterion: Criterion; session: Session }) {
  const own = table(table(session.answers.claims)[id]);
  return (
    <fieldset class="own">
      <legend>{session.say("criterion.marked", { role: criterion.markedBy })}</legend>
      {criterion.levels.length > 0 ? (
        <div class="options row">
          {criterion.levels.map((level) => (
            <label key={level.name} class="option"><input type="radio" name={`own-${id}`} checked={textOf(own.level) === level.name} onChange={() => session.set("claims", id, { level: level.name })} /><span>{level.name} <small>{level.points}</small>{level.text && <small class="text">{level.text}</small>}</span></label>
          ))}
          <label class="option blank"><input type="radio" name={`own-${id}`} checked={!own.level} onChange={() => session.set("claims", id, null)} /><span>{session.say("fact.blank")}</span></label>
        </div>
      ) : (
        <label class="inline">{session.say("criterion.own-points")} <Typed id={`claims/${id}`} type="number" value={textOf(own.points)} described={undefined} wrong={false} set={(value) => session.set("claims", id, value ? { points: value } : null)} /> / {criterion.points}</label>
      )}
    </fieldset>
  );
}

function EvidenceLine({ criterion, line, session }: { criterion: string; line: Line; session: Session }) {
  const state = session.view?.findings?.[criterion]?.lines[line.id];
  const fact = session.data.form.facts[line.each];
  const chosen = listOf(table(session.answers.facts)[line.each]);
  const options = fact ? fact.choices.filter(([id, title]) => chosen.some((one) => one === id || one === title)) : [];
  return (
    <div class={`line ${state ? (state.ok ? "ok" : state.asked ? "lacking" : "") : ""}`}>
      <p><span class="tag">{line.kindTitle}</span> {line.title}{" "}
        <span class="help">
          {[line.optional ? session.say("evidence.optional") : "", line.when ? session.say("evidence.when", { condition: line.when }) : "", line.dated ? session.say("evidence.dated") : "",
            fact ? session.say("evidence.each", { fact: fact.title }) : "",
            state ? (state.asked ? session.say("evidence.needed", { needed: state.needed, have: state.have }) : session.say("evidence.not-asked")) : ""].filter(Boolean).join("；")}
        </span>
      </p>
      {fact ? options.map(([option, title]) => <Slot key={option} reference={`${criterion}#${option}`} also={[`${criterion}#${title}`]} title={title} line={line} session={session} named />)
        : <Slot reference={`${criterion}#${line.id}`} also={[]} title={line.title} line={line} session={session} />}
    </div>
  );
}

function Slot({ reference, also, title, line, session, named }: { reference: string; also: string[]; title: string; line: Line; session: Session; named?: boolean }) {
  const items = session.items.filter((item) => listOf(item.for).some((one) => one === reference || also.includes(one)));
  const photo = line.kind === "photo";
  const add = (files: File[]) => void session.addEvidence(reference, line.kind, title, files);
  return (
    <div class="slot" data-reference={[reference, ...also].join(" ")}>
      {named && <p class="slot-name">{title}</p>}
      {items.map((item) => <ItemRow key={item.id} item={item} reference={listOf(item.for).find((one) => one === reference || also.includes(one)) ?? reference} session={session} dated={line.dated} />)}
      <p class="buttons no-print">
        <Pick label={`${session.say("evidence.choose")}${named ? `：${title}` : ""}`} multiple onFiles={add} />
        {photo && <Pick label={session.say("evidence.camera")} accept="image/*" camera onFiles={add} />}
        {!photo && items.length === 0 && <button type="button" onClick={() => session.addOnSite(reference, line.kind, title)}>{session.say("evidence.on-site")}</button>}
      </p>
    </div>
  );
}

/** Items that serve a criterion as a whole. */
function GeneralItems({ criterion, session }: { criterion: string; session: Session }) {
  const items = session.items.filter((item) => listOf(item.for).includes(criterion));
  if (!items.length) return null;
  return <div class="line"><p>{session.say("evidence.general")}</p>{items.map((item) => <ItemRow key={item.id} item={item} reference={criterion} session={session} />)}</div>;
}

function ItemRow({ item, reference, session, dated }: { item: Item; reference: string; session: Session; dated?: boolean }) {
  const file = item.file ? session.files.get(item.file) : undefined;
  const state = session.view?.evidence?.find((one) => one.id === item.id);
  const place = session.items.findIndex((one) => one.id === item.id);
  const problems = session.view?.problems.filter((problem) => problem.field === `evidence/${place}`) ?? [];
  const blob = file?.blob ?? null;
  return (
    <div class="item" id={listOf(item.for)[0] === reference ? `evidence/${place}` : undefined}>
      {blob && /\.(jpe?g|png|webp|gif)$/i.test(item.file ?? "") && <Thumbnail blob={blob} title={item.title} />}
      <div class="item-text">
        <div class="item-head">
          <p><b>{item.id}</b> <span class="path">{item.file ?? session.say("evidence.on-site")}</span> <span class="help">{item.date}</span>{file && !file.blob && <span class="tag">{session.say("evidence.by-hash")}</span>}</p>
          <button type="button" class="link" aria-label={`${session.say("evidence.remove")} ${item.id}`} onClick={() => void session.removeItem(item.id, reference)}>{session.say("evidence.remove")}</button>
        </div>
        <details open={state?.state === "unusable" || problems.length > 0 || (dated && !item.date)}>
          <summary>{session.say("evidence.edit")}</summary>
          <label>{session.say("evidence.item-title")} <input type="text" value={item.title ?? ""} onChange={(event) => session.editItem(item.id, { title: event.currentTarget.value })} /></label>
          <label>{session.say("evidence.date")} <Day value={item.date ?? ""} set={(date) => session.editItem(item.id, { date })} /></label>
        </details>
        {state && state.state !== "accepted" && <p class="wrong">{state.why}</p>}
        {problems.map((problem, number) => <p key={number} class="wrong">{problem.message}{problem.hint && ` ${problem.hint}`}</p>)}
      </div>
    </div>
  );
}

function Thumbnail({ blob, title }: { blob: Blob; title: string }) {
  const [address, setAddress] = useState("");
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return address ? <img class="thumbnail" src={address} alt={title} loading="lazy" /> : null;
}

export function LedgerCard({ id, session }: { id: string; session: Session }) {
  const ledger = session.data.form.ledgers[id];
  if (!ledger) return null;
  const paths = ledgerPaths(session.answers, id);
  const read = session.view?.ledgers?.[id];
  const problems = session.view?.problems.filter((problem) => problem.field === `ledgers/${id}`) ?? [];
  return (
    <article class="card" id={`ledgers/${id}`} tabIndex={-1}>
      <h3>{ledger.title}</h3>
      <p class="help">{session.say("ledger.columns")}：{ledger.columns.map((column) => column.title + (column.needed ? "" : session.say("ledger.optional"))).join("、")}</p>
      {ledger.counted.length > 0 && <p class="help">{session.say("ledger.counts")}：{ledger.counted.join("、")}</p>}
      {paths.length === 0 ? <p class="empty">{session.say("ledger.none")}</p> : (
        <ul class="plain-list">
          {paths.map((path) => (
            <li key={path}>
              <span class="path">{path}</span>{" "}
              {read?.sheets.filter((sheet) => sheet.file === path).map((sheet) => <span key={sheet.sheet} class="tag">{sheet.sheet} {sheet.read}</span>)}{" "}
              <button type="button" class="link no-print" aria-label={`${session.say("evidence.remove")} ${path}`} onClick={() => void session.removeLedger(id, path)}>{session.say("evidence.remove")}</button>
            </li>
          ))}
        </ul>
      )}
      {read && read.counted.length > 0 && paths.length > 0 && <ul class="counted">{read.counted.map((one) => <li key={one.title}>{one.title} <b>{one.value}</b></li>)}</ul>}
      {problems.map((problem, number) => <p key={number} class="wrong">{problem.place && <b>{problem.place} </b>}{problem.message}{problem.hint && ` ${problem.hint}`}</p>)}
      {read?.notCounted.map((rows, number) => (
        <details key={number} class="omitted"><summary>{session.say("ledger.not-counted", { count: rows.length })}：{rows[0]}</summary><ul>{rows.map((row) => <li key={row}>{row}</li>)}</ul></details>
      ))}
      <p class="buttons no-print"><Pick label={session.say("ledger.choose")} accept=".xlsx,.xlsm,.xls,.et,.csv" multiple onFiles={(files) => void session.addLedger(id, files)} /> <span class="help drop">{session.say("drop")}</span></p>
    </article>
  );
}


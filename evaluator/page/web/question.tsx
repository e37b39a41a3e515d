/** A question of a sheet: what the station says, its evidence, and the evaluator's answer. */
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import type { Claimed, Item, Observable, QuestionCard, Verdict } from "./model";
import type { MarkingSession } from "./sheets";
import { listOf, textOf } from "./session";

type Use = { card: QuestionCard; session: MarkingSession; locked: boolean };

/** How long after the last letter a remark is saved. */
const PAUSE = 500;

/** A text that is saved while it is typed, after a pause and at the latest when the field is left. */
function Remark({ field, label, value, disabled, recent = [], save }: {
  field: string; label: string; value: string; disabled?: boolean; recent?: string[]; save: (text: string) => void;
}) {
  // The same thing may be on the screen twice, in its question and beside the questions: ids are of the place.
  const id = useId();
  const [typed, setTyped] = useState(value);
  const timer = useRef(0);
  const dirty = useRef(false);
  useEffect(() => { if (!dirty.current) setTyped(value); }, [value]);
  const commit = (text: string) => { clearTimeout(timer.current); if (dirty.current) { dirty.current = false; save(text); } };
  const take = (text: string) => {
    setTyped(text);
    dirty.current = true;
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => commit(text), PAUSE);
  };
  return (
    <div class="remark">
      <label for={id}>{label}</label>
      <textarea id={id} data-field={field} rows={2} value={typed} disabled={disabled} onInput={(event) => take(event.currentTarget.value)} onBlur={(event) => commit(event.currentTarget.value)} />
      {!disabled && recent.length > 0 && (
        <ul class="recent">
          {recent.filter((one) => one !== typed).map((one) => <li key={one}><button type="button" class="link" onClick={() => { dirty.current = true; setTyped(one); commit(one); }}>{one}</button></li>)}
        </ul>
      )}
    </div>
  );
}

/** A value that is saved when it is complete: on Enter, or when the field is left. */
function Typed({ field, label, help, value, disabled, save }: { field: string; label: string; help?: string; value: string; disabled?: boolean; save: (text: string) => void }) {
  const id = useId();
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  // An answer that comes back does not come over what is typed meanwhile.
  useEffect(() => { setTyped((now) => (now.trim() === sent.current ? value : now)); sent.current = value; }, [value]);
  // Enter and leaving the field are one answer.
  const commit = () => { if (typed.trim() !== sent.current) { sent.current = typed.trim(); save(sent.current); } };
  return (
    <div class="typed-field">
      <label for={id}>{label}</label>{" "}
      <input id={id} data-field={field} type="text" class="number" inputMode="decimal" autocomplete="off" value={typed} disabled={disabled} aria-describedby={help ? `${id}-help` : undefined}
        onInput={(event) => setTyped(event.currentTarget.value)} onBlur={commit} onKeyDown={(event) => { if (event.key === "Enter") commit(); }} />
      {help && <span class="help" id={`${id}-help`}> {help}</span>}
    </div>
  );
}

export function Question({ card, session, locked }: Use) {
  const article = useRef<HTMLElement>(null);
  const { wrong } = session;
  const keys = (event: KeyboardEvent) => {
    const inText = event.target instanceof HTMLElement && event.target.matches("textarea, input[type=text], select");
    if (locked || inText || event.ctrlKey || event.metaKey || event.altKey) return;
    const level = /^[1-9]$/.test(event.key) ? article.current?.querySelectorAll<HTMLInputElement>(".levels input")[Number(event.key) - 1] : undefined;
    if (level) { event.preventDefault(); level.focus(); level.click(); }
  };
  const title = <>{card.keyItem && <span class="tag">{session.say("criterion.key")}</span>} {card.id} {card.title}{card.points && <span class="full"> / {card.points}</span>}{!card.required && <span class="tag">{session.say("marking.optional")}</span>}</>;
  return (
    <article class="card question" id={`question/${card.id}`} ref={article} tabIndex={-1} aria-label={`${card.id} ${card.title}`} onKeyDown={keys}>
      {card.above && <p class="kicker">{card.above}</p>}
      <h3>{title}</h3>
      {card.text && <p class="wording">{card.text}</p>}
      {card.note && <p class="help">{card.note}</p>}
      {card.look && <p class="help">{session.say("marking.look")}：{card.look}</p>}
      {card.needless && <p class="note">{card.needless}</p>}
      {card.kind === "fact" ? <FactAnswer card={card} session={session} locked={locked} /> : <Answered card={card} session={session} locked={locked} />}
      {wrong?.id === card.id && <p class="wrong" role="alert">{wrong.message} {wrong.hint}</p>}
      {card.kind !== "fact" && <Material card={card} session={session} locked={locked} />}
    </article>
  );
}

/** The answer to a criterion: level, points, or files inspected; and the remark. */
function Answered({ card, session, locked }: Use) {
  const { mark } = card;
  const [level, setLevel] = useState(mark.level);
  useEffect(() => setLevel(mark.level), [mark.level]);
  const give = (next: { level?: string; points?: string }) => void session.answer({ about: "mark", id: card.id, ...next });
  const chosen = card.levels.find((one) => one.name === level);
  return (
    <div class="answer">
      {card.kind === "level" && (
        <fieldset class="levels" disabled={locked}>
          <legend>{session.say("marking.level")} <span class="help">{session.say("marking.level.keys")}</span></legend>
          {card.levels.map((one, number) => (
            <label key={one.name} class="option">
              <input type="radio" name={`level-${card.id}`} checked={level === one.name} onChange={() => {
                setLevel(one.name);
                if (one.fixed) give({ level: one.name, points: "" });
                else requestAnimationFrame(() => document.getElementById(`question/${card.id}`)?.querySelector<HTMLElement>("[data-field^='points/']")?.focus());
              }} />
              <span><b>{number + 1}</b> {one.name} <small>{one.range}</small>{one.text && <small class="text">{one.text}</small>}</span>
            </label>
          ))}
        </fieldset>
      )}
      {chosen && !chosen.fixed && (
        <Typed field={`points/${card.id}`} label={session.say("marking.points")} help={chosen.range} value={mark.level === level ? mark.points : ""} disabled={locked} save={(points) => give({ level, points })} />
      )}
      {card.kind === "points" && <Typed field={`points/${card.id}`} label={session.say("marking.points")} help={card.range} value={mark.points} disabled={locked} save={(points) => give({ points })} />}
      {card.kind === "files" && <Files card={card} session={session} locked={locked} />}
      {mark.comes && <p class="comes">{session.say("marking.comes", { points: mark.comes })}</p>}
      <Remark field={`remark/${card.id}`} label={session.say("marking.remark")} value={card.remark} disabled={locked} recent={session.recent(card.id)}
        save={(remark) => void session.answer({ about: "mark", id: card.id, remark, typing: true })} />
      {(mark.level || mark.points || mark.files.length > 0) && !locked && (
        <button type="button" class="link" onClick={() => void session.answer({ about: "clear", id: card.id })}>{session.say("marking.clear")}</button>
      )}
    </div>
  );
}

/** The files of a sample: those drawn first, each with its checks. */
function Files({ card, session, locked }: Use) {
  const { files } = card.mark;
  const [begun, setBegun] = useState<Record<string, Record<number, string>>>({});
  const [name, setName] = useState("");
  const forget = (file: string, words: Record<number, string> | undefined) => setBegun((now) => {
    const { [file]: shown, ...rest } = now;
    return shown === words ? rest : now;
  });
  /** Gives a file's checks as they are on the screen; until they are taken, the screen is what counts. */
  const put = (file: string, words: Record<number, string>) => {
    setBegun((now) => ({ ...now, [file]: words }));
    if (numbers.some((one) => !words[one])) return;
    const given = (word: string) => numbers.filter((one) => words[one] === word);
    void session.answer({ about: "sample", id: card.id, file: { file, passed: given("passed"), left_out: given("left_out") } }).then(() => forget(file, words));
  };
  const numbers = card.checks.map((_, at) => at + 1);
  const names = [...new Set([...card.drawn, ...files.map((one) => one.file), ...Object.keys(begun)])];
  const wordOf = (file: string, number: number): string => {
    const entry = files.find((one) => one.file === file);
    const words = begun[file];
    if (words || !entry) return words?.[number] ?? "";
    return entry.passed.includes(number) ? "passed" : entry.left_out.includes(number) ? "left_out" : "failed";
  };
  const choose = (file: string, number: number, word: string) => {
    put(file, Object.fromEntries(numbers.map((one) => [one, one === number ? word : wordOf(file, one)])));
  };
  return (
    <div class="sample">
      <p>{card.progress}</p>
      {names.length === 0 && <ol class="checks">{card.checks.map((check) => <li key={check}>{check}</li>)}</ol>}
      {names.map((file) => {
        const entry = files.find((one) => one.file === file);
        return (
          <fieldset key={file} class={entry ? "inspected done" : "inspected"} disabled={locked}>
            <legend>{file} {card.drawn.includes(file) && <span class="tag">{session.say("marking.drawn")}</span>}</legend>
            {entry?.other && !card.remark && <p class="warning">{session.say("marking.why-other")}</p>}
            {card.checks.map((check, at) => (
              <div key={at} class="check" role="group" aria-label={`${file} ${check}`}>
                <span>{at + 1}. {check}</span>
                {(["passed", "failed", "left_out"] as const).map((word) => (
                  <button key={word} type="button" aria-pressed={wordOf(file, at + 1) === word} onClick={() => choose(file, at + 1, word)}>{session.say(`marking.check.${word}`)}</button>
                ))}
              </div>
            ))}
            <p class="buttons">
              <button type="button" class="link" onClick={() => put(file, Object.fromEntries(numbers.map((one) => [one, "passed"])))}>{session.say("marking.check.all")}</button>
              {entry && <button type="button" class="link" onClick={() => { forget(file, begun[file]); void session.answer({ about: "sample", id: card.id, without: file }); }}>{session.say("marking.check.remove")}</button>}
            </p>
          </fieldset>
        );
      })}
      {!locked && (
        <p class="buttons">
          <label for={`file/${card.id}`}>{session.say("marking.check.other")}</label>
          <input id={`file/${card.id}`} type="text" class="number" value={name} onInput={(event) => setName(event.currentTarget.value)} />
          <button type="button" disabled={!name.trim()} onClick={() => { setBegun({ ...begun, [name.trim()]: {} }); setName(""); }}>{session.say("marking.check.add")}</button>
        </p>
      )}
    </div>
  );
}

function FactAnswer({ card, session, locked }: Use) {
  return (
    <div class="answer">
      <p class="help">{card.wanted}</p>
      <FactField fact={{ ...card.fact, remark: card.remark }} session={session} locked={locked} />
      {card.declared && <p>{session.say("marking.declared")}：{card.declared}</p>}
      {card.usedBy && <p class="help">{session.say("fact.used")} {card.usedBy}</p>}
    </div>
  );
}

/** A fact as the evaluator finds it. */
export function FactField({ fact, session, locked }: { fact: Observable; session: MarkingSession; locked: boolean }) {
  const group = useId();
  const remark = fact.remark ?? "";
  const give = (value: string) => void session.answer(value ? { about: "observed", id: fact.name, value } : { about: "clear", id: fact.name });
  const written = typeof fact.value === "boolean" ? (fact.value ? "是" : "否") : Array.isArray(fact.value) ? fact.value.map(String).join(",") : textOf(fact.value);
  const label = `${fact.title}${fact.unit ? `（${fact.unit}）` : ""}`;
  const is = (id: string, title: string) => written === id || written === title;
  const choices: [string, string][] = fact.type === "boolean" ? [["是", session.say("yes")], ["否", session.say("no")]] : fact.choices;
  const inSet = listOf(written.split(",")).map((one) => one.trim()).filter(Boolean);
  return (
    <div class="fact-field">
      {fact.type === "set" ? (
        <fieldset disabled={locked}>
          <legend>{label}</legend>
          <div class="options row">
            {choices.map(([id, title]) => {
              const chosen = inSet.includes(id) || inSet.includes(title);
              return <label key={id} class="option"><input type="checkbox" checked={chosen} onChange={(event) => void session.answer({ about: "observed", id: fact.name, option: [id, title], chosen: event.currentTarget.checked })} /><span>{title}</span></label>;
            })}
          </div>
        </fieldset>
      ) : fact.type === "choice" || fact.type === "boolean" ? (
        <fieldset disabled={locked}>
          <legend>{label}</legend>
          <div class="options row">
            {choices.map(([id, title]) => <label key={id} class="option"><input type="radio" name={group} checked={is(id, title)} onChange={() => give(id)} /><span>{title}</span></label>)}
          </div>
        </fieldset>
      ) : (
        <Typed field={`fact/${fact.name}`} label={label} value={written} disabled={locked} save={give} />
      )}
      {session.wrong?.id === fact.name && <p class="wrong" role="alert">{session.wrong.message} {session.wrong.hint}</p>}
      {fact.observed && (
        <>
          <p class="comes">{session.say("marking.observed", { value: fact.observed })} {!locked && <button type="button" class="link" onClick={() => give("")}>{session.say("marking.clear")}</button>}</p>
          <Remark field={`fact-remark/${fact.name}`} label={session.say("marking.remark")} value={remark} disabled={locked} save={(text) => void session.answer({ about: "observed", id: fact.name, remark: text, typing: true })} />
        </>
      )}
    </div>
  );
}

/** Yes or no, with a remark; pressed again it is taken back. */
export function Word({ about, id, verdict, yes, no, session, locked }: { about: "evidence" | "claim"; id: string; verdict: Verdict | null; yes: string; no: string; session: MarkingSession; locked: boolean }) {
  return (
    <span class="word">
      {[true, false].map((holds) => (
        <button key={String(holds)} type="button" disabled={locked} aria-pressed={verdict?.holds === holds} aria-label={`${id} ${holds ? yes : no}`} onClick={() => void session.answer({ about, id, value: verdict?.holds === holds ? "" : holds ? "yes" : "no" })}>{holds ? yes : no}</button>
      ))}
      {verdict && <Remark field={`${about}-remark/${id}`} label={session.say("marking.remark")} value={verdict.remark} disabled={locked} save={(remark) => void session.answer({ about, id, remark, typing: true })} />}
      {session.wrong?.id === id && <span class="wrong" role="alert">{session.wrong.message} {session.wrong.hint}</span>}
    </span>
  );
}

export const showItem = (item: Item) => {
  dispatchEvent(new CustomEvent("show-item", { detail: item }));
  if (matchMedia("(max-width: 75rem)").matches) document.getElementById("evidence")?.scrollIntoView({ block: "start" });
};

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return <section class="part"><h4>{title}</h4>{children}</section>;
}

/** What the station says and has handed in for a criterion. */
function Material({ card, session, locked }: Use) {
  const { rows } = session;
  const listed = new Set(card.lines.flatMap((line) => line.items));
  const general = card.files.filter((id) => !listed.has(id));
  return (
    <>
      {card.own && <Part title={session.say("marking.own")}><p>{card.own}</p></Part>}
      {card.claims.length > 0 && <Part title={session.say("marking.claims")}>{card.claims.map((claim) => <ClaimRow key={claim.id} claim={claim} session={session} locked={locked} />)}</Part>}
      {card.facts.length > 0 && (
        <Part title={session.say("marking.facts")}>
          <ul class="facts">{card.facts.map((fact) => <FactRow key={fact.name} fact={fact} session={session} locked={locked} />)}</ul>
          {card.rows && <button type="button" class="link" onClick={() => void session.openRows(card.id)}>{session.say("marking.rows")}</button>}
          {rows?.id === card.id && (
            <div class="rows">
              {rows.parts.length === 0 && <p class="help">{session.say("marking.rows.none")}</p>}
              {rows.parts.map((part) => <details key={part.title} open={rows.parts.length === 1}><summary>{part.title}</summary><ol>{part.rows.map((row, at) => <li key={at}>{row}</li>)}</ol></details>)}
            </div>
          )}
        </Part>
      )}
      {card.lines.length + general.length > 0 && (
        <Part title={session.say("evidence")}>
          {card.lines.map((line) => (
            <div key={line.id} class="line">
              <p><span class="tag">{line.kind}</span> {line.title} <span class="help">{line.lacking}</span> <Word about="evidence" id={line.id} verdict={line.seen} yes={session.say("marking.seen")} no={session.say("marking.not-seen")} session={session} locked={locked} /></p>
              {line.items.map((id) => { const item = card.items[id]; return item ? <ItemRow key={id} item={item} session={session} locked={locked} /> : null; })}
            </div>
          ))}
          {general.map((id) => { const item = card.items[id]; return item ? <ItemRow key={id} item={item} session={session} locked={locked} /> : null; })}
        </Part>
      )}
    </>
  );
}

/** A fact as it stands; where the evaluator found another, he says so here. */
function FactRow({ fact, session, locked }: { fact: { name: string; title: string; value: string; mine: boolean }; session: MarkingSession; locked: boolean }) {
  const [opened, setOpened] = useState(false);
  const field = opened ? session.beside?.facts.find((one) => one.name === fact.name) : undefined;
  return (
    <li>
      <span>{fact.title}</span> <b>{fact.value}</b>
      {fact.mine && !locked && <button type="button" class="link" aria-expanded={opened} aria-label={`${session.say("marking.observe")} ${fact.title}`} onClick={() => { setOpened(!opened); void session.openBeside(); }}>{session.say("marking.observe")}</button>}
      {field && <FactField fact={field} session={session} locked={locked} />}
    </li>
  );
}

export function ItemRow({ item, session, locked }: { item: Item; session: MarkingSession; locked: boolean }) {
  return (
    <div class="item">
      <p>{item.file ? <button type="button" class="link" onClick={() => showItem(item)}>{item.id} {item.title}</button> : <span>{item.id} {item.title}</span>} <span class="help">{item.date} {item.file ? "" : session.say("evidence.on-site")} {item.unusable}</span></p>
      <Word about="evidence" id={item.id} verdict={item.accepted} yes={session.say("marking.accepted")} no={session.say("marking.not-accepted")} session={session} locked={locked} />
    </div>
  );
}

export function ClaimRow({ claim, session, locked }: { claim: Claimed; session: MarkingSession; locked: boolean }) {
  return <div class="item"><p><b>{claim.id}</b> {claim.reason}</p><Word about="claim" id={claim.id} verdict={claim.agreed} yes={session.say("marking.agreed")} no={session.say("marking.not-agreed")} session={session} locked={locked} /></div>;
}

/** A veto, with what happened. */
export function VetoRow({ veto, session, locked }: { veto: { id: string; title: string; remark: string | null }; session: MarkingSession; locked: boolean }) {
  const [ticked, setTicked] = useState(veto.remark !== null);
  useEffect(() => setTicked(veto.remark !== null), [veto.remark]);
  return (
    <div class="item veto">
      <label class="option"><input type="checkbox" checked={ticked} disabled={locked} onChange={(event) => {
        setTicked(event.currentTarget.checked);
        if (!event.currentTarget.checked && veto.remark !== null) void session.answer({ about: "veto", id: veto.id, value: "", remark: "" });
      }} /><span>{veto.id} {veto.title}</span></label>
      {ticked && <Remark field={`veto/${veto.id}`} label={session.say("marking.veto")} value={veto.remark ?? ""} disabled={locked} save={(remark) => void session.answer({ about: "veto", id: veto.id, value: "yes", remark, typing: true })} />}
      {session.wrong?.id === veto.id && <p class="wrong" role="alert">{session.wrong.message}</p>}
    </div>
  );
}

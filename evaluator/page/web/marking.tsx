/** The evaluator's page: the stations, the questions of one of them, evidence beside them, handing in. */
import { render } from "preact";
import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import { Pick } from "./fields";
import { MarkingSession, today } from "./sheets";
import type { Item, MarkingData, MarkedStep, StationEntry, Trouble } from "./model";
import { ClaimRow, FactField, ItemRow, Question, VetoRow } from "./question";
import { Viewer } from "./viewer";

type Use = { session: MarkingSession };

function App({ session }: Use) {
  const [, again] = useReducer((count: number) => count + 1, 0);
  const main = useRef<HTMLElement>(null);
  useEffect(() => session.subscribe(() => again(0)), [session]);
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      // What is still being typed is an answer as soon as its field is left.
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      if (session.atRisk) event.preventDefault();
    };
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [session]);
  useEffect(() => { scrollTo(0, 0); main.current?.focus({ preventScroll: true }); }, [session.at]);
  return (
    <>
      <a class="skip" href="#form">{session.say("skip")}</a>
      <Header session={session} />
      <main id="form" ref={main} tabIndex={-1} class={session.at ? "wide broad marking" : "wide marking"}>
        <Notes session={session} />
        {session.at ? <Station session={session} /> : <Stations session={session} />}
      </main>
      <footer class="wide foot">
        <p>{session.say("foot.engine", { version: session.data.version, semantics: session.data.semantics })}</p>
        <p>{session.say("foot.guideline")} <code>{session.data.guideline.sha256}</code></p>
        {session.state && <p>{session.say("marking.sheet-hash")} <code data-sheet={session.state.sha256}>{session.state.sha256}</code></p>}
      </footer>
    </>
  );
}

function Header({ session }: Use) {
  const { data, state } = session;
  const entry = session.entry(session.at);
  const totals = data.stations.map((one) => session.summary(one));
  const left = totals.reduce((sum, one) => sum + one.left, 0);
  const count = totals.reduce((sum, one) => sum + one.count, 0);
  return (
    <header class="top">
      <div class={session.at ? "wide broad bar" : "wide bar"}>
        <div class="names">
          <p class="kicker">{session.say("marking.title")} · {data.round.title || data.guideline.title} · {data.evaluator.name}</p>
          <h1>{entry ? `${entry.id} ${entry.name}` : session.say("marking.stations")}</h1>
        </div>
        <div class="total" aria-live="polite">
          {!session.ready && !session.failure ? (
            <p class="points"><label><span>{session.say(`engine.${session.stage}`)}</span> <progress max={5} value={session.stage} /></label></p>
          ) : state ? (
            <p class="points"><b>{state.count - state.left}</b> / {state.count} <span class="label">{state.submitted ? session.say("marking.state.submitted", { day: state.submitted }) : session.say("marking.left", { count: state.left })}</span></p>
          ) : (
            <p class="points"><b>{count - left}</b> / {count} <span class="label">{session.say("marking.left", { count: left })}</span></p>
          )}
        </div>
        <div class="tools no-print">
          {session.at && <button type="button" onClick={() => { session.close(); session.tell(); }}>{session.say("marking.back")}</button>}
          <button type="button" onClick={() => void session.speak(session.lang === "en" ? "zh" : "en")}>{session.say("language")}</button>
        </div>
      </div>
    </header>
  );
}

function Notes({ session }: Use) {
  return (
    <div class="notes no-print" role="status">
      {session.failure && <p class="note bad">{session.say("engine.failed", { reason: session.failure })}</p>}
      {session.defect && <p class="note bad">{session.say("defect", { reason: session.defect })}</p>}
      {!session.canKeep && !session.failure && <p class="note bad">{session.say("marking.draft-failed")}</p>}
      {session.note && <p class="note good">{session.note}</p>}
      {session.remind && <p class="note">{session.say("marking.remind", { count: session.unsaved })} <SaveZip all session={session} /></p>}
    </div>
  );
}

function Troubles({ troubles }: { troubles: Trouble[] }) {
  if (!troubles.length) return null;
  return <ul class="problems">{troubles.map((one, number) => <li key={number} class="error"><p>{one.place && <b>{one.place} </b>}{one.message}</p>{one.hint && <p class="help">{one.hint}</p>}</li>)}</ul>;
}

// -- the list ------------------------------------------------------------------------------------------------------

function Stations({ session }: Use) {
  const { data } = session;
  return (
    <>
      <p class="lead">{session.say("marking.intro")} {session.say("intro.private")}</p>
      <Chosen session={session} />
      <Troubles troubles={session.troubles} />
      {session.older.length > 0 && (
        <p class="warning">{session.say("marking.older", { stations: session.older.map((draft) => draft.station).join("、") })}{" "}
          <button type="button" disabled={!session.ready} onClick={() => void session.takeOlder()}>{session.say("marking.older.take")}</button></p>
      )}
      <h2>{session.say("marking.stations")}</h2>
      <ul class="stations">{data.stations.map((entry) => <StationRow key={entry.id} entry={entry} session={session} />)}</ul>
      <section class="card">
        <h3>{session.say("marking.hand-in")}</h3>
        <p class="help">{session.say("marking.hand-in.help", { name: session.zipName(false) })}</p>
        {session.handedIn.length === 0 ? <p>{session.say("marking.hand-in.none")}</p> : (
          <ul class="plain-list">
            {session.handedIn.map((draft) => <li key={draft.station}><b>{draft.station}</b> {session.entry(draft.station)?.name} <span class="help">{draft.submitted}</span><br /><code>{draft.sha256}</code></li>)}
          </ul>
        )}
        <p class="buttons"><SaveZip id="save" session={session} /> <button type="button" onClick={() => print()}>{session.say("print")}</button></p>
      </section>
      <section class="card quiet no-print">
        <h3>{session.say("marking.copy")}</h3>
        <p class="help">{session.say("marking.copy.help")}</p>
        <p class="buttons"><SaveZip id="save-copy" all session={session} /> <Pick label={session.say("marking.open-copy")} accept=".zip,application/zip" disabled={!session.ready} onFiles={(files) => { if (files[0]) void session.openSaved(files[0]); }} /></p>
        <p class="help">{session.say("clear.help")}</p>
        <button type="button" class="danger" onClick={() => { if (confirm(session.say("clear.sure"))) void session.clear(); }}>{session.say("clear")}</button>
      </section>
    </>
  );
}

function StationRow({ entry, session }: { entry: StationEntry } & Use) {
  const { count, left, submitted, begun } = session.summary(entry);
  const state = entry.problems.length ? session.say("marking.state.unusable") : submitted ? session.say("marking.state.submitted", { day: submitted }) : begun ? session.say("marking.state.begun") : session.say("marking.state.new");
  return (
    <li class={submitted ? "done" : ""}>
      <button type="button" disabled={!session.ready} onClick={() => void session.open(entry.id)}>
        <span class="name"><b>{entry.id}</b> {entry.name}</span>
        <span class="help">{entry.county}</span>
        <span class="tag">{state}</span>
        {count > 0 && <span class="figure">{session.say("marking.done", { done: count - left, count })}</span>}
        {count > 0 && <progress max={count} value={count - left} aria-label={`${entry.id} ${session.say("marking.done", { done: count - left, count })}`} />}
      </button>
    </li>
  );
}

/** Where the evidence is read from. */
function Chosen({ session }: Use) {
  return (
    <section class="card no-print" id="chosen">
      <h3>{session.say("evidence")}</h3>
      {session.chosenName ? <p>{session.say("marking.files.chosen", { name: session.chosenName, count: session.chosen.size })}</p> : <p>{session.say("marking.files.choose")}</p>}
      <Troubles troubles={session.chosenTroubles} />
      <p class="buttons">
        <Pick label={session.say("marking.files.folder")} folder disabled={!session.ready} onFiles={(files) => session.chooseFolder(files)} />
        <Pick label={session.say("marking.files.zip")} accept=".zip,application/zip" disabled={!session.ready} onFiles={(files) => { if (files[0]) void session.chooseZip(files[0]); }} />
      </p>
    </section>
  );
}

function SaveZip({ session, all, id }: { all?: boolean; id?: string } & Use) {
  const none = all ? session.drafts.size === 0 : session.handedIn.length === 0;
  const save = async () => {
    const name = session.zipName(all ?? false);
    const address = URL.createObjectURL(await session.zip(all ?? false));
    const link = Object.assign(document.createElement("a"), { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    session.saved(name);
  };
  return <button type="button" class={all ? "" : "main"} id={id} disabled={none} onClick={() => void save()}>{session.say(all ? "marking.save-copy" : "marking.save")}</button>;
}

// -- a station -----------------------------------------------------------------------------------------------------

function Station({ session }: Use) {
  const { state } = session;
  if (session.troubles.length) return <section class="card"><h2>{session.say("marking.cannot-open")}</h2><Troubles troubles={session.troubles} /><p class="help">{session.say("marking.cannot-open.help")}</p></section>;
  if (!state) return <p role="status">{session.say("marking.opening")}</p>;
  const locked = Boolean(state.submitted);
  const go = (id: string) => void session.go(id).then(() => {
    const target = document.getElementById(`question/${id}`);
    target?.scrollIntoView({ block: "start" });
    target?.focus({ preventScroll: true });
  });
  const shown = session.visible.map((id) => session.cards.get(id));
  const card = session.cards.get(session.current);
  const items: Item[] = card ? card.files.flatMap((id) => card.items[id] ?? []) : [];
  const keys = (event: KeyboardEvent) => {
    const inText = event.target instanceof HTMLElement && event.target.matches("textarea, input[type=text], select");
    if (inText || event.ctrlKey || event.metaKey || event.altKey) return;
    const what: Record<string, string> = { n: session.nextOpen, j: session.beyond(1), k: session.beyond(-1) };
    const id = what[event.key];
    if (id) { event.preventDefault(); go(id); }
    if (event.key === "u" && !locked) { event.preventDefault(); void session.undo(); }
  };
  return (
    <div class="marking-columns" onKeyDown={keys}>
      <nav class="steps" aria-label={session.say("marking.questions")}>
        <label class="steps-phone">
          <span class="sr">{session.say("marking.questions")}</span>
          <select value={session.current} onChange={(event) => go(event.currentTarget.value)}>
            {state.steps.map((step) => <option key={step.id} value={step.id}>{`${step.open ? "○" : "✓"} ${step.id} ${step.title}`}</option>)}
          </select>
        </label>
        <ol>{state.steps.map((step) => <StepRow key={step.id} step={step} current={step.id === session.current} go={go} />)}</ol>
      </nav>
      <div class="questions">
        {locked && <Locked session={session} />}
        {session.wrong?.id === "" && !locked && <p class="warning" role="alert">{session.wrong.message}</p>}
        {session.outdated(session.at) && (
          <p class="warning">{session.say("marking.outdated")} <button type="button" onClick={() => { if (confirm(session.say("marking.outdated.sure"))) void session.discard(session.at); }}>{session.say("marking.outdated.take")}</button></p>
        )}
        <Troubles troubles={state.problems} />
        <p class="buttons no-print">
          <label class="option"><input type="checkbox" checked={session.everything} onChange={(event) => void session.setEverything(event.currentTarget.checked)} /><span>{session.say("marking.everything")}</span></label>
          <button type="button" disabled={locked || session.undos === 0} onClick={() => void session.undo()}>{session.say("marking.undo")}</button>
        </p>
        {shown.map((one, number) => (one ? (
          <div key={one.id} onFocusIn={() => { if (session.everything && session.current !== one.id) { session.current = one.id; session.tell(); } }}>
            <Question card={one} session={session} locked={locked} />
          </div>
        ) : <p key={number} role="status">{session.say("marking.opening")}</p>))}
      </div>
      <aside class="evidence no-print" id="evidence" aria-label={session.say("evidence")}>
        {session.chosenName ? null : <Chosen session={session} />}
        <section class="card"><h3>{session.say("evidence")} {card?.id}</h3><Viewer items={items} session={session} /></section>
      </aside>
      <div class="after">
        <p class="turn no-print">
          <button type="button" disabled={!session.beyond(-1)} onClick={() => go(session.beyond(-1))}>{session.say("marking.previous")}</button>
          <button type="button" disabled={!session.beyond(1)} onClick={() => go(session.beyond(1))}>{session.say("marking.next")}</button>
          <button type="button" class="main" disabled={!session.nextOpen} onClick={() => go(session.nextOpen)}>{session.say("marking.next-open")}</button>
        </p>
        <p class="help no-print">{session.say("marking.keys")}</p>
        <BesideQuestions session={session} locked={locked} />
        {!locked && <Submit session={session} />}
      </div>
    </div>
  );
}

function StepRow({ step, current, go }: { step: MarkedStep; current: boolean; go: (id: string) => void }) {
  return (
    <li>
      <button type="button" aria-current={current ? "step" : undefined} onClick={() => go(step.id)}>
        <span><span aria-hidden="true">{step.open ? "○" : "✓"}</span> {step.id} {step.title}</span><span class="figure">{step.given}</span>
      </button>
    </li>
  );
}

/** What is noted beside the questions: facts on site, evidence, claims, vetoes. */
function BesideQuestions({ session, locked }: { locked: boolean } & Use) {
  const { beside, state } = session;
  const [word, setWord] = useState("");
  const facts = (beside?.facts ?? []).filter((fact) => fact.observed || (word && `${fact.name} ${fact.title}`.includes(word)));
  return (
    <details class="card beside" onToggle={(event) => { if (event.currentTarget.open) void session.openBeside(); }}>
      <summary>{session.say("marking.beside")}{state && state.noted.length > 0 && ` (${state.noted.length})`}</summary>
      {state && state.noted.length > 0 && <ul>{state.noted.map((line) => <li key={line}>{line}</li>)}</ul>}
      {beside && (
        <>
          <section class="part">
            <h4>{session.say("marking.beside.facts")}</h4>
            <label for="find-fact">{session.say("marking.beside.find")}</label> <input id="find-fact" type="text" value={word} onInput={(event) => setWord(event.currentTarget.value.trim())} />
            {facts.map((fact) => <div key={fact.name}><p class="help">{fact.name} · {fact.shown}</p><FactField fact={fact} session={session} locked={locked} /></div>)}
          </section>
          {beside.vetoes.length > 0 && <section class="part"><h4>{session.say("marking.beside.vetoes")}</h4>{beside.vetoes.map((veto) => <VetoRow key={veto.id} veto={veto} session={session} locked={locked} />)}</section>}
          {beside.claims.length > 0 && <section class="part"><h4>{session.say("marking.claims")}</h4>{beside.claims.map((claim) => <ClaimRow key={claim.id} claim={claim} session={session} locked={locked} />)}</section>}
          {beside.items.length > 0 && <section class="part"><h4>{session.say("evidence")}</h4>{beside.items.map((item) => <ItemRow key={item.id} item={item} session={session} locked={locked} />)}</section>}
        </>
      )}
    </details>
  );
}

function Submit({ session }: Use) {
  const { state } = session;
  const submit = () => {
    const warning = state?.incomplete ? `${state.incomplete}\n` : "";
    if (confirm(warning + session.say("marking.submit.sure", { day: today() }))) void session.submit();
  };
  return (
    <section class="card saving no-print">
      {state?.incomplete && <p class="warning">{state.incomplete}</p>}
      <p class="help">{session.say("marking.submit.help")}</p>
      <p class="buttons"><button type="button" class="main" id="submit" onClick={submit}>{session.say("marking.submit")}</button></p>
    </section>
  );
}

function Locked({ session }: Use) {
  const [reason, setReason] = useState("");
  const { state, wrong } = session;
  return (
    <section class="card locked">
      <p>{session.say("marking.locked", { day: state?.submitted ?? "" })}</p>
      <p><code>{state?.sha256}</code></p>
      <details class="no-print">
        <summary>{session.say("marking.reopen")}</summary>
        <label for="reopen">{session.say("marking.reopen.reason")}</label> <input id="reopen" type="text" value={reason} onInput={(event) => setReason(event.currentTarget.value)} />{" "}
        <button type="button" disabled={!reason.trim()} onClick={() => { void session.reopen(reason); setReason(""); }}>{session.say("marking.reopen")}</button>
        {wrong?.id === "" && <p class="wrong" role="alert">{wrong.message}</p>}
      </details>
    </section>
  );
}

const session = new MarkingSession(JSON.parse(document.getElementById("data")?.textContent ?? "") as MarkingData);
const root = document.getElementById("app");
if (root) {
  root.replaceChildren();
  render(<App session={session} />, root);
}
Object.assign(globalThis, { session });
requestAnimationFrame(() => setTimeout(() => void session.start()));

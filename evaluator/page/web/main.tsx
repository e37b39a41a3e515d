/** The page: header with the score, steps, the form, result and saving. */
import { render } from "preact";
import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { CriterionCard, Day, FactField, LedgerCard, Pick, points, range } from "./fields";
import type { PageData, Problem } from "./model";
import { Session, listOf, table, textOf } from "./session";

interface Place { id: string; title: string; points: string }

function placesOf(session: Session): Place[] {
  const { form } = session.data;
  const own = (id: string) => ({ id, title: session.say(`step.${id}`), points: "" });
  return [
    own("station"),
    ...form.steps.map(({ id, title, points }) => ({ id: `s-${id}`, title: points ? `${id} ${title}` : title, points })),
    ...(Object.keys(form.ledgers).length ? [own("ledgers")] : []),
    own("files"), own("result"),
  ];
}

/** The step on which a field stands. */
function stepOf(session: Session, field: string): string {
  const { form } = session.data;
  const [part = "", name = ""] = field.split("/");
  if (part === "ledgers") return "ledgers";
  if (part === "station" || part === "period" || part === "guideline") return "station";
  const item = part === "evidence" ? session.items[Number(name)] : undefined;
  const criterion = item ? (listOf(item.for)[0] ?? "").split("#")[0] ?? "" : name;
  for (const step of form.steps) {
    for (const block of step.blocks) if (block.facts.includes(name) || block.criteria.includes(criterion)) return `s-${step.id}`;
  }
  return part === "evidence" ? "files" : "station";
}

function App({ session }: { session: Session }) {
  const [, again] = useReducer((count: number) => count + 1, 0);
  const [at, setAt] = useState("station");
  const main = useRef<HTMLElement>(null);
  useEffect(() => session.subscribe(() => again(0)), [session]);
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => { if (session.atRisk) event.preventDefault(); };
    const hidden = () => { if (document.visibilityState === "hidden" && session.unkept) void session.keep(); };
    addEventListener("beforeunload", ask);
    document.addEventListener("visibilitychange", hidden);
    return () => {
      removeEventListener("beforeunload", ask);
      document.removeEventListener("visibilitychange", hidden);
    };
  }, [session]);
  const places = placesOf(session);
  const go = (step: string, field = "") => {
    setAt(step);
    requestAnimationFrame(() => {
      const target = field ? document.getElementById(field) : null;
      if (target) {
        target.scrollIntoView({ block: "center" });
        (target.matches("input,select,button,textarea") ? target : target.querySelector<HTMLElement>("input,select,button,textarea"))?.focus({ preventScroll: true });
      } else {
        scrollTo(0, 0);
        main.current?.focus({ preventScroll: true });
      }
    });
  };
  const index = Math.max(0, places.findIndex((place) => place.id === at));
  const place = places[index] as Place;
  const after = places[index + 1];
  return (
    <>
      <a class="skip" href="#form">{session.say("skip")}</a>
      <Header session={session} go={go} />
      <div class="wide columns">
        <nav class="steps" aria-label={session.say("steps")}>
          <label class="steps-phone">
            <span class="sr">{session.say("steps")}</span>
            <select value={at} onChange={(event) => go(event.currentTarget.value)}>
              {places.map((one, number) => <option key={one.id} value={one.id}>{`${number + 1}. ${one.title}`}</option>)}
            </select>
          </label>
          <ol>
            {places.map((one) => (
              <li key={one.id}>
                <button type="button" aria-current={one.id === at ? "step" : undefined} onClick={() => go(one.id)}>
                  <span>{one.title}</span><span class="figure">{sectionPoints(session, one)}</span>
                </button>
              </li>
            ))}
          </ol>
        </nav>
        <main id="form" ref={main} tabIndex={-1}>
          <Notes session={session} />
          <h2>{place.title}</h2>
          <Body session={session} at={place.id} go={go} />
          <p class="turn no-print">
            {index > 0 && <button type="button" onClick={() => go((places[index - 1] as Place).id)}>{session.say("previous")}</button>}
            {after && <button type="button" class="main" onClick={() => go(after.id)}>{session.say("next", { title: after.title })}</button>}
          </p>
        </main>
      </div>
      <Foot session={session} />
    </>
  );
}

function sectionPoints(session: Session, place: Place): string {
  const section = session.view?.sections?.find((one) => one.level === 1 && `s-${one.id}` === place.id);
  return section ? `${range(session, section)} / ${section.of}` : "";
}

function Header({ session, go }: { session: Session; go: (step: string) => void }) {
  const { guideline } = session.data.form;
  const { view } = session;
  const score = view?.score;
  const counts = view?.filled;
  const count = (part: "facts" | "ledgers" | "evidence") => (counts ? `${counts[part].there}/${counts[part].of}` : "");
  const errors = view && !score ? view.problems.filter((problem) => problem.severity === "error").length : 0;
  return (
    <header class="top">
      <div class="wide bar">
        <div class="names">
          <p class="kicker">{session.say("title")} · {guideline.title} {guideline.edition}</p>
          <h1>{textOf(session.station.name) || session.data.round || session.say("title")}</h1>
        </div>
        <div class="total" aria-live="polite" aria-busy={session.busy}>
          {score ? (
            <>
              <p class="points"><span class="label">{session.say("score")}</span> <b>{score.low === null ? session.say("score.none") : points(session, score)}</b> <span class="out">{session.say("of", { full: score.out_of })}</span></p>
              <p class="grade"><span class="label">{session.say("grade")}</span> <b>{gradeOf(session)}</b></p>
            </>
          ) : errors ? (
            <p class="points"><button type="button" class="link" onClick={() => go("result")}>{session.say("result.stopped", { count: errors })}</button></p>
          ) : session.failure ? <p class="points">{session.say("score.none")}</p> : (
            <p class="points"><label><span>{session.say(`engine.${session.stage}`)}</span> <progress max={5} value={session.stage} /></label></p>
          )}
        </div>
        <div class="tools no-print">
          <button type="button" onClick={() => session.speak(session.lang === "en" ? "zh" : "en")}>{session.say("language")}</button>
          <button type="button" class="main" onClick={() => go("result")}>{session.say("save")}</button>
        </div>
        {counts && <p class="filled">{session.say("filled", { facts: count("facts"), ledgers: count("ledgers"), evidence: count("evidence") })}</p>}
      </div>
    </header>
  );
}

function gradeOf(session: Session): string {
  const score = session.view?.score;
  if (!score) return "";
  if (score.grade_title) return score.grade_title;
  if (!score.grade_low_title || score.grade_low_title === score.grade_high_title) return session.say("grade.open");
  return session.say("range", { low: score.grade_low_title, high: score.grade_high_title ?? "" });
}

function Notes({ session }: { session: Session }) {
  return (
    <div class="notes no-print" role="status">
      {session.failure && <p class="note bad">{session.say("engine.failed", { reason: session.failure })} {session.say(session.canKeep ? "engine.failed.kept" : "engine.failed.lost")}</p>}
      {session.defect && <p class="note bad">{session.say("defect", { reason: session.defect })}</p>}
      {!session.canKeep && !session.failure && <p class="note bad">{session.say("draft.failed")}</p>}
      {session.canKeep && !session.filesKept && <p class="note bad">{session.say("draft.files-failed")}</p>}
      {session.warning && <p class="note bad">{session.warning}</p>}
      {session.note && <p class="note good">{session.note}</p>}
      {session.remind && <p class="note">{session.say("draft.remind", { count: session.unsaved })} <SaveButton session={session} /></p>}
    </div>
  );
}

function Body({ session, at, go }: { session: Session; at: string; go: (step: string, field?: string) => void }) {
  const { form } = session.data;
  if (at === "station") return <StationStep session={session} />;
  if (at === "ledgers") {
    return (
      <>
        <p class="lead">{session.say("ledgers.intro")}</p>
        {Object.keys(form.ledgers).map((id) => <LedgerCard key={id} id={id} session={session} />)}
      </>
    );
  }
  if (at === "files") return <FilesStep session={session} />;
  if (at === "result") return <ResultStep session={session} go={go} />;
  const step = form.steps.find((one) => `s-${one.id}` === at);
  return (
    <>
      {step?.blocks.map((block) => (
        <section key={block.id || step.id} class="block">
          {block.title && <h3>{block.id} {block.title}</h3>}
          {block.facts.length > 0 && (
            <div class="card">
              <h4>{session.say("facts")}</h4>
              {block.facts.map((name) => <FactField key={name} name={name} session={session} go={(criterion) => go(stepOf(session, `criteria/${criterion}`), `criteria/${criterion}`)} />)}
            </div>
          )}
          {block.criteria.map((id) => <CriterionCard key={id} id={id} session={session} go={(ledger) => go("ledgers", `ledgers/${ledger}`)} />)}
        </section>
      ))}
    </>
  );
}

const when = (session: Session, time: number) => new Date(time).toLocaleString(session.lang === "en" ? "en-GB" : "zh-CN", { dateStyle: "medium", timeStyle: "short" });

function StationStep({ session }: { session: Session }) {
  const field = (name: string, help = "") => (
    <div class="field" key={name}>
      <label for={`station/${name}`}>{session.say(`station.${name}`)}</label>
      {help && <p class="help" id={`help-${name}`}>{help}</p>}
      <input id={`station/${name}`} type="text" value={textOf(session.station[name])} autocomplete="off" aria-describedby={help ? `help-${name}` : undefined}
        onInput={(event) => session.set("station", name, event.currentTarget.value)} />
    </div>
  );
  const period = (name: "from" | "to") => (
    <label class="inline">{session.say(`period.${name}`)}{" "}
      <Day value={textOf(table(session.answers.period)[name])} set={(day) => session.set("period", name, day)} />
    </label>
  );
  return (
    <>
      <p class="lead">{session.say("intro")}</p>
      <p class="lead">{session.say("intro.private")} {!session.view && !session.failure && session.say("engine.meanwhile")}</p>
      {session.resumed > 0 && (
        <div class="card quiet">
          <p>{session.say("draft.resumed", { when: when(session, session.resumed) })}{" "}
            <button type="button" onClick={() => void session.anew()}>{session.say(session.data.base ? "draft.discard" : "draft.new")}</button>
          </p>
        </div>
      )}
      {session.others.length > 0 && (
        <div class="card quiet">
          <h3>{session.say("draft.other")}</h3>
          <ul class="plain-list">
            {session.others.map((draft) => (
              <li key={draft.key}>
                <button type="button" onClick={() => void session.restore(draft)}>{session.say("draft.continue", { name: draft.name || session.say("draft.unnamed"), when: when(session, draft.saved) })}{session.isOlder(draft) && session.say("draft.older")}</button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div class="card">
        {field("id", session.say("station.id.help"))}
        {field("name")}
        {field("county")}
        {field("kind")}
        <fieldset class="field"><legend>{session.say("period")}</legend>{period("from")} {period("to")}</fieldset>
      </div>
      <div class="card quiet no-print">
        <Pick label={session.say("open.zip")} accept=".zip,application/zip" disabled={session.stage < 4} onFiles={(files) => { if (files[0]) void session.openZip(files[0]); }} />
        <Problems problems={session.refused} session={session} />
      </div>
    </>
  );
}

function FilesStep({ session }: { session: Session }) {
  const files = [...session.files.values()];
  const uses = (path: string) => session.items.filter((item) => item.file === path).flatMap((item) => listOf(item.for));
  return (
    <>
      <p class="lead">{session.say("files.intro")}</p>
      {session.missing.length > 0 && (
        <div class="card"><Pick label={session.say("files.folder")} folder onFiles={(chosen) => void session.match(chosen)} /></div>
      )}
      {files.length === 0 ? <p>{session.say("files.none")}</p> : (
        <ul class="files card">
          {files.map((file) => (
            <li key={file.path}>
              <span class="path">{file.path}</span>
              <span class="tag">{session.say(file.blob ? "files.here" : "files.hash")}</span>
              <span class="help">{file.ledger ? session.say("step.ledgers") : uses(file.path).length ? session.say("files.for", { what: uses(file.path).join("、") }) : session.say("files.unused")}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function SaveButton({ session, id }: { session: Session; id?: string }) {
  const save = async () => {
    const address = URL.createObjectURL(await session.zip());
    const link = Object.assign(document.createElement("a"), { href: address, download: session.zipName });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    session.saved();
  };
  return <button type="button" class="main" id={id} disabled={!session.savable} onClick={() => void save()}>{session.say("save")}</button>;
}

function Problems({ problems, session, go }: { problems: Problem[]; session: Session; go?: (step: string, field?: string) => void }) {
  return (
    <ul class="problems">
      {problems.map((problem, number) => (
        <li key={number} class={problem.severity}>
          <p>{problem.place && <b>{problem.place} </b>}{problem.message}</p>
          {problem.hint && <p class="help">{problem.hint}</p>}
          {go && problem.field && <button type="button" class="link" onClick={() => go(stepOf(session, problem.field), problem.field)}>{fieldTitle(session, problem.field)}</button>}
        </li>
      ))}
    </ul>
  );
}

function fieldTitle(session: Session, field: string): string {
  const { form } = session.data;
  const [part = "", name = ""] = field.split("/");
  if (part === "facts") return form.facts[name]?.title ?? name;
  if (part === "ledgers") return form.ledgers[name]?.title ?? name;
  if (part === "evidence") return session.items[Number(name)]?.title ?? session.say("evidence");
  if (part === "not_applicable" || part === "claims") return form.criteria[name]?.title ?? name;
  return session.say("step.station");
}

function ResultStep({ session, go }: { session: Session; go: (step: string, field?: string) => void }) {
  const { view } = session;
  const { form } = session.data;
  const title = (id: string) => `${id} ${form.criteria[id]?.title ?? ""}`;
  const link = (id: string) => <button type="button" class="link" onClick={() => go(stepOf(session, `criteria/${id}`), `criteria/${id}`)}>{title(id)}</button>;
  return (
    <>
      <div class="card saving no-print">
        <p class="help">{session.named ? session.say("save.help", { name: session.zipName }) : session.say("save.needs")}</p>
        {session.missing.length > 0 && <p class="warning">{session.say("save.without", { count: session.missing.length })}</p>}
        <p class="buttons"><SaveButton id="save" session={session} /> <button type="button" onClick={() => print()}>{session.say("print")}</button></p>
      </div>
      {view?.limits && view.limits.length > 0 && <ul class="card limits">{view.limits.map((sentence) => <li key={sentence}>{sentence}</li>)}</ul>}
      {view && (
        <section class="card">
          <h3>{session.say("result.problems")}</h3>
          {view.problems.length === 0 ? <p>{session.say("result.no-problems")}</p> : <Problems problems={view.problems} session={session} go={go} />}
        </section>
      )}
      {view?.sections && (
        <section class="card">
          <h3>{session.say("result.sections")}</h3>
          <div class="scroll" role="region" tabIndex={0} aria-label={session.say("result.sections")}>
            <table class="sections">
              <thead><tr><th scope="col">{session.say("col.section")}</th><th scope="col" class="figure">{session.say("col.points")}</th><th scope="col" class="figure">{session.say("col.of")}</th><th scope="col" class="figure">{session.say("col.share")}</th></tr></thead>
              <tbody>
                {view.sections.filter((section) => section.level === 1).map((section) => (
                  <tr key={section.id}><th scope="row">{section.id} {section.title}</th><td class="figure">{range(session, section)}</td><td class="figure">{section.of}</td><td class="figure">{section.share ?? (section.share_low ? session.say("range", { low: section.share_low, high: section.share_high ?? "" }) : "—")}</td></tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
      {view?.gaps && (
        <section class="card">
          <h3>{session.say("result.gaps")}</h3>
          {view.gaps.length === 0 ? <p>{session.say("result.no-gaps")}</p> : (
            <ol class="gaps">
              {view.gaps.map((gap) => (
                <li key={gap.criterion}>
                  <span class="figure lost">−{gap.costs}</span>
                  <div>{link(gap.criterion)}<p class="help">{gap.byEvidence ? view.findings?.[gap.criterion]?.missing.join("；") : view.findings?.[gap.criterion]?.why.join("；")}</p></div>
                </li>
              ))}
            </ol>
          )}
        </section>
      )}
      {view?.way && view.way.sentences.length > 0 && (
        <section class="card">
          <h3>{session.say("result.way")}</h3>
          {view.way.sentences.map((sentence) => <p key={sentence}>{sentence}</p>)}
          <ol class="gaps">
            {view.way.criteria.map((one) => (
              <li key={one.criterion}><span class="figure">+{one.gains}</span><div>{link(one.criterion)}<p class="help">{form.criteria[one.criterion]?.remedy}</p></div></li>
            ))}
          </ol>
        </section>
      )}
      {view?.findings && Object.values(view.findings).some((finding) => finding.outcome === "not_assessed") && (
        <section class="card">
          <h3>{session.say("result.waiting")}</h3>
          <ul class="plain-list">
            {Object.entries(view.findings).filter(([, finding]) => finding.outcome === "not_assessed").map(([id, finding]) => (
              <li key={id}>{link(id)} <span class="figure">{range(session, finding)} / {finding.of}</span></li>
            ))}
          </ul>
        </section>
      )}
      <div class="card quiet no-print">
        <p class="help">{session.say("clear.help")}</p>
        <button type="button" class="danger" onClick={() => { if (confirm(session.say("clear.sure"))) void session.clear(); }}>{session.say("clear")}</button>
      </div>
    </>
  );
}

function Foot({ session }: { session: Session }): ComponentChildren {
  const { view, data } = session;
  const seal = view?.seal ?? "";
  return (
    <footer class="wide foot">
      <p>{session.say("foot.engine", { version: view?.tool?.version ?? data.version, semantics: view?.tool?.semantics ?? "—" })}</p>
      <p>{session.say("foot.guideline")} <code>{data.form.guideline.sha256}</code></p>
      <p>{session.say("foot.seal")} {seal ? <code data-seal={seal}>{seal}</code> : <span>{view && !session.named ? session.say("score.draft") : "—"}</span>}</p>
    </footer>
  );
}

const data = JSON.parse(document.getElementById("data")?.textContent ?? "") as PageData;
const session = new Session(data);
const root = document.getElementById("app");
if (root) {
  root.replaceChildren();
  render(<App session={session} />, root);
}
Object.assign(globalThis, { session });
// What can be read and filled in is drawn first; the engine starts after it.
requestAnimationFrame(() => setTimeout(() => void session.start()));

"""Messages of the commands on a round's folder, in Chinese and in English."""

from __future__ import annotations

from typing import Final

ROUND_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "round.busy": (
        "另一个进程正在处理本轮（{work}，进程 {pid}，{host}，{since} 开始），请等它结束。",
        "another process works on this round ({work}, process {pid} on {host}, since {since}); wait for it.",
    ),
    "round.moved": (
        "读的时候，另一个进程改了本轮；请再运行一次。",
        "another process changed this round while it was read: run the command again.",
    ),
    "round.nothing-taken": (
        "有错误，什么也没有收进来。",
        "there are errors: nothing was taken in.",
    ),
    "round.nothing-written": ("有错误，什么也没有写。", "there are errors: nothing was written."),
    "round.made": (
        "已建好 {path}。下一步：在 round.yaml 里填专家组，再收材料；写法见\n  evaluator round receive --help",
        "made {path}. Next: fill in the panel in round.yaml, then receive materials; see\n  evaluator round receive --help",
    ),
    "round.made-with-panel": (
        "已建好 {path}。下一步：收材料；写法见\n  evaluator round receive --help",
        "made {path}. Next: receive materials; see\n  evaluator round receive --help",
    ),
    "round.books": (
        "工作簿写在 {path}：站点 {stations} 份，评估人 {evaluators} 份。填好后用 round receive 收回。",
        "workbooks in {path}: stations {stations}, evaluators {evaluators}; round receive takes them back.",
    ),
    "round.books-later": (
        (
            "站点或评估人还不知道的，以后再写：\n  evaluator workbook new {path} --for station --each\n"
            "  evaluator workbook new {path} --for evaluator --each"
        ),
        (
            "for those not known yet, later:\n  evaluator workbook new {path} --for station --each\n"
            "  evaluator workbook new {path} --for evaluator --each"
        ),
    ),
    "round.no-books": (
        "评估轮次已建好，工作簿没有写。请先改正上面的问题。",
        "the round is made, no workbook was written; correct the above first",
    ),
    "round.added": ("收下 {path}", "took in {path}"),
    "round.replaced": ("换下 {path}，原来的留在 history/", "replaced {path}; the old one is in history/"),
    "round.again": ("已按现在的样子登记 {path}", "recorded as it is now: {path}"),
    "option-needs": ("用 {option} 时要写 {needed}", "{option} needs {needed}"),
    "round.again-only": ("{option} 只用于 --again", "{option} goes with --again"),
    "round.unchanged": ("相同，不动 {path}", "unchanged {path}"),
    "round.receipt": ("收件回执 {path}", "receipt {path}"),
    "round.check.station": ("站点", "station"),
    "round.check.facts": ("数据", "facts"),
    "round.check.ledgers": ("台账", "ledgers"),
    "round.check.evidence": ("佐证", "evidence"),
    "round.check.problems": ("文件问题", "problems"),
    "round.check.facts-lacking": ("未填的数据 {count} 项：", "{count} facts are blank:"),
    "round.check.ledgers-lacking": ("未报的台账 {count} 项：", "{count} ledgers were not handed in:"),
    "round.check.evidence-lacking": ("缺少的佐证 {count} 项：", "{count} items of evidence are missing:"),
    "round.check.unlisted": (
        "没有列入清单的文件 {count} 个：",
        "{count} files are not listed in the submission:",
    ),
    "round.check.more": ("另有 {count} 项，用 --all 全部列出", "{count} more; --all lists them"),
    "round.check.sum": (
        "共 {count} 个站点，{complete} 个材料齐全。",
        "{count} stations, {complete} complete.",
    ),
    "round.received": (
        "收下 {added}，换下 {replaced}，相同 {unchanged}。",
        "{added} taken in, {replaced} replaced, {unchanged} unchanged.",
    ),
    "round.no-evaluator": (
        "专家组里没有“{name}”（现有：{known}）",
        "there is no “{name}” in the panel (there are: {known})",
    ),
    "round.nothing-to-hand-out": (
        "没有 {name} 要评的站点材料：还没有收到，或都回避。什么都没有写。",
        "there is no station for {name}: none was received, or he is recused from all. Nothing was written.",
    ),
    "round.handed-out": (
        "已写入 {path}：{stations} 个站，给 {name}。交回后照收材料的办法收进来。",
        "wrote {path}: {stations} stations for {name}. Receive it like materials when it comes back.",
    ),
    "round.period": (
        "起始日期 {first} 晚于截止日期 {last}",
        "the first day, {first}, is after the last, {last}",
    ),
    "round.exists": ("{path} 已存在且不是空文件夹", "{path} exists and is not an empty folder"),
    "round.state.open": ("进行中", "open"),
    "round.state.closed": ("已结束", "closed"),
    "round.state.reopened": ("已重开", "reopened"),
    "round.head": ("{title}（{id}，{state}）", "{title} ({id}, {state})"),
    "round.col.station": ("社工站", "station"),
    "round.col.received": ("材料", "received"),
    "round.col.checked": ("检查", "checked"),
    "round.col.marked": ("评分", "marked"),
    "round.col.waits": ("待合议", "to decide"),
    "round.col.ready": ("可定分", "ready"),
    "round.col.rest": ("还缺", "still to come"),
    "round.col.what": ("事项", "what"),
    "round.col.said": ("各方意见", "who said what"),
    "round.yes": ("是", "yes"),
    "round.no": ("否", "no"),
    "round.not-received": ("未收到", "not yet"),
    "round.fine": ("通过", "fine"),
    "round.errors": ("{count} 个错误", "{count} errors"),
    "round.warnings": ("{count} 个警告", "{count} warnings"),
    "round.marked": ("{count}/{due}", "{count}/{due}"),
    "round.sum": (
        "{stations} 个站：收到 {received}，可定分 {ready}，待合议 {waits} 项。",
        "{stations} stations: {received} received, {ready} ready, {waits} to decide.",
    ),
    "round.draft": ("{name}（未提交）", "{name} (draft)"),
    "round.open-items": ("{count} 项未定", "{count} open"),
    "round.waive-until": (
        "--waive（豁免）和 --until（到哪一天为止）要一起写",
        "--waive and --until, its last day, go together",
    ),
    "round.kind.mark": ("评分", "mark"),
    "round.kind.fact": ("数据", "fact"),
    "round.kind.veto": ("一票否决", "veto"),
    "round.kind.claim": ("不适用", "does not apply"),
    "round.kind.evidence": ("佐证", "evidence"),
    "round.kind.not_applicable": ("不适用占比超限", "too much does not apply"),
    "round.nothing-waits": ("没有等待合议的事项。", "nothing waits for a decision."),
    "round.how": (
        "这样决定（值只是写法，请换成合议的结果）：",
        "decide like this; the values only show how to write it, put in what the panel decided:",
    ),
    "round.not-decided": ("决定没有记下。", "the decision was not recorded."),
    "round.how-station": ("看各方意见和写法，如：", "to see everybody's opinion and how to decide:"),
    "round.how-award": (
        "并列由全体合议，这样记下（选哪家由合议定）：",
        "the panel decides between them; record it like this, with whom it chose:",
    ),
    "round.tie": ("{names} 并列，只有 {places} 个名额", "{names} are level, {places} places are left"),
    "round.example-reason": ("合议认定", "agreed by the panel"),
    "round.example-by": ("专家组", "the panel"),
    "round.award-alone": (
        "--award 是整轮的决定，不写站点，也不和别的决定一起写",
        "--award is decided for the whole round: without a station and apart from other decisions",
    ),
    "round.decide-whom": ("缺少站点", "the station is missing"),
    "round.decided": ("已记入 {path}：", "added to {path}:"),
    "round.needs": ("缺少 {option}", "{option} is missing"),
    "round.bad-choice": (
        "{option} 写成 {option} 编号=内容，不是“{found}”",
        "write {option} as {option} ID=VALUE, not “{found}”",
    ),
    "round.unfinished": (
        "有 {count} 个站没有评完，本轮没有结束：",
        "{count} stations are not evaluated to the end, so the round stays open:",
    ),
    "round.anyway": (
        "仍要结束，用 --anyway 写明理由。",
        "to close it all the same give --anyway with the reason.",
    ),
    "round.closed-anyway": (
        "有 {count} 个站没有评完，仍按所写的理由（{reason}）结束：",
        "{count} stations are not evaluated to the end; closed all the same, for the reason given ({reason}):",
    ),
    "round.left": ("{why}；{end}", "{why}; {end}"),
    "round.left.frozen": ("现有结果不再改动", "its result stays as it is"),
    "round.left.without": ("没有结果，不参加排名", "it has no result and no rank"),
    "round.left.not_received": ("材料未收到", "nothing received"),
    "round.left.broken": ("材料有错误，评不了", "its files have errors"),
    "round.left.no_result": ("没有评估过", "never evaluated"),
    "round.left.outdated": ("材料在评估之后变过", "changed since it was evaluated"),
    "round.left.open": ("还有未定的事项", "something is still open"),
    "round.why.not_received": ("材料未收到", "nothing received"),
    "round.why.broken": ("材料有错误，评不了", "its files have errors"),
    "round.why.no_result": (
        "没有评估结果，请运行 evaluator round run ROUND",
        "no result yet: evaluator round run ROUND",
    ),
    "round.why.outdated": ("材料在评估之后变过，请重新运行", "changed since it was evaluated: run again"),
    "round.why.open": ("还有未定的事项", "something is still open"),
}

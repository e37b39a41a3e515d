"""Messages of the commands on a round after its result, in Chinese and in English."""

from __future__ import annotations

from typing import Final

LIFE_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "metavar.N": ("序号", "N"),
    "metavar.WHO": ("何人", "WHO"),
    "option.yes": ("不再询问", "do not ask"),
    "option.round.guideline.adopt": (
        "改正后的指南文件或文件夹",
        "the corrected guideline, its file or folder",
    ),
    "confirm.nobody": (
        "这里没有终端可以确认；看过之后加 --yes 再运行。什么都没有写。",
        "there is no terminal to confirm on; look at it, then add --yes. Nothing was written.",
    ),
    "confirm.no": ("没有确认，什么都没有写。", "not confirmed; nothing was written."),
    "adopt.changes": ("指南有 {count} 处改动", "{count} changes of the guideline"),
    "adopt.unfit": ("按新指南不再合适的评分和材料：{count} 处", "{count} marks and entries no longer fit"),
    "adopt.col.part": ("内容", "part"),
    "adopt.col.aspect": ("方面", "aspect"),
    "adopt.col.change": ("改动", "change"),
    "adopt.change": ("{before} → {after}", "{before} → {after}"),
    "adopt.aspect.added": ("新增", "added"),
    "adopt.aspect.removed": ("删去", "removed"),
    "adopt.aspect.title": ("名称", "title"),
    "adopt.aspect.section": ("所属模块", "section"),
    "adopt.aspect.points": ("分值", "points"),
    "adopt.aspect.weight": ("权重", "weight"),
    "adopt.aspect.text": ("评分标准", "wording"),
    "adopt.aspect.rule": ("计分规则", "rule"),
    "adopt.aspect.applies_when": ("适用条件", "applies when"),
    "adopt.aspect.zero_when": ("计 0 分的条件", "zero when"),
    "adopt.aspect.marked_by": ("由谁评", "marked by"),
    "adopt.aspect.evidence": ("佐证材料", "evidence"),
    "adopt.aspect.condition": ("条件", "condition"),
    "adopt.aspect.edition": ("版本", "edition"),
    "adopt.aspect.full_marks": ("满分", "full marks"),
    "adopt.aspect.grades": ("等级", "grades"),
    "adopt.aspect.rounding": ("修约", "rounding"),
    "adopt.aspect.fact": ("数据", "fact"),
    "adopt.aspect.ledger": ("台账", "ledger"),
    "adopt.aspect.rest": ("其他设置", "other settings"),
    "adopt.confirm": ("采用这份指南吗？", "Adopt this guideline?"),
    "adopt.done": (
        "已采用；原来的指南留在 history/was。接着请有关评估人改评，然后：\n  evaluator round run ROUND",
        (
            "adopted; the earlier one is in history/was. Let those concerned mark again, then:\n"
            "  evaluator round run ROUND"
        ),
    ),
    "argument.round.draw.STATION": ("只抽这些站点，默认全部", "only these stations; default: all"),
    "option.round.draw.seed": ("抽取用的种子，默认随机", "the seed; default: random"),
    "option.round.draw.reason": ("重新抽取的理由", "why it is drawn again"),
    "draw.drawn": ("{station} {criterion} 抽到：{files}", "{station} {criterion}: {files}"),
    "draw.seed": (
        "种子 {seed}，已记入记录册；任何人可以照此重算。",
        "seed {seed}, recorded in the log; anybody can repeat the draw.",
    ),
    "draw.already": (
        "以前抽过或已经查过，没有再抽：{names}",
        "drawn or inspected before, and not drawn again: {names}",
    ),
    "draw.again": (
        "已经抽过或查过：{names}。重新抽取用 --reason 写明理由，两次都留在记录册里。什么都没有写。",
        (
            "drawn or inspected already: {names}. To draw again give the reason with --reason; both draws stay. "
            "Nothing was written."
        ),
    ),
    "draw.impossible": (
        "没有带编号的台账，或数量不明，不能由程序抽取：{names}",
        "cannot be drawn, for want of a ledger with keys or of their number: {names}",
    ),
    "draw.nothing": ("没有要抽取的档案。", "there is nothing to draw."),
    "mark.drawn-files": ("抽到的档案", "files drawn"),
    "mark.ask.why-other": (
        "“{file}”没有抽到，写明另查的理由（回车不写，提交前要补）",
        "“{file}” was not drawn; why is it inspected (Enter: later, before you submit)",
    ),
    "turn.lost": ("组织方：文件夹不见了，取回或登记退出", "organiser: its folder is gone"),
    "turn.hand_in": ("站点：交材料{due}", "station: hand in{due}"),
    "turn.complete": ("站点：补正材料{due}", "station: complete its materials{due}"),
    "turn.answer": ("组织方：答复第 {names} 号异议", "organiser: answer objection {names}"),
    "turn.rectify": ("站点：整改{due}", "station: put right{due}"),
    "turn.recheck": ("组织方：复评或了结整改", "organiser: recheck, or close the notice"),
    "turn.due": ("（{due} 前）", " (by {due})"),
    "turn.correct": ("站点：改正 {names}{due}", "station: correct {names}{due}"),
    "turn.nobody": ("组织方：没有人评 {names}", "organiser: nobody marks {names}"),
    "turn.mark": ("{who}：提交评分表", "{who}: submit the sheet"),
    "turn.mark-several": (
        "{count} 位评估人提交评分表：{names}",
        "{count} evaluators: submit the sheets ({names})",
    ),
    "turn.join": ("；", "; "),
    "turn.decide": ("合议：{count} 项（{names}）", "panel: decide {count} ({names})"),
    "turn.run": ("组织方：计算结果", "organiser: compute the result"),
    "turn.close": ("可以结束", "can be closed"),
    "status.sheets": ("评分表 {submitted}/{due}。", "{submitted} of {due} sheets."),
    "status.grades": ("等级：{grades}。", "Grades: {grades}."),
    "status.grade": ("{title} {count}", "{title} {count}"),
    "status.asked": ("已发补正通知、尚未补齐：{names}。", "Asked to complete their materials: {names}."),
    "status.edition": ("现行结果为第 {edition} 版。", "Edition {edition} is in force."),
    "status.reopened": ("重开中：{names}。", "Open again: {names}."),
    "status.objections": (
        "异议 {registered} 件，未答复 {open} 件{numbers}。",
        "{registered} objections, {open} without an answer{numbers}.",
    ),
    "status.numbers": ("（第 {numbers} 号）", " ({numbers})"),
    "status.rectification": (
        "整改通知 {issued} 份，未了结 {pending} 份。",
        "{issued} notices of rectification, {pending} not settled.",
    ),
    "status.next": ("下一步：", "Next:"),
    "turn.done": ("已定", "settled"),
    "turn.withdrawn": ("已退出：{names}", "withdrawn: {names}"),
    "metavar.SHARE": ("比例", "SHARE"),
    "argument.round.rectify.STATION": ("同 --stations，可接着写", "more stations, after --stations"),
    "option.round.rectify.below": ("低于这一等级的站点", "stations below this grade"),
    "option.round.rectify.lost": ("失分达到满分这一比例的站点，如 20%", "stations that lose this share, 20%"),
    "option.round.rectify.stations": ("这些站点", "these stations"),
    "option.round.check.due": (
        "补正期限；写了才发补正通知",
        "until when; with it notices are written",
    ),
    "option.round.check.by": ("由谁审核", "who checked"),
    "option.round.rectify.due": ("整改期限", "until when"),
    "option.round.rectify.answered": ("记下这个站的整改答复", "record this station's answer"),
    "option.round.rectify.settle": (
        "不再复评，了结这个站的整改",
        "close this station's notice without a recheck",
    ),
    "option.round.rectify.text": ("答复或理由", "the answer, or the reason"),
    "option.round.rectify.status": ("列出全部整改通知", "list all notices"),
    "rectify.one-way": (
        "--below、--lost、--stations 只用一种",
        "use only one of --below, --lost and --stations",
    ),
    "rectify.share": ("“{found}”不是比例，写成 20%", "“{found}” is no share; write 20%"),
    "rectify.nobody": ("没有需要发整改通知的站点。", "no station needs a notice."),
    "rectify.issued": ("已发整改通知：{station}，期限 {due}", "notice issued: {station}, due {due}"),
    "rectify.answered": ("已记下 {station} 的整改答复", "the answer of {station} is recorded"),
    "rectify.settled": ("{station} 的整改已了结", "the notice of {station} is closed"),
    "rectify.none": ("没有整改通知。", "there are no notices."),
    "rectify.sum": ("{count} 份整改通知，{pending} 份未了结。", "{count} notices, {pending} not closed."),
    "rectify.col.station": ("社工站", "station"),
    "rectify.col.number": ("第几份", "no."),
    "rectify.col.issued": ("发出", "issued"),
    "rectify.col.due": ("期限", "due"),
    "rectify.col.state": ("情况", "state"),
    "rectify.col.answer": ("答复", "answer"),
    "rectify.state.issued": ("已发出", "issued"),
    "rectify.state.answered": ("已答复", "answered"),
    "rectify.state.rechecked": ("复评中", "rechecked"),
    "rectify.state.closed": ("已了结", "closed"),
    "metavar.SUCCESSOR": ("新评估人", "SUCCESSOR"),
    "argument.round.object.STATION": ("提出异议的站点", "the station that objects"),
    "argument.round.reopen.STATION": ("站点编号，可写几个", "the stations' ids"),
    "argument.round.withdraw.STATION": ("站点编号", "the station's id"),
    "argument.round.panel.STATION": ("同 --from，可接着写", "more stations, after --from"),
    "metavar.ACTION": ("动作", "ACTION"),
    "argument.ACTION": ("excuse 回避，或 replace 换人", "excuse or replace"),
    "argument.EVALUATOR": ("评估人的编号", "the evaluator's id"),
    "option.round.panel.from": (
        "只就这些站点；默认全部。可写多次，或用逗号分开",
        "only these stations; default: all. May be repeated, or separated by commas",
    ),
    "option.round.panel.with": ("由谁接替", "who takes over"),
    "option.round.panel.name": ("接替人的姓名", "the name of who takes over"),
    "option.round.panel.sheets": (
        "已提交的评分表：keep 保留并计入（默认），drop 作废",
        "submitted sheets: keep, they count (default), or drop",
    ),
    "panel.action": (
        "这里写 excuse（回避）或 replace（换人），不是“{found}”",
        "say excuse or replace here, not “{found}”",
    ),
    "panel.with": (
        "换人用 replace 并用 --with 写明由谁接替；回避用 excuse，不写 --with",
        "replace needs --with and who takes over; excuse has no --with",
    ),
    "panel.excused": ("{name} 不再评：{names}", "{name} marks no longer: {names}"),
    "panel.successor": ("由 {name} 接替：{names}", "{name} marks instead: {names}"),
    "panel.kept": (
        "{name} 已提交的评分表保留并计入：{names}",
        "the sheets that {name} has submitted stay and count: {names}",
    ),
    "panel.dropped": ("{path} 作废，原件留在 history/was", "{path} counts no longer; it is in history/was"),
    "metavar.OTHER": ("他站", "OTHER"),
    "option.round.withdraw.into": ("并入本轮里的哪个站", "the station of the round that it is merged into"),
    "option.round.withdraw.into-new": (
        "并入哪个新设的站（本轮里没有）",
        "the new station, not of the round, that it is merged into",
    ),
    "withdraw.into-two": (
        "--into 和 --into-new 只写一个：并入本轮已有的站用 --into，并入新设的站用 --into-new",
        "give one of --into and --into-new: the first for a station of the round, the second for a new one",
    ),
    "withdraw.done": (
        "{station} 已退出本轮，列在未排名的站点里；它的文书移到了 reports/withdrawn。",
        "{station} is withdrawn and listed without a rank; its papers are in reports/withdrawn now.",
    ),
    "withdraw.edition": (
        "{station} 已退出本轮；名次随之更正，这是第 {edition} 版。它的文书移到了 reports/withdrawn。",
        (
            "{station} is withdrawn; ranks are corrected, this is edition {edition}. Its papers are in "
            "reports/withdrawn now."
        ),
    ),
    "withdraw.into": ("{station} 并入 {into}", "{station} is merged into {into}"),
    "option.round.object.about": (
        "对什么有异议：指标、模块、total 总分、grade 等级",
        "what it is about: a criterion, a section, total, grade",
    ),
    "option.round.object.text": ("异议或答复的内容", "the objection, or the answer"),
    "option.round.object.received": ("收到日期，默认今天", "the day it came in; default: today"),
    "option.round.object.answer": ("答复第几号异议", "the objection to answer"),
    "option.round.object.outcome": (
        "结论：upheld 成立，rejected 不成立，inadmissible 不予受理，withdrawn 撤回",
        "how it ended",
    ),
    "option.round.object.anyway": (
        "答复人自己评过这一项，仍由其答复的理由",
        "why somebody answers who had marked it",
    ),
    "option.round.object.reason": (
        "异议已有结论，另作结论的理由",
        "why another outcome takes the place of an earlier one",
    ),
    "metavar.ID=STATION": ("奖项=站点", "ID=STATION"),
    "option.round.decide.award": (
        "并列时授予谁，如 model=990101001",
        "who gets an award among stations that are level: model=990101001",
    ),
    "option.round.decide.anyway": (
        "复核时，决定的人自己评过这一项，仍由其决定的理由",
        "in a review: why somebody decides who had marked the criterion",
    ),
    "option.round.object.status": ("列出全部异议", "list all objections"),
    "option.round.object.by": ("由谁提出、由谁答复", "who objects, or who answers"),
    "object.needs-station": (
        "缺少站点；答复用 --answer 序号，列出用 --status",
        "the station is missing; --answer N answers, --status lists",
    ),
    "object.registered": ("异议已登记，编号 {number}", "objection registered as number {number}"),
    "object.late": (
        "{received} 收到，已过期限（{until}），按逾期登记。",
        "it came on {received}, after the period ended on {until}; registered as late.",
    ),
    "object.answered": ("已记下对异议 {number} 的答复", "the answer to objection {number} is recorded"),
    "object.until": ("异议截止 {until}", "objections until {until}"),
    "object.none": ("没有异议。", "there are no objections."),
    "object.col.number": ("编号", "no."),
    "object.col.station": ("社工站", "station"),
    "object.col.about": ("关于", "about"),
    "object.col.received": ("收到", "received"),
    "object.col.state": ("情况", "state"),
    "object.col.text": ("内容", "text"),
    "object.state.late": ("逾期，", "late, "),
    "object.state.open": ("未答复", "not answered"),
    "object.state.answered": ("已答复", "answered"),
    "object.outcome.upheld": ("成立", "upheld"),
    "object.outcome.rejected": ("不成立", "rejected"),
    "object.outcome.inadmissible": ("不予受理", "inadmissible"),
    "object.outcome.withdrawn": ("已撤回", "withdrawn"),
    "option.round.reopen.objection": ("依据的异议", "the objection it follows"),
    "option.round.reopen.recheck": (
        "整改复评：不影响名次和奖项",
        "to check the rectification; ranks and awards stay",
    ),
    "round.edition-shown": (
        "{names} 重开中，这里仍是第 {edition} 版。",
        "{names} is open again; this is still edition {edition}.",
    ),
    "round.closed": (
        "本轮已结束，校验码 {seal}。此后的结果另存一份，不改已有的。",
        "the round is closed; its seal is {seal}. Later results are written beside, never over these.",
    ),
    "round.closed-again": (
        "本轮再次结束，这是第 {edition} 版（更正），校验码 {seal}；重开的站点：{names}。",
        "the round is closed again: edition {edition}, corrected, seal {seal}; opened again were {names}.",
    ),
    "round.closed-rechecks": (
        "复评已结束：{names}。名次和奖项不变。",
        "the rechecks are closed: {names}. Ranks and awards stay as they are.",
    ),
    "round.reopened": (
        (
            "已重开：{names}，其余站点不动。接着收材料、评分、合议，然后：\n"
            "  evaluator round run ROUND\n  evaluator round close ROUND"
        ),
        (
            "opened again: {names}; all others stay as they are. Receive, mark, decide; then:\n"
            "  evaluator round run ROUND\n  evaluator round close ROUND"
        ),
    ),
    "round.reopened-recheck": (
        (
            "已为复评重开：{names}，名次和奖项不变。接着收整改材料、评分，然后：\n"
            "  evaluator round run ROUND\n  evaluator round close ROUND"
        ),
        (
            "opened again for the recheck: {names}; ranks and awards stay. Receive, mark; then:\n"
            "  evaluator round run ROUND\n  evaluator round close ROUND"
        ),
    ),
    "round.unanswered": (
        "异议 {number} 还没有答复：{station}，关于 {about}",
        "objection {number} is not answered yet: {station}, about {about}",
    ),
}

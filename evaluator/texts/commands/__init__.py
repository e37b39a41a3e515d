"""Messages of the command line itself, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from evaluator.texts import Texts


def _more() -> Iterator[Mapping[str, tuple[str, str]]]:
    """Yield the texts of one subject after the other."""
    from evaluator.texts.commands.folders import FOLDER_TEXTS

    yield FOLDER_TEXTS
    from evaluator.texts.commands.usage import EXPLAIN_TEXTS, USAGE_TEXTS

    yield USAGE_TEXTS
    yield EXPLAIN_TEXTS
    from evaluator.texts.commands.options import OPTION_TEXTS

    yield OPTION_TEXTS
    from evaluator.texts.commands.running import RUN_TEXTS

    yield RUN_TEXTS
    from evaluator.texts.commands.rounds import ROUND_TEXTS

    yield ROUND_TEXTS
    from evaluator.texts.commands.life import LIFE_TEXTS

    yield LIFE_TEXTS
    from evaluator.texts.commands.marking import MARK_TEXTS

    yield MARK_TEXTS
    from evaluator.texts.commands.importing import IMPORT_TEXTS

    yield IMPORT_TEXTS
    from evaluator.texts.commands.templates import TEMPLATE_TEXTS

    yield TEMPLATE_TEXTS
    from evaluator.texts.commands.workbooks import WORKBOOK_TEXTS

    yield WORKBOOK_TEXTS
    from evaluator.texts.page import COMMAND_TEXTS

    yield COMMAND_TEXTS


TEXTS: Final = Texts(
    {
        "help.evaluator": (
            "社工站评估：按公布的评估指南给站点评分",
            "evaluate public-service stations against a published guideline",
        ),
        "help.check": (
            "站点自查：能得多少分、缺什么、怎样到下一等级",
            "a station's self-check: score, gaps, next grade",
        ),
        "help.score": (
            "给一个站点评分，输出评估结果（JSON）",
            "score one station, write its evaluation (JSON)",
        ),
        "help.report": ("由评估结果生成 Word、HTML 报告", "make Word or HTML reports from evaluations"),
        "help.verify": (
            "由原始材料重算评估结果；由封存的结果核对文书（.docx、.pdf）",
            "recompute a result; check a paper by its sealed result",
        ),
        "help.mark": (
            "在终端里逐项评分，随时保存，可以接着评",
            "mark a station in the terminal, saved after every answer",
        ),
        "help.guideline": (
            "评估指南：查看、检查、例子、说明文档、由评分表起草、导出",
            "guidelines: list, show, check, docs, schema, test, import, export",
        ),
        "help.guideline.list": ("列出自带的评估指南", "list the guidelines that come with the program"),
        "help.guideline.show": (
            "查看评估指南的指标，或其中一项的规则和佐证",
            "show the tree of a guideline, or one criterion with its rule and evidence",
        ),
        "help.guideline.check": (
            "检查评估指南里常见的毛病",
            "check a guideline for the mistakes such tables have",
        ),
        "help.guideline.docs": (
            "把评估指南写成可读的说明页（HTML 或 Markdown）",
            "write a guideline as a readable page, HTML or Markdown",
        ),
        "help.guideline.schema": (
            "输出 JSON Schema：评估指南的，或按某个指南申报的",
            "print the JSON Schema of guidelines, or of a guideline's submissions",
        ),
        "help.guideline.test": (
            "用 cases 文件夹里的例子核对评估指南",
            "run the cases beside a guideline",
        ),
        "help.guideline.export": (
            "导出评分表、供修改的工作簿，或计算指纹的 JSON",
            "write the rating table, a workbook to correct, or the object that is hashed",
        ),
        "help.guideline.import": (
            "由评分表（Excel、Word）起草评估指南",
            "draft a guideline from a score table in Excel or Word",
        ),
        "help.new.station": (
            "新建站点文件夹，要填的都列好",
            "make a station's folder with all it may fill in",
        ),
        "help.new.guideline": (
            "新建一个能通过检查的小评估指南",
            "make a folder with a small guideline that passes its check",
        ),
        "help.round": (
            "一轮评估：新建、收件、分发、进度、合议、结束",
            "a whole round, from its folder to its close",
        ),
        "help.round.new": ("新建评估轮次", "start a round"),
        "help.round.receive": (
            "收进站点材料、评分表或填好的工作簿",
            "take in stations, sheets or filled-in workbooks",
        ),
        "help.round.check": ("审核站点材料缺什么，发补正通知", "what stations' materials lack; ask for it"),
        "help.round.hand-out": ("打包一位评估人离线评分要用的材料", "pack what one evaluator needs offline"),
        "help.round.sheets": ("打印用的专家评分表", "score sheets to print and sign"),
        "help.round.status": ("各站进度：收到、检查、评分、待定", "how far every station is"),
        "help.round.decide": ("记下合议决定", "record what the panel decided"),
        "help.round.run": (
            "评估全部站点，写出结果和报告",
            "evaluate all stations, write results and reports",
        ),
        "help.round.rank": ("排名、奖项和全市失分最多的指标", "ranking, awards, where the city loses points"),
        "help.round.agreement": ("评估人之间打分是否一致", "how far evaluators agree"),
        "help.round.documents": (
            "总体报告、排名表、公示名单、总览网页",
            "summary, ranking, notice, one page",
        ),
        "help.round.close": ("结束本轮，结果不再改动", "close the round and freeze its results"),
        "help.round.object": ("登记异议、答复、列出", "register, answer and list objections"),
        "help.round.guideline": ("采用改正后的评估指南", "adopt a corrected guideline"),
        "help.round.panel": ("评估人回避或换人", "excuse an evaluator, or replace him"),
        "help.round.draw": ("抽取要查的档案并记录", "draw the files to inspect, and record it"),
        "help.round.rectify": ("限期整改：发通知、记答复、看进度", "rectification: notices, answers, states"),
        "help.round.withdraw": ("登记站点退出或并入他站", "withdraw a station, or merge it into another"),
        "help.round.reopen": ("结束之后重开站点：复核、复评", "open stations again after the close"),
        "help.round.verify": (
            "核对整轮：文件、记录册、结果、文书有没有被改动",
            "prove the whole round: files, log, results, papers",
        ),
        "help.workbook": (
            "离线工作簿（WPS、Excel）：站点自评、评估人评分，得分即时算",
            "offline workbooks for WPS and Excel: self-check, marking",
        ),
        "help.workbook.new": (
            "新建站点或评估人的工作簿，一份或整个轮次的",
            "make one for a station or an evaluator, or a whole round's",
        ),
        "help.workbook.read": (
            "把填好的工作簿读成站点文件夹",
            "turn a filled workbook into a station's folder",
        ),
        "workbook.done": (
            "已写入 {path}，用 WPS 或 Excel 打开填写",
            "wrote {path}; open it in WPS or Excel and fill it in",
        ),
        "help.new": ("新建站点文件夹或评估指南", "start a station's folder or a guideline"),
        "no-command": ("没有“{name}”这个命令", "there is no command “{name}”"),
        "no-command-near": (
            "没有“{name}”这个命令，是不是“{near}”？",
            "there is no command “{name}”; did you mean “{near}”?",
        ),
        "list": ("、", ", "),
        "problems.places": ("另有 {count} 处相同：{places}", "the same in {count} more places: {places}"),
        "problems.places-more": (" 等", " and more"),
        "problems.again": ("另有 {count} 处相同", "the same in {count} more places"),
        "problems.count": ("{errors} 个错误，{warnings} 个警告", "{errors} errors, {warnings} warnings"),
        "nothing-done": (
            "有错误，没有计算，也没有写任何文件。",
            "there are errors: nothing was computed or written.",
        ),
        "strict": (
            "有警告（--strict），没有写任何文件。",
            "there are warnings (--strict): nothing was written.",
        ),
        "written": ("已写入 {path}", "wrote {path}"),
        "guideline": ("评估指南", "guideline"),
        "period": ("评估周期", "period"),
        "period.span": ("{first} 至 {last}", "{first} to {last}"),
        "status.constructed": ("示例指标，非官方", "constructed example, not official"),
        "status.draft": ("草案", "draft"),
        "points": ("得分", "points"),
        "grade": ("等级", "grade"),
        "range": ("{low} ～ {high}", "{low} to {high}"),
        "out-of": ("{points} / {full}", "{points} / {full}"),
        "no-score": ("没有适用的指标，无法评分", "no criterion applies: there is no score"),
        "open-count": ("{count} 项待评定", "{count} to be settled"),
        "provisional": ("暂定", "provisional"),
        "grade.none": ("（未定）", "(open)"),
        "eligibility.pending": ("是否参评待定", "whether it is evaluated is open"),
        "eligibility.postponed": ("延期评估", "postponed"),
        "eligibility.not_evaluated": ("不予评估", "not evaluated"),
        "ceiling.applies": ("等级上限：{title}，最高{grade}", "ceiling: {title}, at most {grade}"),
        "ceiling.pending": (
            "可能触发等级上限：{title}，最高{grade}",
            "possible ceiling: {title}, at most {grade}",
        ),
        "veto.applies": ("一票否决：{title}，{grade}", "veto: {title}, {grade}"),
        "veto.pending": ("否决情形待定：{title}", "veto to be settled: {title}"),
        "not-applicable": ("{id} {title} — {why}", "{id} {title} — {why}"),
        "filled": (
            "还没填完：指标数据 {facts}，台账 {ledgers}，佐证材料 {evidence}",
            "still to fill in: facts {facts}, ledgers {ledgers}, evidence {evidence}",
        ),
        "filled.count": ("{there}/{of}", "{there}/{of}"),
        "head.problems": ("文件里要处理的问题", "Problems in the files"),
        "head.sections": ("各模块", "Sections"),
        "head.gaps": ("失分（多的在前）", "Points lost, most first"),
        "up.head": (
            "要达到{grade}，最省力的办法：{count} 项，共 {days} 个工作日",
            "To reach {grade} in least effort: {count} criteria, {days} working days",
        ),
        "up.there": ("已经达到{grade}，不用再做什么", "{grade} is reached as it is"),
        "up.none": ("达不到{grade}", "{grade} cannot be reached"),
        "up.none-yet": (
            "照已经评定的算，还达不到{grade}",
            "By what has been judged so far {grade} cannot be reached",
        ),
        "up.short": (
            "失分的指标全部补上，仍差 {short} 分。",
            "With every gap closed it is still {short} points short.",
        ),
        "up.at-bound": (
            "失分的指标全部补上，正好 {bound} 分；要高于 {bound} 分才算。",
            "With every gap closed it is exactly {bound} points, and more than {bound} are asked for.",
        ),
        "up.limit.others": (
            "“{limit}”限制了等级，由评估方或专家组认定，站里自己改变不了。",
            "“{limit}” holds the grade down; evaluators or the panel say so, and no change of the station's lifts it.",
        ),
        "up.limit.period": (
            "“{limit}”限制了等级，它看的情况在本评估期内改变不了。",
            "“{limit}” holds the grade down, and what it asks about can change no more in this period.",
        ),
        "up.limit.own": (
            "“{limit}”站里可以自己解除，但光解除它不够。",
            "“{limit}” is the station's to lift, but that alone is not enough.",
        ),
        "up.limit.points": (
            "“{limit}”限制了等级，失分的指标全部补上也解除不了。",
            "“{limit}” holds the grade down even with every gap closed.",
        ),
        "up.lift": (
            "先要解除“{limit}”：{change}。",
            "First lift “{limit}”: {change}.",
        ),
        "up.then-there": ("做到这些就达到{grade}", "with that, {grade} is reached"),
        "up.other": ("其次：{days} 个工作日，{criteria}。", "Next best: {days} working days, {criteria}."),
        "up.proof": (
            "为什么没有更省力的：所有选法分成 {count} 组，每组要么至少也要 {days} 个工作日（{dear} 组），要么做完仍达不到（{misses} 组）；逐组见 --json 的 certificate。",
            "Why nothing cheaper exists: all choices fall into {count} groups; each takes at least {days} days ({dear}) or misses the grade whatever else is done ({misses}). --json lists them under certificate.",
        ),
        "up.proof.points": (
            "为什么没有更省力的：不到 {days} 个工作日的任何选法，合起来最多补 {most} 分，不够 {needed} 分。",
            "Why nothing cheaper exists: whatever takes less than {days} days gives {most} points at most, and {needed} are needed.",
        ),
        "up.unjudged": (
            "还没有评定、也没有自评的 {count} 项（{ids}）按最低得分计，评上分以后还会更好。",
            "{count} that are neither marked nor claimed ({ids}) count at their lowest; with points for them it will look better.",
        ),
        "up.assumed": (
            "其中 {count} 项尚未评定，按自评（扣分按不扣）计。",
            "{count} are not marked yet and count at the station's claim, deductions as none.",
        ),
        "up.too-many": (
            "失分的指标太多，算不出最省力的办法",
            "there are too many gaps to find the least effort",
        ),
        "head.steps": (
            "再进一步（每个数据最小的变化能得多少分）",
            "One step further (the least that brings points)",
        ),
        "col.step": ("做什么", "step"),
        "col.criteria": ("指标", "criteria"),
        "move.blank": ("空白", "blank"),
        "move.more": ("{fact}再加 {size}（现在 {now}）", "{fact}: {size} more (now {now})"),
        "move.less": ("{fact}减 {size}（现在 {now}）", "{fact}: {size} less (now {now})"),
        "move.add": ("{fact}：加上{option}", "{fact}: add {option}"),
        "move.set": ("{fact}：{now} → {after}", "{fact}: {now} → {after}"),
        "head.missing": ("缺少的佐证", "Missing evidence"),
        "head.open": ("待评估人员或组织方评定", "Waits for evaluators or others"),
        "head.differences": ("数据不一致（以前者为准）", "Figures that differ (the first one counts)"),
        "head.ledgers": ("台账读到的行", "Ledger rows read"),
        "col.file": ("文件", "file"),
        "col.read": ("读到", "read"),
        "sheet.rows": ("{rows} 行", "{rows} rows"),
        "sheet-hidden": ("没有读：隐藏的工作表", "not read: hidden"),
        "sheet-pattern": ("没有读：样表或说明", "not read: a pattern or instructions"),
        "sheet-no-heads": ("没有读：没有台账的表头", "not read: without the ledger's heads"),
        "sheet-refused": ("没有读：读不出来", "not read: it cannot be read"),
        "sheet-summary": ("没有读：各行在其他表上都有", "not read: all its rows stand on other sheets"),
        "head.not-counted": ("台账中没有计入的行", "Ledger rows that did not count"),
        "head.path": ("到下一等级", "To the next grade"),
        "head.all": ("逐项结果", "Every criterion"),
        "col.id": ("编号", "id"),
        "col.title": ("指标", "criterion"),
        "col.section": ("模块", "section"),
        "col.lost": ("失分", "lost"),
        "col.points": ("得分", "points"),
        "col.of": ("满分", "of"),
        "col.share": ("得分率", "share"),
        "col.why": ("原因", "why"),
        "col.ledger": ("台账", "ledger"),
        "col.rows": ("行数", "rows"),
        "col.example": ("例如", "for example"),
        "col.item": ("佐证", "evidence"),
        "col.result": ("结果", "result"),
        "col.effort": ("工作日", "days"),
        "col.remedy": ("怎么做", "what to do"),
        "col.fact": ("数据", "fact"),
        "col.values": ("各方数值", "values"),
        "gap.evidence-only": ("补齐佐证即可", "evidence alone is missing"),
        "missing.costs": ("影响 {points} 分", "costs {points}"),
        "missing.reported": ("不影响得分", "costs nothing"),
        "path.top": ("已是最高等级。", "This is the highest grade."),
        "path.needed": (
            "目标“{grade}”（{bound} 分），现有 {start} 分，还差 {needed} 分。",
            "“{grade}” begins at {bound}; {start} now, {needed} short.",
        ),
        "path.above": (
            "目标“{grade}”（超过 {bound} 分），现有 {start} 分，还差 {needed} 分。",
            "“{grade}” begins above {bound}; {start} now, {needed} short.",
        ),
        "path.assumed": (
            "（待评分的 {count} 项按本站自评计，其余按 0 分计）",
            "({count} unmarked criteria taken at the station's own claim, the others at 0)",
        ),
        "path.spared": (
            "（{count} 项未定的扣分按不扣计）",
            "({count} deductions that are open taken as nothing)",
        ),
        "path.below-zero": (
            "（扣分多于得分，先要补足 {points} 分）",
            "(more is taken off than there is: {points} come first)",
        ),
        "path.low": ("（待评分的各项按 0 分计）", "(what is not marked yet taken at 0)"),
        "path.way": (
            "最省力的办法，约 {days} 个工作日，可到 {reaches} 分：",
            "least effort, about {days} working days, reaches {reaches}:",
        ),
        "path.none": (
            "补齐全部失分项约可到 {closed} 分，其余 {rest} 分须靠待评分的各项。",
            "closing every gap reaches about {closed}; the other {rest} must come from what is not marked yet.",
        ),
        "path.blocked": ("但仍受限：{what}", "but still held down by: {what}"),
        "path.points-enough": ("分数已够，受限于：{what}", "the points are enough; held down by: {what}"),
        "more-rows": ("……另有 {count} 行，见 --all 或报告", "… {count} more, see --all or the report"),
        "fail-under": ("低于 --fail-under 的要求：{wanted}", "below --fail-under: {wanted}"),
        "bad-fail-under": (
            "--fail-under 应是分数或等级（{grades}）",
            "--fail-under takes points or a grade ({grades})",
        ),
        "bad-fail-under-points": (
            "--fail-under 是 {wanted} 分，应在 0 到 {most} 之间",
            "--fail-under is {wanted}; it must be between 0 and {most}",
        ),
        "verify.same": (
            "一致：由原始材料重新计算，结果逐字节相同。",
            "identical: recomputed from the inputs, byte for byte.",
        ),
        "verify.seal": ("封条不符：文件内容被改动过。", "the seal does not match: the file was changed."),
        "verify.twice": (
            "文件里“{key}”重复出现：文件被改动过。",
            "“{key}” stands twice in an object: the file was changed.",
        ),
        "verify.bytes": (
            "各项内容与重新计算的相同，但文件不是程序写出的原样（空格、换行或次序变了）：文件被改动过。",
            (
                "every value is the recomputed one, but the file is not as the program wrote it "
                "(spaces, line breaks or order): it was changed."
            ),
        ),
        "verify.written": (
            "封条相符，但文件不是程序写出的原样（空格、换行变了）：文件被改动过。",
            (
                "the seal matches, but the file is not as the program wrote it (spaces, line breaks): "
                "it was changed."
            ),
        ),
        "verify.absent": ("（没有这一项）", "(not there)"),
        "verify.differs": ("不一致，第一处：{path}", "different, first at: {path}"),
        "verify.stored": ("  文件中：{value}", "  stored:     {value}"),
        "verify.computed": ("  重新计算：{value}", "  recomputed: {value}"),
        "verify.input": (
            "与评估时不同：{name}",
            "not what it was when the result was made: {name}",
        ),
        "verify.inputs-more": ("另有 {count} 份材料也与评估时不同", "{count} more are not what they were"),
        "verify.without-sheets": (
            "评估时用了 {count} 份评分表，这次没有给：请用 --sheets 指明评分表所在的文件夹",
            "the result was made with {count} sheets, and none are given now: name their folder with --sheets",
        ),
        "verify.other-program": (
            (
                "这份结果按计分语义 {then} 计算，本程序为 {now}，不能由重新计算证明；查验的是封条和各项材料。"
                "以本程序重新计算，{count} 处数值不同，仅供参考："
            ),
            (
                "the result was computed under semantics {then}, this program has {now}: computing it again proves "
                "nothing, so its seal and inputs are checked. Figures that differ when recomputed, for "
                "information: {count}"
            ),
        ),
        "verify.other-program-same": (
            "这份结果按计分语义 {then} 计算，本程序为 {now}；查验的是封条和各项材料。以本程序重新计算，各项数值相同。",
            (
                "the result was computed under semantics {then}, this program has {now}: its seal and inputs are "
                "checked. Recomputed, every figure is the same."
            ),
        ),
        "verify.other-program-only": (
            "这份结果按计分语义 {then} 计算，本程序为 {now}；查验的是封条和各项材料。",
            (
                "the result was computed under semantics {then}, this program has {now}: its seal and inputs are "
                "checked."
            ),
        ),
        "verify.moved": (
            "  {path}：文件中 {stored}，重新计算 {computed}",
            "  {path}: stored {stored}, recomputed {computed}",
        ),
        "verify.needs-against": (
            "请用 --against 指明由什么核对：站点文件夹，或评估轮次文件夹",
            "name what to check it by with --against: the station's folder, or the round's",
        ),
        "verify.paper-options": (
            "核对文书只用 --against ROUND 或 --result FILE，二者用一；--before 和 --guideline 只用于比较、试算的说明",
            (
                "a paper is checked by --against ROUND or by --result FILE, one of the two; --before and --guideline are "
                "for comparisons and rehearsals"
            ),
        ),
        "verify.explanation-why": (
            "这是得分由来，请用 --against ROUND 或 --result FILE 指明由哪一轮、哪份结果核对",
            "it says where points come from: name the round with --against or the result with --result",
        ),
        "verify.explanation-compare": (
            "这是两份结果的比较：用 --against ROUND 或 --result FILE 指明此后的，用 --before 指明此前的",
            "it compares two results: name the later with --against ROUND or --result FILE, the earlier with --before",
        ),
        "verify.explanation-rounds": (
            "这是两轮评估的比较：用 --against 指明此后一轮，用 --before 指明此前一轮",
            "it compares two rounds: name the later with --against, the earlier with --before",
        ),
        "verify.explanation-rehearse": (
            "这是新指南的试算：用 --against 指明评估轮次，用 --guideline 指明新指南",
            "it rehearses an edition: name the round with --against, the new guideline with --guideline",
        ),
        "verify.explanation-editions": (
            "这是两版指南的差别：用 --guideline 指明新指南，用 --before 指明旧指南",
            "it compares two guidelines: name the new one with --guideline, the old one with --before",
        ),
        "verify.not-round": (
            "{folder} 不是评估轮次文件夹：核对文书要有本轮的封存结果",
            "{folder} is no round's folder: a paper is checked by a round's sealed results",
        ),
        "verify.by-round": (
            "核对的是本轮的 {made}：由封存的结果按原来的模板重新做出，逐处比较文字、表格、图表数据（{figures} 个数字）。",
            (
                "compared with the round's {made}, made again from the sealed result with its template: text, tables and "
                "the data of charts ({figures} figures)."
            ),
        ),
        "verify.by-result": (
            (
                "核对的是由评估结果做出的 {made}：逐处比较文字、表格、图表数据（{figures} 个数字）。"
                "文号、日期、单位、姓名不在结果里，没有核对；要核对请用 --against ROUND。"
            ),
            (
                "compared with the template {made} made of the result: text, tables and the data of charts ({figures} "
                "figures). Numbers, days, names of the round are not in a result and were not checked: --against ROUND does."
            ),
        ),
        "verify.by-sources": (
            "核对的是“{made}”：由指明的来源重新做出，逐处比较文字、表格、图表数据（{figures} 个数字）。",
            "compared with '{made}', made again from what was named: text, tables and the data of charts ({figures} figures).",
        ),
        "verify.by-itself": (
            (
                "只核对了文件自己：校验信息、二维码图片、页脚、结果表和各级合计是否对得上。"
                "整份照改的假文件这样看不出来；要证明每个数字，请加 --against ROUND 或 --result FILE。"
            ),
            (
                "checked by itself alone: whether its code, the picture of it, feet, result and sums agree. A paper changed "
                "throughout is not seen so: add --against ROUND or --result FILE to prove every figure."
            ),
        ),
        "verify.charts-unread": (
            "PDF 里的图表只有图形，没有数字可读，没有核对。",
            "charts in a PDF are drawn and have no figures to read: they were not checked.",
        ),
        "verify.recorded-edit": (
            "本轮登记过对这份文书的人工修改，以登记的为准。",
            "the round has this paper as edited by hand and recorded: it was compared with that.",
        ),
        "verify.paper-same": ("完全一致，文件逐字节相同。", "the same, byte for byte."),
        "verify.paper-reads-same": (
            "文字和数字全部一致；文件另存过，或样子不同。",
            "every word and figure is the same; the file was saved anew, or looks different.",
        ),
        "verify.paper-printed-same": ("文字和数字全部一致。", "every word and figure is the same."),
        "verify.paper-agrees": ("没有发现自相矛盾的地方。", "no contradiction in it."),
        "verify.paper-differs": (
            "不一致：{figures} 处数字，{words} 处文字。",
            "different: {figures} figures, {words} wordings.",
        ),
        "verify.no-station": (
            "在 {folder} 里找不到站点 {id} 的材料",
            "station {id} is not found in {folder}",
        ),
        "guideline.id": ("编号", "id"),
        "guideline.edition": ("版本", "edition"),
        "guideline.full_marks": ("满分", "marks"),
        "guideline.criteria": ("指标数", "criteria"),
        "guideline.profiles": ("调整方案", "profiles"),
        "guideline.title": ("名称", "title"),
        "guideline.bonus": ("加分", "Bonus"),
        "guideline.deductions": ("扣分", "Deductions"),
        "guideline.criterion": ("指标", "criterion"),
        "guideline.points": ("分值", "points"),
        "guideline.rule": ("评分规则", "rule"),
        "guideline.text": ("评分标准", "wording"),
        "guideline.fact": ("数据", "fact"),
        "guideline.evidence": ("佐证", "evidence"),
        "guideline.remedy": ("整改建议", "remedy"),
        "guideline.note": ("说明", "note"),
        "repair.change": ("  第 {line} 行可以改成：\n{text}", "  line {line} may become:\n{text}"),
        "repair.add": (
            "  第 {line} 行下面可以加一行：\n{text}",
            "  a line to add below line {line}:\n{text}",
        ),
        "repair.drop": ("  第 {line} 行可以删去", "  line {line} may go"),
        "guideline.ok": (
            "{name}：检查通过（{criteria} 项指标，{points} 分）",
            "{name}: fine ({criteria} criteria, {points} points)",
        ),
        "guideline.warned": ("{name}：可用，有 {warnings} 个警告", "{name}: usable, {warnings} warnings"),
        "new.exists": ("{path} 已存在且不是空文件夹", "{path} exists and is not an empty folder"),
        "new.has-submission": (
            "{path} 里已有 submission.yaml，没有改动。里面还没写的文件，用 evaluator check {path} 查看，加 --write 写入",
            "{path} has a submission.yaml; nothing changed. evaluator check {path} (--write) adds what it lacks",
        ),
        "new.done": (
            "已建好 {path}，下一步：evaluator check {path}",
            "made {path}; next: evaluator check {path}",
        ),
        "new.guideline-done": (
            "已建好 {path}，下一步：evaluator guideline check {path}",
            "made {path}; next: evaluator guideline check {path}",
        ),
        "cannot-use": ("{path} 用不了：{reason}", "{path} cannot be used: {reason}"),
        "cannot-print": ("结果输出不了：{reason}", "the output cannot be written: {reason}"),
        "cannot-go-on": (
            "系统不让程序做下去：{reason}。没有写完的都没有写",
            "the system does not let the program go on: {reason}. Nothing was written by halves",
        ),
        "defect": (
            "程序出了错，这是程序的缺陷，不是您的材料有问题；没有写出结果。请把这个文件发给维护者（先看一眼里面有没有不便外传的内容）：{report}",
            "the program failed; this is a defect of the program, not a mistake of yours, and no result was written. Please send this file to the maintainers (look through it first): {report}",
        ),
        "too-much": (
            "内容太大或嵌套太深，程序处理不了；没有写出结果。请把这个文件发给维护者（先看一眼里面有没有不便外传的内容）：{report}",
            "this is too large or nested too deeply for the program, and no result was written. Please send this file to the maintainers (look through it first): {report}",
        ),
        "cannot-write": ("写不了 {path}：{reason}", "cannot write {path}: {reason}"),
        "template-error": ("模板 {path}：{kind}：{reason}", "template {path}: {kind}: {reason}"),
        "template-kind": ("模板 {path}：{kind}", "template {path}: {kind}"),
        "template-place": ("  在这一段：{where}", "  in the paragraph: {where}"),
        "template-near": ("  提示：是不是“{near}”？", "  hint: did you mean “{near}”?"),
        "template.syntax": ("标签写错了", "a tag is wrong"),
        "template.undefined": ("没有这个变量", "there is no such variable"),
        "template.unknown": ("没有这个过滤器或标签", "there is no such filter or tag"),
        "template.unsafe": ("模板里不允许这样写", "templates may not do this"),
        "template.limit": ("超出了模板的时间或内存限制", "beyond the time or memory a template may take"),
        "template.character": ("有 Word 存不下的字符", "a character Word cannot hold"),
        "template.structure": ("会做出打不开的文档", "the document would be damaged"),
        "template.value": ("数据与模板不相配", "the data do not fit the template"),
        "template.file": ("不是 Word 模板", "not a Word template"),
        "unknown-template": (
            "没有模板“{name}”，现有：{known}",
            "there is no template “{name}”; there are: {known}",
        ),
        "no-before": (
            "{path} 没有取代别的结果，或旁边找不到被取代的结果；请用 --before 指明。",
            "{path} replaces no result, or the one it replaces isn't beside it; name it with --before.",
        ),
        "before-other-result": (
            "{path} 不是这份结果所取代的那一份（校验码不符）。",
            "{path} is not the result that this one replaces: its seal is another.",
        ),
        "before-other-station": ("{path} 是另一个站点的结果。", "{path} is about another station."),
        "before-only-review": (
            "--before 只用于一份结果的复核决定书（-t review-decision）。",
            "--before is for the review decision of one result (-t review-decision).",
        ),
        "pdf.missing": (
            "没有找到 LibreOffice（soffice），文档已写出，但没有生成 PDF。请安装后再运行，或用 WPS、Word 另存为 PDF。",
            (
                "LibreOffice (soffice) isn't there: the documents are written, no PDF is. "
                "Install it and run this again, or save as PDF in WPS or Word."
            ),
        ),
        "pdf.none": (
            "写不出 {path}：没有找到 LibreOffice（soffice）。请安装后再运行，或写成 .docx，再用 WPS、Word 另存为 PDF。",
            (
                "{path} was not written: LibreOffice (soffice) isn't there. Install it and run this again, "
                "or write a .docx and save it as PDF in WPS or Word."
            ),
        ),
        "report.kind": (
            "{path} 写不出：模板“{template}”做出的是 {kind} 文件",
            "{path} cannot be written: the template “{template}” makes {kind} files",
        ),
        "pdf.failed": ("未能转换为 PDF：{path}", "could not be converted: {path}"),
        "pdf.some-failed": ("{count} 份未能转换为 PDF。", "{count} could not be converted."),
        "pdf.done": (
            "PDF：转换 {converted} 份，未变 {unchanged} 份，失败 {failed} 份",
            "PDF: {converted} converted, {unchanged} unchanged, {failed} failed",
        ),
        "report.other-guideline": (
            "{path} 不是按本轮指南评估的，不能与本轮平均比较",
            "{path} was not evaluated by this round's guideline and cannot be compared with its average",
        ),
        "report.no-mean": (
            "本轮还没有得分确定的站点，报告不含与本轮平均的比较",
            "no station of this round has final points yet: the report compares with no average",
        ),
        "score.line": ("{name}：{points} / {full}，{grade}", "{name}: {points} / {full}, {grade}"),
    },
    _more(),
)

say: Final = TEXTS.say

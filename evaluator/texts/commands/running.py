"""Messages of `evaluator round run` and `rank`, in Chinese and in English."""

from __future__ import annotations

from typing import Final

RUN_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "run.start": (
        "评估 {stations} 个站，{jobs} 个进程……",
        "evaluating {stations} stations on {jobs} processes…",
    ),
    "run.start-cluster": (
        "评估 {stations} 个站，集群 {address}（{jobs} 个线程）……",
        "evaluating {stations} stations on the cluster {address} ({jobs} threads)…",
    ),
    "run.changed": (
        "有 {count} 个文件与登记的不一样，没有往下做。确要采用现在的样子：\n  {command}",
        "{count} files are not as recorded: nothing was done. To accept them as they are now:\n  {command}",
    ),
    "run.again": (
        "evaluator round receive {round} --again {paths} --reason 理由 --by 谁",
        "evaluator round receive {round} --again {paths} --reason WHY --by WHO",
    ),
    "run.beyond": (
        "{count} 个站的合议决定改了没有分歧的评分，或定在专家评分之外：{names}",
        "at {count} stations the panel decided where the marks agree, or outside all marks: {names}",
    ),
    "run.altered": (
        "有 {count} 个站的结果写出以后被改动过，已由材料重新算出：{names}",
        "the results of {count} stations were changed after they were written; they are computed anew: {names}",
    ),
    "run.taken-in": (
        "登记了直接放进来的材料 {count} 份：{names}",
        "recorded what was laid into the round ({count}): {names}",
    ),
    "run.program": (
        (
            "{count} 个重开的站，公布的结果是按另一版计分规则算的。同意按现在的程序复核，加上 "
            "--accept-program 理由；哪些分因程序而变，会写进新的结果。"
        ),
        (
            "the published results of {count} stations opened again were computed by other scoring rules. To "
            "review them with this program, add --accept-program REASON; the new results say which points it "
            "moved."
        ),
    ),
    "run.program-moves": (
        "{name}：材料不变，只因程序（计分规则 {before} → {now}），这些分会变：{rows}",
        "{name}: with the same files, the program alone (scoring rules {before} → {now}) moves {rows}",
    ),
    "run.program-same": (
        "{name}：材料不变，换程序（计分规则 {before} → {now}）不改变任何得分",
        "{name}: with the same files, the program (scoring rules {before} → {now}) moves no points",
    ),
    "run.program-unknown": (
        "{name}：原来的材料已经没有了，说不出程序（计分规则 {before} → {now}）改变了哪些分",
        (
            "{name}: the files of then are lost, so what the program (scoring rules {before} → {now}) moves "
            "cannot be told"
        ),
    ),
    "run.declaration": (
        "round.yaml 上次登记以后改过，按现在的样子登记了",
        "round.yaml was changed since it was recorded; it is recorded as it is now",
    ),
    "run.bar": ("评估", "evaluating"),
    "run.nothing": (
        "没有站点：stations/ 里还什么都没有。",
        "no stations: there is nothing in stations/ yet.",
    ),
    "run.closed": (
        "本轮已结束，结果不再改动。要更改某个站，先重开它；写法见“evaluator round reopen --help”。",
        "the round is closed: its results stay as they are. To change a station open it again; see 'evaluator round reopen --help'.",
    ),
    "run.reopened": (
        "排名和文书仍是第 {edition} 版，结束以后才更正：evaluator round close ROUND",
        "ranking and papers are still those of edition {edition}; to correct them: evaluator round close ROUND",
    ),
    "run.rechecked": (
        "复评不改排名和奖项；结束复评：evaluator round close ROUND",
        "a recheck changes no rank and no award; to end it: evaluator round close ROUND",
    ),
    "run.no-cluster": (
        "要用 --cluster，请先安装：pip install 'station-evaluator[cluster]'",
        "for --cluster install: pip install 'station-evaluator[cluster]'",
    ),
    "run.cluster-away": (
        "连不上集群 {address}：{reason}",
        "the cluster {address} cannot be reached: {reason}",
    ),
    "run.cluster-empty": ("集群 {address} 没有工作进程。", "the cluster {address} has no workers."),
    "run.state.evaluated": ("重新评估 {count} 个站", "{count} stations evaluated"),
    "run.state.rendered": ("只重写报告 {count} 个站", "{count} stations with new reports only"),
    "run.state.unchanged": ("没有变化 {count} 个站", "{count} stations unchanged"),
    "run.state.broken": (
        "材料有错误，没有评估 {count} 个站：",
        "{count} stations have errors and were not evaluated:",
    ),
    "run.state.crashed": ("程序出错，没有评估 {count} 个站：", "the program failed on {count} stations:"),
    "run.interrupted": (
        "已中断。再运行一次就从这里接着做。",
        "interrupted: run it again to go on from here.",
    ),
    "run.all-unchanged": ("没有任何变化。", "nothing changed."),
    "rank.none": (
        "还没有结果，请先运行：evaluator round run ROUND",
        "there are no results yet; run: evaluator round run ROUND",
    ),
    "rank.head": ("{title}：排名", "{title}: ranking"),
    "rank.head.top": ("{title}：排名前 {count}（共 {of}）", "{title}: first {count} of {of}"),
    "rank.col.rank": ("名次", "rank"),
    "rank.col.id": ("编号", "id"),
    "rank.col.station": ("社工站", "station"),
    "rank.col.county": ("县区", "county"),
    "rank.col.county-rank": ("县内", "in county"),
    "rank.col.grade": ("等级", "grade"),
    "rank.col.points": ("得分", "points"),
    "rank.col.because": ("理由", "why"),
    "rank.open": ("未定", "open"),
    "rank.col.why": ("未排名的原因", "why it has no rank"),
    "rank.col.bonus": ("加分", "bonus"),
    "rank.col.deductions": ("扣分", "deduct."),
    "rank.col.stations": ("站数", "stations"),
    "rank.col.ranked": ("排名", "ranked"),
    "rank.col.mean": ("平均分", "mean"),
    "rank.col.lost": ("失分", "lost"),
    "rank.col.share": ("失分率", "share"),
    "rank.col.short": ("未得满分", "below full"),
    "rank.col.criterion": ("指标", "criterion"),
    "rank.tied": ("{rank} 并列", "{rank} tied"),
    "rank.unranked": ("未排名", "Without a rank"),
    "rank.sections": ("各部分得分", "Points by section"),
    "rank.section": ("{id} {title}（{of}）", "{id} {title} ({of})"),
    "rank.ceilings": ("等级上限", "Ceilings"),
    "rank.ceiling": ("{id} {title}，最高{grade}", "{id} {title}, at most {grade}"),
    "rank.ceiling-pending": (
        "{id} {title}，最高{grade}（待定）",
        "{id} {title}, at most {grade} (to be settled)",
    ),
    "rank.counties": ("各县区", "By county"),
    "rank.no-county": ("（未填县区）", "(no county)"),
    "rank.losses": ("全市失分最多的指标", "Where the city loses most points"),
    "rank.short": ("{short}/{stations} 站", "{short}/{stations}"),
    "rank.rest": ("……还有 {count} 个", "… {count} more"),
    "rank.why.vetoed": ("一票否决：{because}", "vetoed: {because}"),
    "rank.why.not_eligible": ("不参评：{because}", "not evaluated: {because}"),
    "rank.why.provisional": ("未定：{because}", "open: {because}"),
    "rank.why.no_score": ("没有适用的指标", "no criterion applies"),
    "rank.why.other_guideline": (
        "结果按别的指南评出，请重新运行",
        "evaluated with another guideline: run again",
    ),
    "rank.why.no_result": ("没有结果", "no result"),
    "rank.why.withdrawn": ("已退出：{because}", "withdrawn: {because}"),
    "rank.corrections": ("第 {edition} 版更正了什么", "What edition {edition} corrects"),
    "rank.col.cause": ("缘由", "because of"),
    "rank.col.change": ("更正", "change"),
    "rank.cause.review": ("复核", "review"),
    "rank.cause.withdrawal": ("退出", "withdrawal"),
    "rank.cause.consequence": ("他站变动", "another station"),
    "rank.upheld": ("维持原结果", "result upheld"),
    "rank.change": ("{before} → {after}", "{before} → {after}"),
    "rank.place": ("第 {rank} 名", "rank {rank}"),
    "rank.place-tied": ("并列第 {rank} 名", "rank {rank}, level,"),
    "rank.no-place": ("未排名", "no rank"),
    "rank.more-open": ("{first} 等 {count} 项", "{first} and others, {count} in all"),
    "rank.some-open": ("有事项待定", "something is open"),
    "award.head": ("{title}：{places} 个名额{limits}", "{title}: {places} places{limits}"),
    "award.near.decided": ("并列，合议未选", "level, and the panel chose others"),
    "award.grade": ("，等级{grade}以上", ", at least {grade}"),
    "award.per-county": ("，每县区最多 {count} 个", ", at most {count} per county"),
    "award.chosen": (
        "{rank} {grade} {points} 分，{county}第 {number} 个",
        "{rank}, {grade}, {points} points; number {number} of {county}",
    ),
    "award.tie": (
        "并列，{places} 个名额由合议决定",
        "level; the panel decides on {places} places",
    ),
    "award.tie-county": (
        "并列，{county}的 {places} 个名额由合议决定",
        "level; the panel decides on {places} places of {county}",
    ),
    "award.left": ("空缺 {count} 个名额。", "{count} places are not taken."),
    "award.open": (
        "还不是最终结果：有并列或未定的站点。",
        "not final yet: stations are level or open.",
    ),
    "award.near.county_full": (
        "{rank}，{points} 分：{county}的名额已满",
        "{rank}, {points} points: the places of {county} are taken",
    ),
    "award.near.no_place": (
        "{rank}，{points} 分：名额已满，差 {short} 分",
        "{rank}, {points} points: no place left, {short} points short",
    ),
    "award.near.grade": (
        "{rank}，{points} 分：等级不够，差 {short} 分",
        "{rank}, {points} points: the grade is too low, {short} points short",
    ),
    "award.near.ceiling": (
        "{rank}，{points} 分：分数够，等级上限所限（{ceilings}）",
        "{rank}, {points} points: enough points, limited by {ceilings}",
    ),
    "award.near.unranked": ("{points} 分：{why}", "{points} points: {why}"),
    "sheets.unknown": (
        "专家组里没有 {name}，请核对 --to。已有：{known}",
        "{name} isn't in the panel, see --to. There are: {known}",
    ),
    "sheets.no-panel": (
        "round.yaml 没有列出评估人，请先在 panel 下写明。",
        "round.yaml names no evaluators: list them under panel first.",
    ),
    "sheets.none": (
        "没有要打印的评分表：还没有收到站点材料。",
        "nothing to print: no station was received yet.",
    ),
    "sheets.done": (
        "评分表 {count} 份，更新 {written} 份：{folder}",
        "{count} sheets, {written} written: {folder}",
    ),
    "verify.checked": (
        "核对了 {files} 个文件、{entries} 条记录、{results} 份结果、{papers} 份文书。",
        "checked {files} files, {entries} entries of the log, {results} results, {papers} papers.",
    ),
    "verify.quick": (
        "核对了 {files} 个文件的指纹、{entries} 条记录；结果和文书没有重算。",
        "checked the hashes of {files} files, {entries} entries of the log; no result or paper was made again.",
    ),
    "verify.more": (
        "{place}: 另有 {count} 个文件也是这样",
        "{place}: {count} more files, in the same way",
    ),
    "verify.unproved": (
        "核对不能证明的：材料是否属实；整个文件夹连同登记和记录册是否一起被换掉。后一点请用签过字的文书对照：",
        (
            "what this cannot prove: that the materials are true; that nobody put another folder with its log and "
            "record in the place of this one. For that compare what is on signed paper:"
        ),
    ),
    "verify.seal-of": (
        "  第 {edition} 版（{date}）轮次校验码 {seal}…",
        "  edition {edition} ({date}): the round's seal {seal}…",
    ),
    "verify.unproved-open": (
        "核对不能证明的：材料是否属实；整个文件夹连同登记和记录册是否一起被换掉。本轮还没有结束，没有签过字的文书可以对照。",
        (
            "what this cannot prove: that the materials are true; that nobody put another folder with its log and "
            "record in the place of this one. The round is not closed: there is no signed paper to compare yet."
        ),
    ),
    "verify.drafts": (
        "另有 {count} 份评分表没有提交，不计分，也不在核对之内。",
        "{count} sheets are not submitted: they count for nothing, and nothing is proved of them.",
    ),
    "verify.sound": ("没有发现改动。", "nothing was changed."),
    "verify.wrong": ("有 {count} 处不对。", "{count} things are wrong."),
    "documents.none": (
        "还没有评估结果，请先运行：evaluator round run ROUND",
        "there is no result yet; run: evaluator round run ROUND",
    ),
    "documents.unchanged": ("汇总文件没有变化。", "the round's documents are unchanged."),
    "documents.edited": (
        "有 {count} 份文书写出以后被改过，没有覆盖：{names}\n  采用改过的：{keep}\n  重写：{force}",
        "{count} papers were edited after they were written and stay: {names}\n  record: {keep}\n  replace: {force}",
    ),
    "documents.keep": (
        "evaluator round documents {round} --keep {paper} --reason 理由 --by 谁",
        "evaluator round documents {round} --keep {paper} --reason WHY --by WHO",
    ),
    "documents.force": (
        "evaluator round documents {round} --force",
        "evaluator round documents {round} --force",
    ),
    "documents.accepted": ("已登记，采用改过的 {path}", "recorded as edited: {path}"),
    "documents.set": (
        "{name}：{count} 份，更新 {written} 份",
        "{name}: {count}, {written} written",
    ),
    "documents.template": ("汇总文件的模板有误：{reason}", "a template of the round is wrong: {reason}"),
    "agree.nothing": (
        "没有可比的：至少要有同一角色的两位评估人提交了评分表。",
        "nothing to compare: two evaluators of one role must have submitted sheets.",
    ),
    "agree.head": ("{role}（{count} 人）", "{role} ({count} evaluators)"),
    "agree.role.expert": ("专家", "experts"),
    "agree.alone": (
        "只有一位评估人，无从比较：{names}",
        "only one evaluator, nothing to compare: {names}",
    ),
    "agree.unread": (
        "有 {count} 个站的文件有错误，没有算进来：{names}",
        "{count} stations were left out, their files have errors: {names}",
    ),
    "agree.col.evaluator": ("评估人", "evaluator"),
    "agree.col.leaning": ("宽严", "strict or mild"),
    "agree.col.criterion": ("指标", "criterion"),
    "agree.col.alpha": ("α", "alpha"),
    "agree.col.within": ("相近", "close"),
    "agree.col.words": ("说明", "in words"),
}

"""Problems of a round after its result: states, reopened and withdrawn stations, objections, notices."""

from typing import Final

from evaluator.texts.messages.entry import ERROR, Message

PROBLEMS: Final[dict[str, Message]] = {
    "station-withdrawn": Message(
        ERROR,
        "社工站“{name}”已经退出本轮：{reason}",
        "station '{name}' was withdrawn from the round: {reason}",
        "退出的站点不再收材料、评分和评估",
        "a withdrawn station is neither received, marked nor evaluated any more",
    ),
    "station-frozen": Message(
        ERROR,
        "社工站“{name}”没有重开，它的材料和结果不能改动",
        "station '{name}' was not reopened: its files and its result stay as they are",
        "确要改动，先用 evaluator round reopen 重开这个站",
        "to change it, open it first with evaluator round reopen",
    ),
    "state-differs": Message(
        ERROR,
        "state 写的是 {state}，按记录册应是 {logged}",
        "the state is {state} here, but {logged} in the log",
        "state 由程序写，请改回 {logged}；重开站点用 evaluator round reopen，结束用 evaluator round close",
        "only the program writes the state: set it back to {logged}; evaluator round reopen opens stations, "
        "evaluator round close closes the round",
    ),
    "closed-part-differs": Message(
        ERROR,
        "{name} 和本轮结束时记录的不一样",
        "{name} is not what was recorded when the round was closed",
        "请改回原样；结束之后只有 documents 和 title 可以改",
        "set it back; after the close only documents and title may change",
    ),
    "withdraw-unknown": Message(
        ERROR,
        "本轮没有社工站“{name}”",
        "there is no station '{name}' in the round",
        "请核对编号",
        "check the id",
    ),
    "withdraw-into-itself": Message(
        ERROR,
        "社工站“{name}”不能并入自己",
        "station '{name}' cannot be merged into itself",
        "--into 写另一个站的编号",
        "name another station with --into",
    ),
    "award-no-tie": Message(
        ERROR,
        "奖项“{title}”没有并列，不用合议",
        "nobody is level at the last place of award '{title}': there is nothing to decide",
        "evaluator round rank 显示谁入选、为什么",
        "evaluator round rank shows who gets it, and why",
    ),
    "award-not-level": Message(
        ERROR,
        "奖项“{title}”：{strangers} 不在并列的站点里（并列：{stations}）",
        "award '{title}': {strangers} is not among the stations that are level ({stations})",
        "只在并列的站点里选",
        "choose among those that are level",
    ),
    "award-places": Message(
        ERROR,
        "奖项“{title}”：{stations} 并列，有 {places} 个名额，写了 {count} 个",
        "award '{title}': {stations} are level for {places} places, but {count} are named",
        "有几个名额就写几个站",
        "name as many stations as there are places",
    ),
    "award-closed": Message(
        ERROR,
        "奖项“{name}”在 {date} 由{by}定过，结果已经公布",
        "award '{name}' was decided on {date} by {by}, and the result is published",
        "先用 evaluator round reopen 重开，再改",
        "open the round first with evaluator round reopen",
    ),
    "award-unknown": Message(
        ERROR,
        "没有奖项“{name}”",
        "there is no award '{name}'",
        "奖项写在 round.yaml 的 awards 里",
        "awards stand under awards in round.yaml",
    ),
    "result-not-recorded": Message(
        ERROR,
        "这不是本轮结束时的结果：校验码 {seal}…，记录册里是 {recorded}…",
        "this is not the result of the close: its seal is {seal}…, the log has {recorded}…",
        "从备份里取回结果；“evaluator round verify”会说明哪里不对",
        "take the result back from a backup; 'evaluator round verify' says what is wrong",
    ),
    "round-not-closed": Message(
        ERROR,
        "本轮还没有结束",
        "the round is not closed yet",
        "没有结束的轮次可以直接改；先用 evaluator round close 结束，才有公布的结果",
        "an open round can simply be changed; only evaluator round close makes a published result",
    ),
    "reopen-unknown": Message(
        ERROR,
        "本轮结束时没有社工站“{name}”",
        "station '{name}' was not in the round when it was closed",
        "请核对编号",
        "check the id",
    ),
    "reopened-already": Message(
        ERROR,
        "社工站“{name}”已经重开",
        "station '{name}' is open again already",
        "先用 evaluator round close 结束这一次",
        "close this time first: evaluator round close",
    ),
    "recheck-without-result": Message(
        ERROR,
        "社工站“{name}”没有结果，谈不上复评",
        "station '{name}' has no result that could be rechecked",
        "去掉 --recheck 重开，先评出结果",
        "open it without --recheck to evaluate it first",
    ),
    "reopen-after-recheck": Message(
        ERROR,
        "社工站“{name}”已经做过整改复评，现有材料是整改后的，不能再复核当初的结果",
        "station '{name}' was rechecked: its files are those after rectification, so its first result "
        "cannot be reviewed with them",
        "对复评有异议，用 --recheck 再复评一次",
        "for an objection to the recheck, recheck again with --recheck",
    ),
    "objection-about": Message(
        ERROR,
        "没有指标或模块“{name}”",
        "there is no criterion or section '{name}'",
        "写指标或模块的编号，或 total（总分）、grade（等级）",
        "write the id of a criterion or section, or total, or grade",
    ),
    "objection-outcome": Message(
        ERROR,
        "没有这样的结论：{name}",
        "there is no such outcome: {name}",
        "可以写：{known}",
        "it is one of: {known}",
    ),
    "answers-own-mark": Message(
        ERROR,
        "{name} 给 {station} 评过 {about}，不宜由其答复或决定",
        "{name} had marked {about} of {station}, so somebody else should answer or decide",
        "请换人；确需如此，用 --anyway 写明理由",
        "let somebody else do it; if it must be so, give the reason with --anyway",
    ),
    "objection-unknown": Message(
        ERROR,
        "没有编号为 {number} 的异议",
        "there is no objection {number}",
        "编号见 evaluator round object ROUND --status",
        "evaluator round object ROUND --status lists them",
    ),
    "objection-other-station": Message(
        ERROR,
        "异议 {number} 是社工站“{name}”提出的，它不在要重开的站点里",
        "objection {number} is of station '{name}', which is not among those to open",
        "请核对异议编号和站点编号",
        "check the number and the stations",
    ),
}

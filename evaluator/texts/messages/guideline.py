"""Problems of a guideline as a whole."""

from typing import Final

from evaluator.texts.messages.entry import ERROR, WARNING, Message

PROBLEMS: Final[dict[str, Message]] = {
    "weights-mixed": Message(
        ERROR,
        "“{name}”没有权重，而同级的其他项有",
        "“{name}” has no weight while its siblings have",
        "同级要么都有权重，要么都没有",
        "give all siblings a weight or none",
    ),
    "weights-need-total": Message(
        ERROR,
        "有权重时只能在总分处修约一次",
        "weights need a single rounding of the total",
        "写 rounding: {{at: total}}",
        "set rounding: {{at: total}}",
    ),
    "weights-all-zero": Message(
        ERROR,
        "同级的权重全是 0",
        "all siblings have weight 0",
        "至少一项的权重要大于 0",
        "give at least one of them a weight above 0",
    ),
    "marked-by-without-mark": Message(
        ERROR,
        "{rule} 不由评估人员评分，不能写 marked_by",
        "{rule} is not marked by an evaluator and cannot have marked_by",
    ),
    "unknown-role": Message(
        ERROR,
        "没有名为“{name}”的角色",
        "there is no role named “{name}”",
        "先在 roles 里声明它",
        "declare it under roles first",
    ),
    "choices-missing": Message(
        ERROR,
        "“{name}”没有选项",
        "“{name}” has no choices",
        "加上 choices",
        "add choices",
    ),
    "choices-unwanted": Message(
        ERROR,
        "类型 {type} 的“{name}”不能有选项",
        "“{name}” of type {type} cannot have choices",
    ),
    "only-sets-may-not-apply": Message(
        ERROR,
        "只有多选（set）可以写 may_not_apply，“{name}”不是",
        "only a set can have may_not_apply; “{name}” is none",
    ),
    "merge-needs-role": Message(
        ERROR,
        "merge 只用于某角色提供的数量，“{name}”不是",
        "merge is for numbers a role supplies; “{name}” is none",
    ),
    "role-counted": Message(
        ERROR,
        "某角色提供的指标数据不能再由台账统计或由其他数据推算",
        "a fact that a role supplies cannot be counted or derived",
    ),
    "bound-type": Message(
        ERROR,
        "类型 {type} 的“{name}”不能有上下限",
        "“{name}” of type {type} cannot have bounds",
    ),
    "one-figure": Message(
        ERROR,
        "一次只能统计一个数，这里写了 {figures}",
        "only one figure can be counted, here are {figures}",
    ),
    "circular-fact": Message(
        ERROR,
        "“{name}”绕了一圈又由它自己推算",
        "“{name}” is derived from itself",
    ),
    "not-before-date": Message(
        ERROR,
        "“{name}”与“{other}”须都是日期列",
        "“{name}” and “{other}” must both be date columns",
    ),
    "deduction-rule": Message(
        ERROR,
        "扣分项不能用 {rule}",
        "a deduction cannot use {rule}",
        "只能用 count、choice、tiers、yes_no",
        "use count, choice, tiers or yes_no",
    ),
    "deduction-fact": Message(
        ERROR,
        "扣分项不能由站点自报的“{name}”决定",
        "a deduction cannot follow from “{name}”, which the station declares",
        "用某角色提供（from:）或由台账统计的指标数据",
        "use a fact that a role supplies (from:) or that is counted",
    ),
    "official-without-source": Message(
        ERROR,
        "official 状态须写明 source_document 和 sha256",
        "status official needs source_document and sha256",
    ),
    "half-even-at-criterion": Message(
        WARNING,
        "逐项用 half_even 修约不符合 GB/T 8170（不得连续修约）",
        "half_even at every criterion is not GB/T 8170, which forbids rounding in succession",
        "写 at: total，或用 half_up",
        "set at: total, or use half_up",
    ),
    "duplicate-id": Message(
        ERROR,
        "编号“{name}”用了两次",
        "id “{name}” is used twice",
        "改其中一个",
        "change one of the two",
    ),
    "each-not-read": Message(
        ERROR,
        "评分规则不读“{name}”，不能要求逐项佐证",
        "the rule does not read “{name}”, so it cannot ask for evidence of each",
    ),
    "grades-same-bound": Message(
        ERROR,
        "“{grade}”与“{other}”的下限相同",
        "“{grade}” and “{other}” have the same lower bound",
    ),
    "grades-no-floor": Message(
        ERROR,
        "低于 {bound} 分没有等级",
        "there is no grade below {bound} points",
        "给最低等级“{grade}”写 at_least: 0",
        "give the lowest grade “{grade}” at_least: 0",
    ),
    "name-with-blanks": Message(
        WARNING,
        "名称“{name}”前后有空格，或中间有连续的空格",
        "the name “{name}” has blanks around it, or several side by side",
        "请去掉多余的空格：它们看不见，填表时容易对不上",
        "remove them: nobody sees them, and a name typed without them is another one",
    ),
    "title-blank": Message(
        WARNING,
        "title 是空的",
        "the title is blank",
        "请写上名称：报告、填报表和工作簿里只看得到它",
        "give it a title: reports, forms and workbooks show nothing else",
    ),
    "title-twice": Message(
        WARNING,
        "“{title}”出现了两次",
        "“{title}” stands twice",
        "请改成不同的名称：填表和看报告的人分不清是哪一个",
        "call them differently: who fills in and who reads cannot tell them apart",
    ),
    "grade-unreachable": Message(
        WARNING,
        "等级“{grade}”无论如何达不到（满分 {full}）",
        "grade “{grade}” can never be reached (full marks {full})",
    ),
    "unknown-grade": Message(
        ERROR,
        "没有编号为“{name}”的等级",
        "there is no grade “{name}”",
    ),
    "unknown-section": Message(
        ERROR,
        "没有编号为“{name}”的指标组",
        "there is no section “{name}”",
    ),
    "unknown-level-of-section": Message(
        ERROR,
        "没有第 {level} 级指标",
        "there is no level {level} of sections",
    ),
    "unknown-criterion": Message(
        ERROR,
        "没有编号为“{name}”的指标",
        "there is no criterion “{name}”",
    ),
    "unused-fact": Message(
        WARNING,
        "指标数据“{name}”没有用到",
        "fact “{name}” is used by nothing",
        "删去它；只用于报告的加 shown: true",
        "delete it, or mark it shown: true when reports need it",
    ),
    "unused-ledger": Message(
        WARNING,
        "台账“{name}”没有用到",
        "ledger “{name}” is used by nothing",
        "删去它，或用它统计一项指标数据",
        "delete it or count a fact from it",
    ),
    "blank-under-not": Message(
        WARNING,
        "“{fact}”在 not 里比较可以空白的“{column}”：空白时比较不成立，not 就成立，这一行会计入",
        "“{fact}” compares “{column}”, which may be blank, under not: a blank compares as no, so the row counts",
        "要排除空白，另加 {{column: …, is_given: true}}，或改用不带 not 的写法",
        "add {{column: …, is_given: true}} to leave blanks out, or say it without not",
    ),
    "blank-may-help": Message(
        WARNING,
        "“{fact}”读可以空白的“{column}”：留空可能得分更高",
        "“{fact}” reads “{column}”, which may be blank: leaving it blank can raise the score",
        "空白不该得益，就去掉这一列的 may_be_blank；确实不计空白的，在 all 里写明 {{column: …, is_given: true}}",
        "take may_be_blank off the column; where rows without it are not meant, add {{column: …, is_given: true}} to all",
    ),
}

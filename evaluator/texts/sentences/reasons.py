"""Sentences for the reasons of findings."""

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "why.blank": (
        "“{fact}”未填报或无法采信，按空白计 0 分",
        "“{fact}” was not given or could not be used: a blank scores 0",
    ),
    "why.awaiting_mark": ("“{fact}”待提供方填报", "“{fact}” is still to be given"),
    "why.awaiting_decision": (
        "“{fact}”各方填报不一致，待合议",
        "observations of “{fact}” differ, the panel decides",
    ),
    "why.awaiting_mark.criterion": ("待评估人员评分", "waits for an evaluator's mark"),
    "why.awaiting_decision.criterion": ("待合议决定", "waits for the panel's decision"),
    "why.not_marked": ("评估人员未给分", "no evaluator gave points"),
    "why.claimed": ("申报不适用（{reason}），待确认", "claimed not to apply ({reason}), to be confirmed"),
    "why.claim_accepted": ("不适用：{reason}", "does not apply: {reason}"),
    "why.waived": (
        "豁免：{reason}（{by}决定，到 {until} 为止）",
        "waived: {reason} (decided by {by}, until {until})",
    ),
    "why.claim_refused": (
        "申报不适用未获认可，按空白计 0 分：{reason}",
        "the claim that it does not apply was refused: {reason}",
    ),
    "why.option_claimed": (
        "“{option}”申报不适用（{reason}），待确认",
        "“{option}” claimed not to apply ({reason}), to be confirmed",
    ),
    "why.option_out": ("“{option}”不适用：{reason}", "“{option}” does not apply: {reason}"),
    "why.applies_not": (
        "不适用：未满足适用条件（{condition}）",
        "does not apply: the condition for it does not hold ({condition})",
    ),
    "why.applies_open": ("是否适用待定（{condition}）", "whether it applies is open ({condition})"),
    "why.zero_when": ("{condition}，本项计 0 分", "{condition}: scores 0"),
    "why.zero_when_unknown": (
        "无法判断是否“{condition}”，本项计 0 分",
        "cannot tell whether {condition}: scores 0",
    ),
    "why.zero_when_open": ("是否“{condition}”待定", "whether {condition} is open"),
    "why.no_item": (
        "“{option}”没有对应佐证，不计入",
        "“{option}” has no evidence of its own and does not count",
    ),
    "why.no_option_applies": (
        "“{fact}”没有适用的选项，本项不适用",
        "no option of “{fact}” applies, so this does not apply",
    ),
    "why.yes": ("{condition}，成立", "{condition}: holds"),
    "why.no": ("{condition}，不成立", "{condition}: does not hold"),
    "why.choice": ("{fact}：{option}，得 {points} 分", "{fact}: {option}, {points} points"),
    "why.checklist.none": ("一项也没有，得 0 分", "none of them: 0 points"),
    "why.checklist": ("已有 {count} 项（{have}），得 {points} 分", "{count} items ({have}): {points} points"),
    "why.checklist.lack": ("缺：{lack}，少 {points} 分", "lacking: {lack}, {points} points"),
    "why.scaled": (
        "不适用部分不计：{points} ÷ {of} × {to} = {scaled}",
        "what does not apply is left out: {points} ÷ {of} × {to} = {scaled}",
    ),
    "why.all_of": ("“{fact}”{count} 项齐备", "all {count} of “{fact}” are there"),
    "why.all_of.lack": ("“{fact}”缺：{lack}，不得分", "“{fact}” lacks {lack}: nothing"),
    "why.ratio": ("{of} ÷ {to} = {value}，× {points} = {got}", "{of} ÷ {to} = {value}, × {points} = {got}"),
    "why.ratio.alone": ("{value} × {points} = {got}", "{value} × {points} = {got}"),
    "why.ratio.range": (
        "自 {from} 起得分，达到 {reach} 得满分",
        "from {from} in proportion, full points at {reach}",
    ),
    "why.ratio.none_is_best": ("{of}为 0，得满分", "{of} is 0: full points"),
    "why.divisor": ("{to}为 0，无法计算比率", "{to} is 0, there is no ratio"),
    "why.if_none.full": ("按规定得满分", "full points by the rule"),
    "why.if_none.zero": ("按规定得 0 分", "0 points by the rule"),
    "why.if_none.not_applicable": ("按规定本项不适用", "does not apply by the rule"),
    "why.tiers": (
        "{quantity} = {value}，属于 {band}，得 {points} 分",
        "{quantity} = {value}, in {band}: {points} points",
    ),
    "why.tiers.otherwise": (
        "{quantity} = {value}，不在任何一档，得 {points} 分",
        "{quantity} = {value}, in no band: {points} points",
    ),
    "why.count": (
        "{fact} {value}，每个 {each} 分，得 {points} 分",
        "{fact} {value}, {each} each: {points} points",
    ),
    "why.count.above": (
        "{fact} {value}，超过 {above} 计 {units} 个单位（每 {per}），每单位 {each} 分，得 {points} 分",
        "{fact} {value}, {units} units of {per} above {above}, {each} each: {points} points",
    ),
    "why.count.limit": ("按数量为 {points} 分，最高 {limit} 分", "{points} by number, at most {limit}"),
    "why.deduct.nothing": ("未发现扣分情形，得 {points} 分", "nothing to take off: {points} points"),
    "why.deduct": ("{points} − {lost} = {left} 分", "{points} − {lost} = {left} points"),
    "why.deduct.floor": (
        "应扣 {lost} 分，{points} 分扣完为止，得 {left} 分",
        "{lost} to take off {points}, down to {left}",
    ),
    "why.deduct.each": (
        "{fact} {value}，每处扣 {each} 分，扣 {cost} 分",
        "{fact} {value}, {each} each: −{cost}",
    ),
    "why.deduct.once": ("{condition}，扣 {cost} 分", "{condition}: −{cost}"),
    "why.deduct.lack": (
        "缺 {count} 项（{lack}），每项扣 {each} 分，扣 {cost} 分",
        "{count} lacking ({lack}), {each} each: −{cost}",
    ),
    "why.deduct.short": (
        "{fact} {have}，应有 {expected}，少 {short}，每少一个扣 {each} 分，扣 {cost} 分",
        "{fact} {have} of {expected}, {short} short, {each} each: −{cost}",
    ),
    "why.deduct.step.below": (
        "{quantity} = {value}，低于 {limit} {steps} 档，每档扣 {each} 分，扣 {cost} 分",
        "{quantity} = {value}, {steps} steps below {limit}, {each} each: −{cost}",
    ),
    "why.deduct.step.above": (
        "{quantity} = {value}，高于 {limit} {steps} 档，每档扣 {each} 分，扣 {cost} 分",
        "{quantity} = {value}, {steps} steps above {limit}, {each} each: −{cost}",
    ),
    "why.deduct.if_none.full": ("该项不扣分", "nothing is taken off for it"),
    "why.deduct.if_none.zero": ("按规定本项计 0 分", "the criterion scores 0 by the rule"),
    "why.deduct.if_none.not_applicable": ("该项不适用", "this part does not apply"),
    "why.weighted": (
        "{count} 项加权完成率 {mean}，× {points} = {got}",
        "weighted mean of {count}: {mean}, × {points} = {got}",
    ),
    "why.weighted.short": ("{what}：{of} ÷ {to} = {share}", "{what}: {of} ÷ {to} = {share}"),
    "why.weighted.blank": ("{what}：完成数空白，计 0", "{what}: blank, counts 0"),
    "why.weighted.left": ("{what}：目标为 0，不适用", "{what}: target is 0, does not apply"),
    "why.weighted.none": ("没有适用的目标，本项不适用", "no target applies, so this does not apply"),
    "why.ledger_missing": ("“{ledger}”未交", "“{ledger}” was not handed in"),
    "why.ledger_empty": ("“{ledger}”没有可用的行", "“{ledger}” has no usable row"),
    "why.target_blank": (
        "“{ledger}”第 {row} 项的编号、目标或权重空白，整项按空白计 0 分",
        "row {row} of “{ledger}” has a blank key, target or weight: the whole is blank",
    ),
    "why.weightless": (
        "“{ledger}”各项权重都是 0，整项按空白计 0 分",
        "all weights in “{ledger}” are 0: the whole is blank",
    ),
    "why.sum.part": ("{part}：{points} / {of} 分", "{part}: {points} of {of}"),
    "why.sum.left": ("{part}：不适用", "{part}: does not apply"),
    "why.sum.limit": ("合计 {points} 分，最高 {limit} 分", "{points} in all, at most {limit}"),
    "why.mark": ("{evaluator}：{level}{points} 分", "{evaluator}: {level}{points}"),
    "why.mark.short_sample": (
        "{evaluator}：已查 {count} 份，应查 {drawn} 份，尚不足",
        "{evaluator}: {count} of {drawn} files inspected",
    ),
    "why.mark.sample": (
        "{evaluator}：抽查 {count} 份，得 {points} 分",
        "{evaluator}: {count} files inspected, {points} points",
    ),
    "why.marks_in": (
        "已有 {count} 位评估人员评分，还差 {missing} 位，合并后在 {low} 至 {high} 分之间",
        "{count} evaluators have marked, {missing} have not: {low} to {high} when merged",
    ),
    "why.merged.mean": ("{count} 位评估人员平均：{points}", "mean of {count} evaluators: {points}"),
    "why.merged.median": ("{count} 位评估人员取中位数：{points}", "median of {count} evaluators: {points}"),
    "why.merged.trimmed_mean": (
        "{count} 位评估人员去掉最高最低后平均：{points}",
        "mean of {count} evaluators without highest and lowest: {points}",
    ),
    "why.apart": (
        "评分相差 {spread} 分，超过 {limit} 分，待合议",
        "marks are {spread} apart, more than {limit}: the panel decides",
    ),
    "why.decided.undisputed": (
        "专家评分没有分歧（合为 {points} 分），合议另作决定",
        "the marks agree ({points} points) and the panel decided all the same",
    ),
    "why.decided.outside": (
        "合议决定的 {points} 分在专家评分之外",
        "the {points} points decided lie outside the evaluators' marks",
    ),
    "why.decided": ("合议决定：{reason}（{by}，{date}）", "decided: {reason} ({by}, {date})"),
    "why.evidence.none": ("缺佐证：{lines}，不得分", "no evidence for {lines}: nothing"),
    "why.evidence.cap": ("缺佐证：{lines}，最高 {cap} 分", "no evidence for {lines}: at most {cap}"),
    "why.evidence.kept": (
        "缺佐证：{lines}（不影响得分，予以提示）",
        "no evidence for {lines} (reported, points kept)",
    ),
    "why.evidence.open": ("佐证有争议：{lines}", "evidence in dispute: {lines}"),
    "why.private": (
        "依据含个人信息的数据计分，数据不外显",
        "scored from private figures, which are not shown",
    ),
    "why.rows_set_aside": (
        "“{fact}”的台账另有 {count} 行空白或看不清，没有计入",
        "{count} more rows of the ledger of “{fact}” are blank or cannot be read and did not count",
    ),
    "why.rounded": ("{unrounded} 修约为 {points}", "{unrounded} rounded to {points}"),
}

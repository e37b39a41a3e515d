"""Sentences that say in a reader's words why points are lost; the exact steps stand in `why`.

A reason without a sentence here is told as `why` tells it; an empty sentence leaves it out.
"""

from typing import Final

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "plain.separator": ("；", "; "),
    "plain.blank": ("{facts}没有填报，或所报不能采信", "{facts} not given, or not usable"),
    "plain.quoted": ("“{fact}”", "“{fact}”"),
    "plain.claim_refused": ("申报不适用，未获认可：{reason}", "claimed not to apply, refused: {reason}"),
    "plain.zero_when": ("{condition}，按规定本项不得分", "{condition}: nothing by the rule"),
    "plain.no_item": ("“{option}”没有佐证，不计", "“{option}” has no evidence and does not count"),
    "plain.option_out": ("", ""),
    "plain.yes": ("", ""),
    "plain.no": ("未达到要求：{condition}", "not as required: {condition}"),
    "plain.choice": ("{fact}：{option}", "{fact}: {option}"),
    "plain.checklist": ("", ""),
    "plain.checklist.lack": ("缺{lack}", "lacking: {lack}"),
    "plain.scaled": ("", ""),
    "plain.all_of": ("", ""),
    "plain.all_of.lack": ("缺{lack}，缺一项即不得分", "lacking: {lack}; nothing unless all are there"),
    "plain.ratio": ("{value}（{of} ÷ {to}），应达 {reach}", "{value} ({of} ÷ {to}), {reach} expected"),
    "plain.ratio.falling": (
        "{value}（{of} ÷ {to}），应不高于 {reach}",
        "{value} ({of} ÷ {to}), at most {reach} expected",
    ),
    "plain.ratio.inverted": ("{to}，应不超过 {of}", "{to}, at most {of} expected"),
    "plain.ratio.alone": ("{value}，应达 {reach}", "{value}, {reach} expected"),
    "plain.ratio.alone.falling": ("{value}，应不高于 {reach}", "{value}, at most {reach} expected"),
    "plain.ratio.range": ("", ""),
    "plain.divisor": ("{to}为 0", "{to} is 0"),
    "plain.tiers": ("{quantity} {value}，满分须{best}", "{quantity} {value}, full points at {best}"),
    "plain.tiers.otherwise": (
        "{quantity} {value}，没有达到给分的档次，满分须{best}",
        "{quantity} {value}, below every band, full points at {best}",
    ),
    "plain.count": ("{fact} {value}，满分须 {needed}", "{fact} {value}, {needed} for full points"),
    "plain.count.above": ("{fact} {value}，满分须 {needed}", "{fact} {value}, {needed} for full points"),
    "plain.count.limit": ("", ""),
    "plain.deduct": ("", ""),
    "plain.deduct.floor": ("", ""),
    "plain.deduct.each": ("{fact} {value}，每处扣 {each} 分", "{fact} {value}, {each} off for each"),
    "plain.deduct.once": ("{condition}", "{condition}"),
    "plain.deduct.lack": ("缺{lack}", "lacking: {lack}"),
    "plain.deduct.short": (
        "{fact} {have}，应有 {expected}，少 {short}",
        "{fact} {have} of {expected}, {short} short",
    ),
    "plain.deduct.step.below": ("{quantity} {value}，低于 {limit}", "{quantity} {value}, below {limit}"),
    "plain.deduct.step.above": ("{quantity} {value}，高于 {limit}", "{quantity} {value}, above {limit}"),
    "plain.weighted": (
        "{count} 项指标加权完成率 {mean}，应达 100%",
        "weighted mean of {count} targets {mean}, 100% expected",
    ),
    "plain.weighted.short": ("{what} {share}", "{what} {share}"),
    "plain.weighted.blank": ("{what}没有填完成数", "{what} not given"),
    "plain.sum.part": ("", ""),
    "plain.sum.left": ("", ""),
    "plain.sum.limit": ("", ""),
    "plain.mark": ("评估人员评定：{level}{points} 分", "marked: {level}{points} points"),
    "plain.mark.sample": ("抽查 {count} 份，评定 {points} 分", "{count} files inspected, {points} points"),
    "plain.merged.mean": ("{count} 位评估人员评定，平均 {points} 分", "mean of {count} evaluators: {points}"),
    "plain.merged.median": (
        "{count} 位评估人员评定，中位数 {points} 分",
        "median of {count} evaluators: {points}",
    ),
    "plain.merged.trimmed_mean": (
        "{count} 位评估人员评定，去掉最高最低后平均 {points} 分",
        "mean of {count} evaluators without highest and lowest: {points}",
    ),
    "plain.decided": ("合议决定：{reason}", "decided: {reason}"),
    "plain.evidence.none": (
        "缺佐证材料：{lines}，按规定不得分",
        "no evidence for {lines}: nothing by the rule",
    ),
    "plain.evidence.cap": (
        "缺佐证材料：{lines}，按规定最高 {cap} 分",
        "no evidence for {lines}: at most {cap} by the rule",
    ),
    "plain.evidence.kept": ("另缺佐证材料：{lines}", "evidence also lacking: {lines}"),
    "plain.deduction": ("{fact} {value}", "{fact} {value}"),
    "band.at_least": ("达到 {low}", "{low} or more"),
    "band.above": ("超过 {low}", "more than {low}"),
    "band.at_most": ("不超过 {high}", "at most {high}"),
    "band.below": ("低于 {high}", "less than {high}"),
    "band.between": ("在 {low} 至 {high} 之间", "from {low} to {high}"),
}

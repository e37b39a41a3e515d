"""Messages of `evaluator mark`, in Chinese and in English."""

from __future__ import annotations

from typing import Final

MARK_TEXTS: Final[dict[str, tuple[str, str]]] = {
    "mark.head": ("{station}　{name}", "{station}  by {name}"),
    "mark.progress": (
        "共 {count} 项，已评 {done} 项，待评 {left} 项。每答一项即保存；? 看命令，q 离开。",
        "{count} items, {done} answered, {left} open. Every answer is saved; ? for commands, q to leave.",
    ),
    "mark.commands": (
        (
            "回车 跳过　b 上一项　j 编号 跳到　l 待评清单\n"
            "f 打开本项的佐证文件，再按打开下一份（f 2、f E07 指定）　r 看计入的台账行（r all 全部）\n"
            "u 撤回上一步　x 清除本项（x 档案编号 去掉一份）　q 保存离开　s 提交\n"
            "o 数据编号 数值　核定一项数据\n"
            "e E07 是/否 [说明]　佐证材料是否认可；e A1.1#lease 是/否　现场是否见到\n"
            "n 编号 是/否 [说明]　是否同意不适用\n"
            "v V1 说明　勾选一票否决\n"
            "o、e、n、v 的值写 - 即收回；不写值则列出可选的，如 o 面积"
        ),
        (
            "Enter skip · b back · j ID jump · l what is open\n"
            "f open a file of this, again the next (f 2, f E07: that one) · r ledger rows that count (r all)\n"
            "u undo · x clear this (x FILE: one file) · q leave · s submit\n"
            "o FACT VALUE  note a fact as you found it\n"
            "e E07 yes/no [remark]  accept an item of evidence; e A1.1#lease yes/no  seen on site\n"
            "n ID yes/no [remark]  agree that it does not apply\n"
            "v V1 REMARK  tick a veto\n"
            "in o, e, n and v the value - takes it back; without a value they list (o area)"
        ),
    ),
    "mark.files.none": ("本项没有可打开的佐证文件。", "there is no file to open here."),
    "mark.files.unknown": ("没有“{id}”，本项有：{known}", "there is no '{id}' here, but {known}"),
    "mark.files.not-opened": (
        "未能自动打开，请按上面的路径自己打开。",
        "not opened by itself; open it at that path.",
    ),
    "mark.rows.none": ("本项没有计入的台账行。", "no ledger rows count here."),
    "mark.rows.of": ("{title}（{ledger}）：{count} 行计入", "{title} ({ledger}): {count} rows count"),
    "mark.rows.more": ("另有 {count} 行，r all 全部列出", "{count} more; r all lists them"),
    "mark.rows.yes": ("是", "yes"),
    "mark.rows.no": ("否", "no"),
    "mark.step": (
        "[{at}/{count}] {key}{id} {title}　满分 {points}",
        "[{at}/{count}] {key}{id} {title} ({points})",
    ),
    "mark.step.fact": ("[{at}/{count}] {id} {title}", "[{at}/{count}] {id} {title}"),
    "mark.part": ("{name}：{what}", "{name}: {what}"),
    "mark.aside": ("（{what}）", " ({what})"),
    "mark.optional": ("（可不填）", " (optional)"),
    "mark.text": ("评分标准", "wording"),
    "mark.note": ("说明", "note"),
    "mark.look": ("查看方式", "look at"),
    "mark.levels": ("等次", "levels"),
    "mark.level.fixed": ("{points} 分", "{points}"),
    "mark.level.range": ("{low}～{high} 分", "{low} to {high}"),
    "mark.level.step": ("{low}～{high} 分，每 {step} 分一档", "{low} to {high} in steps of {step}"),
    "mark.give": ("打分", "points"),
    "mark.checks": ("检查项", "checks"),
    "mark.drawn": ("应抽 {drawn} 份，已查 {count} 份", "{count} of {drawn} files inspected"),
    "mark.drawn.unknown": (
        "应抽几份还不能确定（{fact}空白），已查 {count} 份",
        "how many to draw is not known ({fact} is blank); {count} inspected",
    ),
    "mark.file": ("{file}：符合 {passed}", "{file}: passed {passed}"),
    "mark.file.left-out": (
        "{file}：符合 {passed}，不适用 {left_out}",
        "{file}: passed {passed}, not fitting {left_out}",
    ),
    "mark.files": ("已查", "inspected"),
    "mark.none": ("无", "none"),
    "mark.facts": ("有关数据", "facts"),
    "mark.fact.blank": ("（空白）", "(blank)"),
    "mark.fact.also": ("；另有 {also}", "; also {also}"),
    "mark.source.declared": ("自报", "declared"),
    "mark.source.counted": ("台账", "counted"),
    "mark.source.observed": ("核定", "observed"),
    "mark.source.derived": ("推算", "derived"),
    "mark.used-by": ("用于", "used by"),
    "mark.wanted": ("填写", "answer"),
    "mark.wanted.integer": ("整数，单位：{unit}", "a whole number ({unit})"),
    "mark.wanted.number": ("数字，单位：{unit}", "a number ({unit})"),
    "mark.wanted.share": ("百分数，如 93%", "a share, such as 93%"),
    "mark.wanted.boolean": ("是 / 否", "yes / no"),
    "mark.wanted.choice": ("其中一个：{choices}", "one of: {choices}"),
    "mark.wanted.set": ("其中几个，逗号分开：{choices}", "some of these, with commas: {choices}"),
    "mark.wanted.date": ("日期，如 2026-07-01", "a date, such as 2026-07-01"),
    "mark.wanted.text": ("文字", "text"),
    "mark.evidence": ("佐证", "evidence"),
    "mark.evidence.none": ("没有交", "nothing handed in"),
    "mark.evidence.yours": ("由您现场查看", "yours to look at on site"),
    "mark.evidence.unusable": ("（打不开或缺文件）", " (missing or unreadable)"),
    "mark.evidence.yes": ("［认可］", " [accepted]"),
    "mark.evidence.no": ("［不认可］", " [not accepted]"),
    "mark.evidence.seen": ("［见到］", " [seen]"),
    "mark.evidence.not-seen": ("［没见到］", " [not seen]"),
    "mark.claim": ("申报不适用", "claimed not to apply"),
    "mark.claim.yes": ("［同意］", " [agreed]"),
    "mark.claim.no": ("［不同意］", " [not agreed]"),
    "mark.self": ("本站自评", "own claim"),
    "mark.given": ("已评", "given"),
    "mark.remark": ("备注", "remark"),
    "mark.points": ("{points} 分", "{points} points"),
    "mark.needless": (
        "按现有数据，本项不必评分（不适用、计 0 分或没有可抽的档案）。",
        "as the facts stand nothing hangs on this mark (not applicable, 0 anyway, or no file to draw).",
    ),
    "mark.ask.level": ("等次（1-{count} 或名称）", "level (1-{count} or its name)"),
    "mark.ask.points": ("得分（{range}）", "points ({range})"),
    "mark.ask.remark": ("扣分说明（回车不写）", "why points are taken off (Enter: none)"),
    "mark.ask.remark.again": (
        "说明（回车保留“{remark}”，- 清除）",
        "remark (Enter keeps “{remark}”, - clears)",
    ),
    "mark.ask.file": ("第 {number} 份档案的编号（回车结束）", "file {number}, its number (Enter: done)"),
    "mark.ask.passed": (
        "符合哪些（如 1-3,5；回车为全部，0 为都不符合）",
        "checks passed (1-3,5; Enter: all, 0: none)",
    ),
    "mark.ask.left-out": ("哪些不适用（回车为没有）", "checks that don't fit this file (Enter: none)"),
    "mark.ask.value": ("数值", "value"),
    "mark.ask.note": ("说明（回车不写）", "remark (Enter: none)"),
    "mark.ask.veto": ("否决 {id}“{title}”的事实说明", "what happened, for veto {id} “{title}”"),
    "mark.ask.end": ("命令（j 编号、s 提交、q 离开）", "command (j ID, s submit, q leave)"),
    "mark.ask.submit": (
        "提交后就不能再改（除非用 --reopen 写明理由）。提交？（是/否）",
        "a submitted sheet is locked (until --reopen with a reason). Submit? (yes/no)",
    ),
    "mark.saved.mark": ("✓ {id}：{what}，已保存", "✓ {id}: {what}, saved"),
    "mark.saved.what": ("✓ {what}，已保存", "✓ {what}, saved"),
    "mark.saved": ("✓ 已保存", "✓ saved"),
    "mark.cleared": ("已清除，已保存", "cleared and saved"),
    "mark.undone": ("已撤回上一步", "undone"),
    "mark.nothing-to-undo": ("没有可以撤回的", "there is nothing to undo"),
    "mark.nothing-to-clear": ("本项没有评过", "nothing is given here"),
    "mark.open": ("待评 {count} 项", "{count} open"),
    "mark.none-open": ("全部评完。", "Everything is answered."),
    "mark.said": ("另外记下的", "also noted"),
    "mark.said.observed": ("{id} 核定为 {value}", "{id} observed: {value}"),
    "mark.said.veto": ("否决 {id}：{remark}", "veto {id}: {remark}"),
    "mark.no-step": (
        "没有“{id}”这一项，或不归您评。您评的：{known}",
        "“{id}” is not among your items: {known}",
    ),
    "mark.needs": ("写法：{form}", "write: {form}"),
    "mark.bad-numbers": (
        "请写 1 到 {count} 的序号，如 1-3,5",
        "write numbers from 1 to {count}, such as 1-3,5",
    ),
    "mark.veto-needs": ("否决必须写明事实，没有记下。", "a veto needs its remark: nothing was noted."),
    "mark.left": (
        "已保存在 {path}。下次用同一条命令从这里继续。",
        "saved in {path}. The same command goes on from here.",
    ),
    "mark.not-begun": ("还没有评，什么也没有写。", "nothing answered yet: nothing was written."),
    "mark.submitted": (
        "已提交（{date}）：{path}\nSHA-256 {sha256}\n请把这一行抄到或印到签字的纸质评分表上。",
        "submitted ({date}): {path}\nSHA-256 {sha256}\nCopy this line onto the paper sheet that is signed.",
    ),
    "mark.not-submitted": ("没有提交。", "not submitted."),
    "mark.incomplete": (
        "还有 {count} 项没有评，没有提交：{names}",
        "{count} items are open, so it was not submitted: {names}",
    ),
    "mark.incomplete.warning": ("还有 {count} 项没有评：{names}", "{count} items are still open: {names}"),
    "mark.locked": (
        "这份评分表已于 {date} 提交，不能再改。\nSHA-256 {sha256}\n确要改，用 --reopen 写明理由。",
        "this sheet was submitted on {date} and is locked.\nSHA-256 {sha256}\nTo change it: --reopen REASON.",
    ),
    "mark.reopened": (
        "已重新打开；原来那份留在 {kept}，理由记在评分表的 history 里。",
        "opened again; the old one is kept as {kept}, the reason in the sheet's history.",
    ),
    "mark.reopen-reason": ("--reopen 要写明理由", "--reopen needs a reason"),
    "mark.not-submitted-yet": (
        "这份评分表还没有提交，不用 --reopen，直接评就行。",
        "this sheet is not submitted: mark on without --reopen.",
    ),
    "mark.changed": (
        "{path} 刚才被别的程序改过，没有覆盖。请重新运行。",
        "{path} was changed by somebody else just now and was not overwritten. Run the command again.",
    ),
    "mark.frozen": (
        "{station} 没有重开，不能再评分。",
        "{station} was not opened again: nothing is marked on it any more.",
    ),
    "mark.withdrawn": ("{station} 已经退出本轮：{reason}", "{station} was withdrawn: {reason}"),
    "mark.closed": ("本轮已经结束，不能再评分。", "the round is closed: nothing is marked any more."),
    "mark.unknown-evaluator": (
        "专家组里没有“{name}”（有：{known}）。",
        "there is no evaluator “{name}” in the panel (there are: {known}).",
    ),
    "mark.unknown-station": (
        "社工站“{station}”不在本轮里。",
        "station “{station}” does not take part in this round.",
    ),
    "mark.not-received": (
        "社工站 {station} 的材料还没有收到，不能评分。",
        "nothing was received from station {station} yet: it cannot be marked.",
    ),
    "mark.nothing-received": (
        "还没有收到可以由{name}评分的材料。",
        "nothing was received yet that {name} could mark.",
    ),
    "mark.recused": (
        "{name}对社工站 {station} 回避，不能评分。",
        "{name} is recused from station {station} and cannot mark it.",
    ),
    "mark.nothing-to-mark": (
        "{name}在本轮没有要评的指标，也没有要填的数据。",
        "{name} has neither a criterion to mark nor a fact to give in this round.",
    ),
}

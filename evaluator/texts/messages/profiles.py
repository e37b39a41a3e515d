"""Problems of profiles, and of names that name no guideline or profile."""

from typing import Final

from evaluator.texts.messages.entry import ERROR, Message

PROBLEMS: Final[dict[str, Message]] = {
    "unknown-id": Message(
        ERROR,
        "没有编号为“{name}”的指标或指标组",
        "there is no section or criterion “{name}”",
    ),
    "wrong-base": Message(
        ERROR,
        "这个调整方案针对“{name}”，不是“{wanted}”",
        "this profile is for “{name}”, not “{wanted}”",
    ),
    "wrong-edition": Message(
        ERROR,
        "这个调整方案针对版本“{name}”，现在是“{wanted}”",
        "this profile is for edition “{name}”, this is “{wanted}”",
    ),
    "profile-redefines": Message(
        ERROR,
        "“{name}”在原指南里已有，调整方案不能重新定义",
        "“{name}” exists in the guideline; a profile cannot define it again",
    ),
    "section-emptied": Message(
        ERROR,
        "去掉“{name}”后该组没有指标了",
        "dropping “{name}” leaves its section empty",
        "改为去掉整组",
        "drop the whole section",
    ),
    "change-changes-nothing": Message(
        ERROR,
        "“{name}”改了等于没改",
        "the change of “{name}” changes nothing",
        "删去这一条",
        "delete it",
    ),
    "set-not-possible": Message(
        ERROR,
        "“{name}”的 {key} 不能用 set 改",
        "{key} of “{name}” cannot be set",
        "用 drop 去掉、用 add 加上",
        "drop it and add another",
    ),
    "section-has-criteria": Message(
        ERROR,
        "“{name}”下面是指标，不能再加指标组",
        "“{name}” holds criteria, sections cannot be added to it",
    ),
    "section-has-sections": Message(
        ERROR,
        "“{name}”下面是指标组，不能直接加指标",
        "“{name}” holds sections, criteria cannot be added to it",
    ),
    "unknown-guideline": Message(
        ERROR,
        "没有名为“{name}”的评估指南，现有：{known}",
        "there is no guideline named “{name}”; there are: {known}",
        "用现有的名称，或用 --guideline 给出评估指南的文件夹",
        "use one of these names, or give a guideline's folder with --guideline",
    ),
    "two-guidelines": Message(
        ERROR,
        "“{name}”既是程序自带的评估指南，又是这里的一个文件夹，两者内容不同",
        "“{name}” is both a guideline of the program and a folder here, and the two differ",
        "写成 ./{name} 就是这个文件夹；要用自带的，请换个目录运行",
        "write ./{name} for the folder; for the program's own, run the command somewhere else",
    ),
    "unknown-profile": Message(
        ERROR,
        "没有名为“{name}”的调整方案，现有：{known}",
        "there is no profile named “{name}”; there are: {known}",
    ),
}

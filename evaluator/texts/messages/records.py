"""Problems of a round's log and of the record of its files."""

from typing import Final

from evaluator.texts.messages.entry import ERROR, Message

PROBLEMS: Final[dict[str, Message]] = {
    "log-form": Message(
        ERROR,
        "本轮的记录册被改动过，已经读不出来",
        "the round's log was changed and cannot be read any more",
        "从备份里取回 history 文件夹；记录册只由程序接着写，不能用手改",
        "take the folder history back from a backup; only the program may add to the log",
    ),
    "log-entry": Message(
        ERROR,
        "记录册的这一条不是程序写的",
        "this entry of the log was not written by the program",
        "从备份里取回 history 文件夹；记录册只由程序接着写，不能用手改",
        "take the folder history back from a backup; only the program may add to the log",
    ),
    "log-broken": Message(
        ERROR,
        "记录册在第 {number} 条接不上：这一条或它前面的一条被改动、删去或挪动过",
        "the log breaks at entry {number}: it or the entry before it was changed, removed or moved",
        "从备份里取回 history 文件夹；记录册只由程序接着写，不能用手改",
        "take the folder history back from a backup; only the program may add to the log",
    ),
    "log-changed": Message(
        ERROR,
        "本轮的记录册和上次写下时不一样，被改动过",
        "the round's log is not what was written last: it was changed",
        "从备份里取回 history 文件夹；“evaluator round verify”会说明哪里不对",
        "take the folder history back from a backup; 'evaluator round verify' says what is wrong",
    ),
    "log-missing": Message(
        ERROR,
        "本轮的记录册不见了",
        "the round's log is gone",
        "从备份里取回 history 文件夹",
        "take the folder history back from a backup",
    ),
    "record-form": Message(
        ERROR,
        "本轮文件的登记表被改动过",
        "the record of the round's files was changed",
        "从备份里取回 history 文件夹；登记表只由程序写，不能用手改",
        "take the folder history back from a backup; only the program may write the record",
    ),
    "file-changed": Message(
        ERROR,
        "这个文件收下以后被改动过，和登记的不一样",
        "this file was changed since it was received: it is not as recorded",
        "不该改的，从备份里取回原件；确要采用现在的，用 receive --again 写明理由",
        "take the original back from a backup; to accept it as it is now, give the reason with receive --again",
    ),
    "file-lost": Message(
        ERROR,
        "这个文件收下以后不见了",
        "this file was received and is gone",
        "从备份里取回原件；确实不要了，用 receive --again 写明理由",
        "take the original back from a backup; if it is not wanted, give the reason with receive --again",
    ),
    "station-lost": Message(
        ERROR,
        "社工站 {name} 的材料收过，整个文件夹却不见了",
        "station {name} was received, and its whole folder is gone",
        "从备份里取回 stations/{name}；退出评估的站用 evaluator round withdraw 登记",
        "take stations/{name} back from a backup; a station that withdraws is recorded with "
        "'evaluator round withdraw'",
    ),
    "nothing-changed": Message(
        ERROR,
        "这里没有改动过的文件，没有什么要重新登记的",
        "no file was changed here: there is nothing to record again",
        "路径从轮次的文件夹算起，如 stations/990101001；“evaluator round verify”列出改动过的文件",
        "paths begin at the round's folder, such as stations/990101001; 'evaluator round verify' lists "
        "the files that were changed",
    ),
    "no-paper": Message(
        ERROR,
        "本轮的 reports 里没有这份文书",
        "there is no such paper in the round's reports",
        "路径从轮次的文件夹算起，如 reports/990101001.docx",
        "paths begin at the round's folder, such as reports/990101001.docx",
    ),
    "paper-not-edited": Message(
        ERROR,
        "这份文书写出以后没有改过，没有什么要登记的",
        "this paper was not edited since it was written: there is nothing to record",
    ),
    "plan-foreign": Message(
        ERROR,
        "轮次里有一份没做完的操作，但它不是本程序写的，要动的是“{name}”",
        "an unfinished operation lies in the round, but the program did not write it: it would touch '{name}'",
        "什么都没有动；请看看 .incoming 文件夹是哪里来的，把它移出去",
        "nothing was touched; find out where the folder .incoming comes from, and move it away",
    ),
}

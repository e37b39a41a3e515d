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
    "plan-foreign": Message(
        ERROR,
        "轮次里有一份没做完的操作，但它不是本程序写的，要动的是“{name}”",
        "an unfinished operation lies in the round, but the program did not write it: it would touch '{name}'",
        "什么都没有动；请看看 .incoming 文件夹是哪里来的，把它移出去",
        "nothing was touched; find out where the folder .incoming comes from, and move it away",
    ),
}

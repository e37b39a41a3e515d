"""Problems of a round's log and of the record of its files."""

from typing import Final

from evaluator.texts.messages.entry import ERROR, WARNING, Message

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
        "{what}被改动过，和登记的不一样",
        "{what} was changed: it is not as recorded",
        "不该改的，从备份里取回原件；确要采用现在的，用 receive --again 写明理由",
        "take the original back from a backup; to accept it as it is now, give the reason with receive --again",
    ),
    "file-lost": Message(
        ERROR,
        "{what}不见了",
        "{what} is gone",
        "从备份里取回原件；确实不要了，用 receive --again 写明理由",
        "take the original back from a backup; if it is not wanted, give the reason with receive --again",
    ),
    "station-lost": Message(
        ERROR,
        "{what}收过，整个文件夹却不见了",
        "{what} was received, and its whole folder is gone",
        "从备份里取回这个文件夹；退出评估的站用 evaluator round withdraw 登记",
        "take the folder back from a backup; a station that withdraws is recorded with 'evaluator round withdraw'",
    ),
    "file-unrecorded": Message(
        ERROR,
        "{what}没有登记过，是直接放进来的",
        "{what} is not recorded: it was laid into the round",
        "材料、评分表、合议决定由下一次 evaluator round run 登记；不该在这里的，移出去",
        "the next 'evaluator round run' records materials, sheets and decisions; what does not belong here, "
        "move away",
    ),
    "record-none": Message(
        ERROR,
        "本轮还没有登记过任何文件，没有可以核对的",
        "nothing was recorded in this round yet: there is nothing to check against",
        "先运行 evaluator round run；已经登记过的，从备份里取回 history 文件夹",
        "run 'evaluator round run' first; if it was recorded before, take the folder history back from a backup",
    ),
    "record-lost": Message(
        ERROR,
        "本轮文件的登记表不见了",
        "the record of the round's files is gone",
        "从备份里取回 history 文件夹",
        "take the folder history back from a backup",
    ),
    "record-altered": Message(
        ERROR,
        "登记表里关于 {path} 的内容被改动过，和文件、记录册对不上",
        "what the record says of {path} was changed: it does not agree with the file or the log",
        "从备份里取回 history 文件夹",
        "take the folder history back from a backup",
    ),
    "result-differs": Message(
        ERROR,
        "{what}与由材料算出的不一致：{place} 存的是 {stored}，算出来是 {computed}",
        "{what} is not what its inputs give: {place} is stored as {stored}, and computed as {computed}",
    ),
    "result-differs-more": Message(
        ERROR,
        "{what}另有 {count} 处与由材料算出的不一致",
        "{what} differs from what its inputs give in {count} more places",
    ),
    "result-bytes": Message(
        ERROR,
        "{what}的内容没有变，文件却不是程序写的样子",
        "{what} says what it should, but its file is not as the program writes it",
    ),
    "result-inputs-lost": Message(
        ERROR,
        "{what}没法由材料核对：当时用的文件已经没有了（{names}）",
        "{what} cannot be computed again: files it was made from are gone ({names})",
        "重新运行 evaluator round run，或从备份里取回这些文件",
        "run 'evaluator round run' again, or take the files back from a backup",
    ),
    "result-unproved": Message(
        WARNING,
        "{what}没法由材料核对，因为它的材料已不是当时的样子",
        "{what} cannot be computed again, since the files it was made from are not what they were",
    ),
    "result-other-program": Message(
        WARNING,
        "{what}是另一版计分规则的程序算的，封存完好；用现在的程序重算，有 {count} 处不同",
        "{what} was computed by a program that scores in another way; its seal holds. Computed by this program, "
        "{count} figures differ",
    ),
    "result-outdated": Message(
        WARNING,
        "{what}算出以后，材料、评分表、合议决定或专家组有变化",
        "materials, sheets, decisions or the panel changed after {what} was computed",
        "运行 evaluator round run",
        "run 'evaluator round run'",
    ),
    "paper-figure": Message(
        ERROR,
        "{what}：{place} 写的是“{stored}”，按评估结果应是“{made}”",
        "{what}: {place} reads '{stored}', and by the result '{made}'",
    ),
    "paper-figure-edited": Message(
        WARNING,
        "{what}（改过，已登记）：{place} 写的是“{stored}”，按评估结果应是“{made}”",
        "{what} (edited, recorded): {place} reads '{stored}', and by the result '{made}'",
    ),
    "paper-figures-more": Message(
        WARNING,
        "{what}另有 {count} 处数字与评估结果不同",
        "{what}: {count} more figures differ from the result",
    ),
    "paper-wording": Message(
        WARNING,
        "{what}有 {count} 处文字与程序写的不同，第一处在{place}：“{stored}”，程序写的是“{made}”",
        "{what}: the wording differs in {count} places, first at {place}: '{stored}' instead of '{made}'",
    ),
    "paper-looks": Message(
        WARNING,
        "{what}的文字与程序写的相同，只是样子或文件本身不同",
        "{what} reads as the program wrote it; its looks or the file itself differ",
    ),
    "paper-outdated": Message(
        ERROR,
        "{what}与评估结果不符：写出以后结果变过，或登记表被改动过",
        "{what} is not what its result gives: the result changed since, or the record was changed",
        "运行 evaluator round run 和 evaluator round documents 重新写出",
        "write it again with 'evaluator round run' and 'evaluator round documents'",
    ),
    "paper-unreadable": Message(
        ERROR,
        "{what}打不开，文件已损坏",
        "{what} cannot be opened: the file is damaged",
        "用 evaluator round documents --force 重新写出",
        "write it again with 'evaluator round documents --force'",
    ),
    "paper-not-again": Message(
        WARNING,
        "{what}没法重新写出来核对，因为 {cause} 已不是当时的",
        "{what} cannot be made again to compare, since {cause} is not what it was",
    ),
    "pdf-outdated": Message(
        ERROR,
        "{what}：PDF 不是由现在的 Word 文件转换的",
        "{what}: the PDF was not made from the Word file that is there now",
        "用 evaluator round documents --pdf 重新转换，或删去这份 PDF",
        "convert it again with 'evaluator round documents --pdf', or remove the PDF",
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
    "plan-unfinished": Message(
        ERROR,
        "上一次操作被中断，还没做完",
        "the last operation was cut off and is not finished",
        "再运行一次 evaluator round run（或别的写入命令），就会接着做完",
        "run 'evaluator round run', or another command that writes: it finishes it first",
    ),
    "plan-foreign": Message(
        ERROR,
        "轮次里有一份没做完的操作，但它不是本程序写的，要动的是“{name}”",
        "an unfinished operation lies in the round, but the program did not write it: it would touch '{name}'",
        "什么都没有动；请看看 .incoming 文件夹是哪里来的，把它移出去",
        "nothing was touched; find out where the folder .incoming comes from, and move it away",
    ),
}

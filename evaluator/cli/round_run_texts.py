"""What running and ranking a round say, in Chinese and in English."""

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
    "run.bar": ("评估", "evaluating"),
    "run.nothing": (
        "没有站点：stations/ 里还什么都没有。",
        "no stations: there is nothing in stations/ yet.",
    ),
    "run.closed": (
        "本轮已结束，结果不再改动。要更改，先由组织方决定重开。",
        "the round is closed: its results stay as they are.",
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
    "run.all-unchanged": ("没有任何变化。", "nothing changed."),
}

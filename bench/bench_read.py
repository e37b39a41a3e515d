"""Measure reading a submission: our reader (positions, strictness) against yaml.CSafeLoader (neither).

Run as `python -m bench.bench_read [ROUNDS]`. Rounds are interleaved in one process; the ratio of medians is
what holds on a noisy machine.
"""

import statistics
import sys
import time
from collections.abc import Callable

import yaml
from yaml._yaml import CParser

from bench import Figure, show
from evaluator.yaml.parse import read_yaml_bytes

ROUNDS = 25
CALLS_PER_ROUND = 5


def submission() -> bytes:
    """Return a made-up submission of about 18 KB, the size of a real one."""
    lines = [
        "guideline: tongling-station",
        "station: {id: 990101001, name: 青禾镇社工站, county: 示例一区, kind: 镇}",
        "period: {from: 2025-07-01, to: 2026-06-30}",
        "facts:",
    ]
    lines += [f"  services.count_{number:03}: {number * 7 % 90 + 1}" for number in range(90)]
    lines += ["  rooms: [接待咨询区, 个案工作室, 小组活动室, 档案室]", "  premises.tenure: 独立", "evidence:"]
    for number in range(95):
        lines += [
            f"  - id: E{number:03}",
            "    kind: document",
            f"    title: 第{number}次走访记录及服务对象签字确认表",
            f"    file: evidence/走访记录-{number:03}.pdf",
            f"    for: [A1.{number % 9 + 1}, B2.{number % 7 + 1}]",
        ]
    lines += ["claims:"]
    lines += [f"  B{number}.1: {{level: 好, remark: '制度齐全，有执行记录: 见附件'}}" for number in range(12)]
    return ("\n".join(lines) + "\n").encode()


def drain(data: bytes) -> None:
    """Take libyaml's events and throw them away: what no reader on top of it can be faster than."""
    parser = CParser(data)
    while parser.get_event() is not None:
        pass


def figures(rounds: int) -> list[Figure]:
    """Print the medians, and return how much faster the reader is."""
    data = submission()
    node, problems = read_yaml_bytes(data, "submission.yaml")
    if node is None or problems:
        raise SystemExit("the made-up submission is not valid")
    ways: dict[str, Callable[[], object]] = {
        "yaml.CSafeLoader": lambda: yaml.load(data, Loader=yaml.CSafeLoader),
        "evaluator.yaml.parse": lambda: read_yaml_bytes(data, "submission.yaml"),
        "libyaml events alone": lambda: drain(data),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.perf_counter()
            for _ in range(CALLS_PER_ROUND):
                way()
            times[name].append((time.perf_counter() - start) / CALLS_PER_ROUND)
    medians = {name: statistics.median(each) for name, each in times.items()}
    sys.stdout.write(f"{len(data) / 1000:.1f} KB, {rounds} rounds, medians\n")
    for name, median in medians.items():
        sys.stdout.write(f"{name:22} {median * 1000:6.2f} ms\n")
    ratio = medians["yaml.CSafeLoader"] / medians["evaluator.yaml.parse"]
    floor = medians["evaluator.yaml.parse"] / medians["libyaml events alone"]
    sys.stdout.write(f"{floor:.2f} x the time of the events alone\n")
    return [Figure("YAML with places, speed", "CSafeLoader without", ratio, 1.7, seen="1.9–2.05")]


if __name__ == "__main__":
    sys.exit(show(figures(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)))

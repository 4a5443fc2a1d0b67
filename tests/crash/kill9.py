#!/usr/bin/env python3
"""Kills a program with SIGKILL at a random moment of its work, many times, and checks that nothing it acknowledged is
lost.

The program under test (--command) prints a line when, and only when, something is acknowledged:
    +ID   a session exists          ?ID   its end begins          -ID   its end is acknowledged
It runs in its own process group, which is killed as a whole, so it may be a script that starts a server. The checker
(--check) reads from standard input a line for each session whose state is certain: +ID must be found, -ID must be
absent. It exits with 0 if all of that is true and the store is undamaged, and otherwise prints what is wrong. In both
commands {folder} is the folder that holds the store, and {count} is the number of sessions in one round.

Each round is one test. A round continues with the files of the previous one. Every fifth round starts in a new folder,
so that kills also interrupt the creation of the store."""

import argparse
import os
import pathlib
import random
import shlex
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from harness import report  # noqa: E402

NEW_FOLDER_EACH = 5
LONGEST_START = 0.05  # seconds; the longest wait in a round that is killed before it acknowledges anything
LONGEST_PAUSE = 0.005  # seconds between the chosen acknowledgement and the kill


class Known:
    """What is certain about the sessions of one folder."""

    def __init__(self) -> None:
        self.state = {}  # id -> "+", "?" or "-"

    def hear(self, line: str) -> None:
        if line[:1] in ("+", "?", "-"):
            self.state[line[1:]] = line[0]

    def certain(self) -> list:
        return [mark + name for name, mark in self.state.items() if mark != "?"]


def start(command: str, folder: pathlib.Path, count: int) -> subprocess.Popen:
    words = [word.format(folder=folder, count=count) for word in shlex.split(command)]
    return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, start_new_session=True)


def kill(running: subprocess.Popen) -> bool:
    """Kills the process group. Returns True if the program was still working."""
    working = running.poll() is None
    try:
        os.killpg(running.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    return working


def interrupt(command: str, folder: pathlib.Path, count: int, chance: random.Random, known: Known) -> str:
    """Lets the program work until a random moment. Returns a description of what happened."""
    moment = chance.choice([0, chance.randint(1, count), chance.randint(1, count), chance.randint(1, count)])
    running = start(command, folder, count)
    heard = 0
    if moment == 0:
        time.sleep(chance.uniform(0, LONGEST_START))
    else:
        for line in running.stdout:
            known.hear(line.rstrip("\n"))
            heard += line.startswith("+")
            if heard == moment:
                break
        time.sleep(chance.uniform(0, LONGEST_PAUSE))
    working = kill(running)
    for line in running.stdout:  # what was printed before the kill and not yet read
        if line.endswith("\n"):
            known.hear(line.rstrip("\n"))
            heard += line.startswith("+")
    code = running.wait()
    if code not in (0, -signal.SIGKILL):
        raise RuntimeError(f"the program stopped by itself with {code}")
    return f"killed after {heard} of {count}" if working else f"had finished all {heard}"


def check(command: str, folder: pathlib.Path, count: int, known: Known) -> str:
    """Runs the checker. Returns what is wrong; empty if all is well."""
    words = [word.format(folder=folder, count=count) for word in shlex.split(command)]
    done = subprocess.run(words, input="".join(f"{line}\n" for line in known.certain()), text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    if done.returncode == 0:
        return ""
    return f"the checker gave {done.returncode}: {done.stdout[-2000:]}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--command", required=True)
    parser.add_argument("--check", required=True)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    chance = random.Random(options.seed)
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="sallyport-crash-") as place:
        for number in range(options.rounds):
            if number % NEW_FOLDER_EACH == 0:
                folder = pathlib.Path(place) / str(number)
                folder.mkdir()
                known = Known()
            try:
                what = interrupt(options.command, folder, options.count, chance, known)
                wrong = check(options.check, folder, options.count, known)
            except RuntimeError as stopped:
                what, wrong = "not killed", str(stopped)
            passed, failed = (passed, failed + 1) if wrong else (passed + 1, failed)
            print(f"round {number + 1}: {what}, {len(known.certain())} certain: {wrong or 'all as acknowledged'}", flush=True)
    report("F-12: killed at any moment, the store keeps every session and every end that it acknowledged", "failed" if failed else "passed")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Runs every fuzz target that was built, each for some seconds, from its seeds and what earlier runs found.

    fuzz/run.py [SECONDS [NAME …]]

What it finds grows in build/fuzz/corpus/NAME; an input that breaks a promise is kept as build/fuzz/crash-NAME-….
The last line is `N passed, N failed, N skipped`; exit 1 where one failed."""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "fuzz"


def declared():
    return re.findall(r"^sallyport_fuzz\((\w+)", (ROOT / "fuzz" / "CMakeLists.txt").read_text(), re.MULTILINE)


def run(name, seconds):
    """True, False, or None where the target is not built."""
    binary = BUILD / "fuzz" / f"fuzz_{name}"
    if not binary.exists():
        print(f"skipped {name}: not built")
        return None
    corpus = BUILD / "corpus" / name
    corpus.mkdir(parents=True, exist_ok=True)
    seeds = ROOT / "fuzz" / "seeds" / name
    command = [binary, f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=1024", "-print_final_stats=1",
               f"-artifact_prefix={BUILD}/crash-{name}-", corpus] + ([seeds] if seeds.is_dir() else [])
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, errors="replace", check=False)
    runs = re.search(r"number_of_executed_units:\s*(\d+)", done.stderr)
    print(f"{'passed' if done.returncode == 0 else 'FAILED'} {name}: {runs.group(1) if runs else '?'} inputs", flush=True)
    if done.returncode != 0:
        print(done.stderr[-4000:])
    return done.returncode == 0


def main():
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    results = [run(name, seconds) for name in sys.argv[2:] or declared()]
    print(f"{results.count(True)} passed, {results.count(False)} failed, {results.count(None)} skipped")
    return 1 if False in results else 0


if __name__ == "__main__":
    sys.exit(main())

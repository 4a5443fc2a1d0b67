#!/usr/bin/env python3
"""Runs clang-tidy over the sources of src/, a room at a time.

Most of clang-tidy's time goes into the headers of the standard library, so the files of a room are included into one
unit, which is about ten times as fast. Two files of a room that give one name two meanings cannot stand in one unit, nor
can one that defines a macro for the headers that it includes: what does not compile there is looked at alone. Folders
of src/ as arguments select rooms. Prints what is wrong and where. Exit 1 if anything is."""

import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build/asan"
UNITS = ROOT / "build/tidy"
FOUND = re.compile(r"^(?P<file>/[^:]+):\d+:\d+: (?:warning|error): .*\[(?P<check>[\w.,-]+)\]$")
UNITY = re.compile(r"^unity_\d+_cxx\.cxx$")
INCLUDED = re.compile(r'^#include "(.*)"$', re.MULTILINE)
CLASH = re.compile(r"^(?P<file>/[^:]+):\d+:\d+: error: .*\[clang-diagnostic-")


def sources_in(unit: pathlib.Path) -> list:
    """The sources that are compiled as one unit, or the file itself."""
    if not UNITY.match(unit.name):
        return [unit]
    return [pathlib.Path(name) for name in INCLUDED.findall(unit.read_text())]


def rooms() -> dict:
    """The sources of each folder, with the command that compiles them."""
    found = {}
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        for path in sources_in(pathlib.Path(entry["file"])):
            if path.is_relative_to(ROOT / "src") and not path.name.endswith("_test.cc"):
                found.setdefault(path.parent, {})[str(path)] = entry["command"]
    return found


def flags_of(command: str) -> list:
    """The compiler and its flags, without input, output and dependency file."""
    words = shlex.split(command)
    words = words[next(i for i, word in enumerate(words) if "clang++" in word):words.index("-c")]
    for flag in ("-o", "-MF", "-MT"):
        if flag in words:
            at = words.index(flag)
            del words[at:at + 2]
    return [word for word in words if word != "-MD"]


def tidy(unit: str, flags: list) -> list:
    """The lines that clang-tidy prints about a unit."""
    done = subprocess.run(["clang-tidy-19", "-quiet", f"--config-file={ROOT}/.clang-tidy",
                           f"--header-filter={ROOT}/src/.*", unit, "--", *flags], cwd=BUILD,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, errors="replace")
    return done.stdout.splitlines()


def look_at(folder: pathlib.Path, sources: dict) -> tuple:
    """What is wrong in a room, and how many of its files were looked at alone."""
    name = str(folder.relative_to(ROOT / "src")).replace("/", "_")
    alone, together, lines = [], sorted(sources), []
    while together:
        unit = UNITS / f"{name}.cc"
        unit.write_text("".join(f'#include "{path}"\n' for path in together))
        lines = tidy(str(unit), flags_of(sources[together[0]]))
        clashing = {match["file"] for line in lines if (match := CLASH.match(line)) and match["file"] in together}
        if not clashing:
            break
        alone += sorted(clashing)
        together = [path for path in together if path not in clashing]
    for path in alone:
        lines += tidy(path, flags_of(sources[path]))
    return [line for line in lines if FOUND.match(line)], len(alone)


def main() -> int:
    UNITS.mkdir(parents=True, exist_ok=True)
    everything = {folder: sources for folder, sources in rooms().items()
                  if not sys.argv[1:] or str(folder.relative_to(ROOT / "src")) in sys.argv[1:]}
    # The largest room begins first, so that nothing waits for it at the end.
    order = sorted(everything, key=lambda folder: -len(everything[folder]))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda folder: look_at(folder, everything[folder]), order))
    found = sorted({line for lines, _ in results for line in lines})
    print("\n".join(found))
    files = sum(len(sources) for sources in everything.values())
    print(f"tidy: {files} files, {sum(alone for _, alone in results)} of them alone, {len(found)} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

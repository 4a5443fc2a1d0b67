#!/usr/bin/env python3
"""The crash suite: kill -9 at random moments of 2,000 sign-ins and 500 sign-outs, 50 rounds. Argument: the release
binary (the store's own writer is beside the tests)."""

import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def writer() -> str:
    for preset in ("asan", "release", "dev"):
        found = ROOT / "build" / preset / "tests" / "crash_session_writer"
        if found.exists():
            return str(found)
    sys.exit("crash_session_writer is not built")


def main() -> int:
    program = writer()
    return subprocess.run([sys.executable, HERE / "kill9.py", "--command", f"'{program}' write {{folder}}/store.db {{count}}",
                           "--check", f"'{program}' check {{folder}}/store.db", "--rounds", "50", "--count", "2000"]).returncode


if __name__ == "__main__":
    sys.exit(main())

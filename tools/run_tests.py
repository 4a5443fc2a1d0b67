#!/usr/bin/env python3
"""Runs every test suite of the project and adds up their counts.

The suites are the GoogleTest programs of build/asan/tests and the programs listed in SUITES. Each program of SUITES
ends with its own line `N passed, N failed, N skipped`, and writes the names and results of its tests to the file that
TEST_REPORT names (tests/support.mjs and tests/harness.py do that). Words as arguments select the suites whose names
contain one of them. With --all, the concurrent GoogleTest programs run under TSan too; the suites in SANITIZED_SUITES
run against the binary of build/asan, where a sanitizer's report from any of their processes is a failure; and each fuzz
target runs for 10 seconds beside them. Prints why a test was skipped. A whole run also checks that the catalogue of
attacks is covered (tools/coverage.py), and that docs/fidelity.md is current (tools/fidelity.py). Exit 1 if a test
failed, or if nothing ran."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed

import coverage
import fidelity

ROOT = pathlib.Path(__file__).resolve().parent.parent
NODE = os.environ.get("NODE", "node")
RELEASE = str(ROOT / "build/release/sallyport")
SANITIZED = str(ROOT / "build/asan/sallyport")
REPORTS = ROOT / "build/asan/reports"

# Name, command, and time limit in seconds, which only a suite that hangs may reach, however slow the machine. The
# longest begin first, so that nothing waits for them at the end; but the sanitized gateways of `feature` take most
# memory, so it comes when the browsers are nearly done.
SUITES = [
    ("browser", [NODE, "tests/browser/run.mjs", RELEASE], 2100),
    ("security", [NODE, "tests/security/run.mjs", RELEASE], 1200),
    ("fault", [NODE, "tests/fault/run.mjs", RELEASE], 1200),
    ("feature", [NODE, "tests/feature/run.mjs", RELEASE], 1200),
    ("deploy", [NODE, "tests/deploy/run.mjs", RELEASE], 1500),
    ("feature: in memory", [NODE, "tests/nodes/memory.mjs", RELEASE], 1200),
    ("feature: PostgreSQL", [NODE, "tests/nodes/feature.mjs", RELEASE], 1500),
    ("interop", [NODE, "tests/interop/run.mjs", RELEASE], 1500),
    ("interop: libraries", [NODE, "tests/interop/libraries.mjs", RELEASE], 1800),
    ("conformance", [NODE, "tests/conformance/run.mjs", RELEASE], 1200),
    ("crash: sign-ins", ["python3", "tests/crash/sign_ins.py", RELEASE], 900),
    ("differential", [NODE, "tests/vectors/differential.mjs", RELEASE], 1200),
    ("crash: store", ["python3", "tests/crash/run.py", RELEASE], 1200),
    ("nodes", [NODE, "tests/nodes/run.mjs", RELEASE], 900),
    ("vectors", ["python3", "tests/vectors/wycheproof.py", RELEASE], 600),
]
# With --all, these run against SANITIZED; the others always use the release build.
SANITIZED_SUITES = ["feature", "security"]
# These test what several nodes promise within a second, so they run last. Beside them run only the programs under TSan, at
# the lowest priority.
ALONE = ["nodes"]
AT_ONCE = 4  # suites in parallel; each waits for its servers most of the time
PORTS = range(10_000, 32_000)  # shared out among the suites; see TEST_PORTS in tests/support.mjs
FUZZ_SECONDS = 10
LOWEST = ["nice", "-n", "19"]  # before a command: it takes only the processor time that nothing else wants
CLOSING = re.compile(r"^(?:[\w-]+: )?(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$")


def environment(log="") -> dict:
    """Where the sanitizers report: on standard error, or in a file for each process."""
    env = dict(os.environ)
    to_file = f":log_path={log}" if log else ""
    own_clock = "allocator_release_to_os_interval_ms=-1"  # else it reads the clock before libfaketime is ready
    # A suite has over a hundred gateways running at its end, each with some fifty threads. By default the sanitizer would
    # keep 256 MB of freed memory of each gateway, and 11 MB of left stack frames of each thread.
    little = "quarantine_size_mb=16:thread_local_quarantine_size_kb=64:max_uar_stack_size_log=16"
    env["ASAN_OPTIONS"] = f"detect_leaks=1:abort_on_error=0:exitcode=99:external_symbolizer_path=/usr/bin/addr2line:{own_clock}:{little}{to_file}"
    env["UBSAN_OPTIONS"] = f"print_stacktrace=1:halt_on_error=1{to_file}"
    env["TSAN_OPTIONS"] = "halt_on_error=1:exitcode=99:second_deadlock_stack=1"
    return env


def reason_of_skip(program: pathlib.Path, name: str) -> str:
    """Runs a skipped test once more, because neither the report nor the brief output says why it was skipped."""
    try:
        said = subprocess.run([program, f"--gtest_filter={name}"], cwd=ROOT, timeout=300, env=environment(), stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="replace").stdout.splitlines()
    except subprocess.TimeoutExpired as late:
        return f"it did not say why within {late.timeout} s"
    at = next((i for i, line in enumerate(said) if line.endswith(": Skipped")), None)
    return said[at + 1].strip() if at is not None and at + 1 < len(said) else "it did not say why"


def run_gtest(program: pathlib.Path, results: list, priority: list = ()) -> tuple:
    """Runs a GoogleTest program and adds its tests to the results. Returns (passed, failed, skipped, what to show)."""
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        try:
            done = subprocess.run([*priority, program, f"--gtest_output=json:{report.name}", "--gtest_brief=1"], cwd=ROOT, timeout=600,
                                  env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
            output, code = done.stdout, done.returncode
        except subprocess.TimeoutExpired as late:
            return 0, 1, 0, f"{program.name}: stopped after {late.timeout} s"
        text = pathlib.Path(report.name).read_text()
    passed = failed = skipped = 0
    notes = []
    for suite in (json.loads(text)["testsuites"] if text else []):
        for test in suite["testsuite"]:
            name = f"{suite['name']}.{test['name']}"
            if test["status"] != "RUN":
                continue
            outcome = "skipped" if test["result"] == "SKIPPED" else "failed" if test.get("failures") else "passed"
            results.append(coverage.gtest_result(test, outcome))
            if outcome == "skipped":
                skipped += 1
                notes.append(f"  skipped {name}: {reason_of_skip(program, name)}")
            elif outcome == "failed":
                failed += 1
                notes.append(f"  FAILED {name}")
            else:
                passed += 1
    if code != 0:
        notes.append(output[-12000:])
        failed = max(failed, 1)
    return passed, failed, skipped, "\n".join(notes)


def ports_of(suite: str) -> str:
    """The first and the last port of a suite, which no other suite uses."""
    names = [name for name, _, _ in SUITES]
    share = len(PORTS) // len(names)
    first = PORTS[names.index(suite) * share]
    return f"{first}-{first + share - 1}"


def run_program(suite: str, command: list, seconds: int, results: list) -> tuple:
    """Runs a suite that has its own closing line and a report of its tests. Each sanitizer report is one more
    failure."""
    reports = REPORTS / re.sub(r"\W+", "_", suite)
    shutil.rmtree(reports, ignore_errors=True)
    reports.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        try:
            done = subprocess.run(command, cwd=ROOT, timeout=seconds, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  env={**environment(str(reports / "report")), "TEST_REPORT": str(report),
                                       "TEST_PORTS": ports_of(suite)},
                                  stderr=subprocess.STDOUT, text=True, errors="replace")
            output, code = done.stdout, done.returncode
        except subprocess.TimeoutExpired as late:
            return 0, 1, 0, f"stopped after {seconds} s\n{(late.stdout or b'').decode(errors='replace')[-6000:]}"
        tests = json.loads(report.read_text()) if report.exists() else []
    results += [coverage.named_result(suite, test["name"], test["result"]) for test in tests]
    closing = [found for line in output.splitlines() if (found := CLOSING.match(line.strip()))]
    if not closing or not tests:
        return 0, 1, 0, f"no {'report of its tests' if closing else 'closing line'}\n{output[-6000:]}"
    passed, failed, skipped = (int(n or 0) for n in closing[-1].groups())
    found = sorted(reports.glob("report*"))
    output += "\n".join(f"{path.name}:\n{path.read_text(errors='replace')[:4000]}" for path in found)
    failed += len(found)
    if code != 0 and failed == 0:
        failed = 1
    lines = output.splitlines()
    if failed:  # the passed tests would hide what went wrong
        shown = "\n".join(line for line in lines if not line.startswith("ok "))[-12000:]
    else:
        shown = "\n".join(f"  {line}" for line in lines if "skip" in line.lower() and not CLOSING.match(line.strip()))
    return passed, failed, skipped, shown


def run_fuzz() -> tuple:
    """Runs every fuzz target for a while, at the lowest priority. Shows only the targets that did not pass."""
    done = subprocess.run([*LOWEST, "fuzz/run.sh", str(FUZZ_SECONDS)], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace")
    lines = done.stdout.splitlines()
    closing = CLOSING.match(lines[-1]) if lines else None
    if not closing:
        return 0, 1, 0, done.stdout[-6000:]
    passed, failed, skipped = (int(n or 0) for n in closing.groups())
    return passed, failed, skipped, "\n".join(f"  {line}" for line in lines[:-1] if not line.startswith("passed "))


def timed(run, *arguments) -> tuple:
    """Returns (seconds that it took, its result)."""
    started = time.monotonic()
    result = run(*arguments)
    return time.monotonic() - started, result


def main() -> int:
    everything = "--all" in sys.argv[1:]
    words = [word for word in sys.argv[1:] if word != "--all"]
    wanted = lambda name: not words or any(word in name for word in words)
    total = [0, 0, 0]
    results = []
    suites_that_failed = []

    def count(name: str, seconds: float, result: tuple) -> None:
        passed, failed, skipped, shown = result
        print(f"{'ok  ' if failed == 0 else 'FAIL'} {name}: {passed} passed, {failed} failed, {skipped} skipped ({seconds:.1f} s)",
              flush=True)
        if shown.strip():
            print(shown, flush=True)
        for i, n in enumerate((passed, failed, skipped)):
            total[i] += n
        if failed:
            suites_that_failed.append(name)

    programs = [program for program in sorted((ROOT / "build/asan/tests").glob("*_test")) if wanted(program.name)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for program, done in zip(programs, pool.map(lambda program: timed(run_gtest, program, results), programs)):
            count(program.name, *done)
    with ThreadPoolExecutor(AT_ONCE) as pool, ThreadPoolExecutor(1) as beside:
        # The suites mostly wait for their servers, so the processor has time for the fuzz targets.
        fuzz = beside.submit(timed, run_fuzz) if everything and wanted("fuzz") else None
        running = {}
        for name, command, seconds in filter(lambda suite: wanted(suite[0]) and suite[0] not in ALONE, SUITES):
            sanitized = everything and name in SANITIZED_SUITES
            if sanitized:
                command, seconds = [SANITIZED if word == RELEASE else word for word in command], 2 * seconds
            running[pool.submit(timed, run_program, name, command, seconds, results)] = f"asan: {name}" if sanitized else name
        for done in as_completed(running):
            count(running[done], *done.result())
        if fuzz:
            count("fuzz", *fuzz.result())
    with ThreadPoolExecutor(1) as alone, ThreadPoolExecutor(os.cpu_count()) as beside:
        running = {}
        for name, command, seconds in filter(lambda suite: wanted(suite[0]) and suite[0] in ALONE, SUITES):
            running[alone.submit(timed, run_program, name, command, seconds, results)] = name
        for program in sorted((ROOT / "build/tsan/tests").glob("*_test")) if everything else []:
            if wanted(program.name):
                running[beside.submit(timed, run_gtest, program, [], LOWEST)] = f"tsan: {program.name}"
        for done in as_completed(running):
            count(running[done], *done.result())
    if not words:
        coverage.RESULTS.write_text(json.dumps(results, indent=1))
        rows, breaches, shown = coverage.check(results)
        count("coverage", 0.0, (rows, breaches, 0, shown))
        cases, faults, shown = fidelity.check()
        count("fidelity", 0.0, (cases, faults, 0, shown))
    if total[1]:
        print(f"Failed: {', '.join(suites_that_failed)}")
        for name in sorted({test["name"] for test in results if test["result"] == "failed"}):
            print(f"  {name}")
    print(f"{total[0]} passed, {total[1]} failed, {total[2]} skipped")
    return 1 if total[1] or not total[0] else 0


if __name__ == "__main__":
    sys.exit(main())

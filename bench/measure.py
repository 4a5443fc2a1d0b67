"""What the bench measures with: CPU time and memory of a process tree, runs of wrk, OpenSSL's own speed, and the lines
that report figures."""

import json
import os
import pathlib
import re
import statistics
import subprocess

BENCH = pathlib.Path(__file__).resolve().parent
SERVER_CORE, CLIENT_CORE = ("0", "1") if (os.cpu_count() or 1) > 1 else ("0", "0")


def on_core(core: str, *command) -> list:
    return ["taskset", "-c", core, *map(str, command)]


def tree_of(pid: int) -> list:
    found = [pid]
    for parent in found:
        for task in pathlib.Path(f"/proc/{parent}/task").glob("*"):
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def cpu_nanoseconds(pid: int, threads="") -> int:
    """The scheduler's CPU time of every thread of the tree, or of those with this name. The time of a thread that has
    ended is missing, but servers keep their threads."""
    total = 0
    for process in tree_of(pid):
        for task in pathlib.Path(f"/proc/{process}/task").glob("*"):
            try:
                if not threads or (task / "comm").read_text().strip() == threads:
                    total += int((task / "schedstat").read_text().split()[0])
            except (FileNotFoundError, ProcessLookupError):
                pass
    return total


def pss_bytes(pid: int) -> int:
    total = 0
    for process in tree_of(pid):
        text = pathlib.Path(f"/proc/{process}/smaps_rollup").read_text()
        total += int(re.search(r"^Pss:\s+(\d+) kB", text, re.M).group(1)) * 1024
    return total


class Load:
    """One run of wrk: one thread, 64 keep-alive connections. Returns requests, requests per second, and the server's
    CPU time per request and p99, both in microseconds. With `once`, each line of the file is sent exactly once.
    `cores`: one wrk runs on each, at the same time. `body`: send it with POST instead of GET. `threads`: count the CPU time
    of the server's threads with this name alone."""

    def __init__(self, server, port: int, lines: pathlib.Path, path="/check", header="Cookie", prefix="", once=False, seconds=2,
                 cores=(CLIENT_CORE,), scheme="http", body="", threads=""):
        env = dict(os.environ, ROTATE_FILE=str(lines), ROTATE_HEADER=header, ROTATE_PREFIX=prefix, ROTATE_PATH=path, ROTATE_BODY=body)
        if once:
            env["ROTATE_ONCE"] = "1"
        before = cpu_nanoseconds(server.process.pid, threads)
        running = [subprocess.Popen(on_core(core, "wrk", "-t1", "-c64", f"-d{seconds}s", "--timeout", "5s", "-s", BENCH / "rotate.lua",
                                            f"{scheme}://localhost:{port}"), env=env, stdout=subprocess.PIPE, text=True) for core in cores]
        said = [self.read(wrk.communicate(timeout=seconds + 60)[0]) for wrk in running]
        used = cpu_nanoseconds(server.process.pid, threads) - before
        if used <= 0:
            raise RuntimeError(f"the server used no CPU time in {threads or 'any thread'}: not a measurement")
        self.requests = sum(requests for requests, _, _ in said)
        self.rate = sum(requests / (duration / 1e6) for requests, duration, _ in said)
        self.p99 = max(p99 for _, _, p99 in said)
        self.cpu = used / self.requests / 1000

    @staticmethod
    def read(text: str) -> tuple:
        requests, duration, p99, bad_status, broken = map(int, re.search(r"^RESULT (\d+) (\d+) (\d+) (\d+) (\d+)$", text, re.M).groups())
        if requests == 0 or bad_status or broken:
            raise RuntimeError(f"{bad_status} of {requests} answers were errors, {broken} connections broke: not a measurement\n{text}")
        return requests, duration, p99


class Handshakes:
    """One client that opens TLS 1.3 connections one after the other, each with a full handshake, and sends nothing.
    Returns the handshakes, and the server's CPU time per handshake in microseconds."""

    def __init__(self, server, port: int, seconds=2):
        before = cpu_nanoseconds(server.process.pid)
        said = subprocess.run(on_core(CLIENT_CORE, "openssl", "s_time", "-new", "-tls1_3", "-connect", f"localhost:{port}", "-time", seconds),
                              capture_output=True, text=True, check=True).stdout
        self.requests = int(re.search(r"^(\d+) connections in", said, re.M).group(1))
        if self.requests == 0:
            raise RuntimeError(f"no handshake succeeded: not a measurement\n{said}")
        self.cpu = (cpu_nanoseconds(server.process.pid) - before) / self.requests / 1000
        self.rate, self.p99 = 1e6 / self.cpu, 0


def in_turns(rounds: int, *loads) -> list:
    """Runs each load once per round, so that other work on the machine disturbs all of them; returns the medians."""
    results = [[] for _ in loads]
    for _ in range(rounds):
        for kept, load in zip(results, loads):
            kept.append(load())
    return [Medians(kept) for kept in results]


class Medians:
    def __init__(self, loads):
        self.cpu, self.p99, self.rate = (statistics.median(getattr(load, what) for load in loads) for what in ("cpu", "p99", "rate"))


def openssl_speed() -> dict:
    """RSA-2048 operations per second of CPU time: {"sign": …, "verify": …}."""
    text = subprocess.run(on_core(SERVER_CORE, "openssl", "speed", "-seconds", "1", "rsa2048"), capture_output=True, text=True, check=True).stdout
    sign, verify = re.search(r"^rsa\s+2048 bits.*?([\d.]+)\s+([\d.]+)\s*$", text, re.M).groups()
    return {"sign": float(sign), "verify": float(verify)}


def in_process(program: pathlib.Path, name: str) -> float:
    """Operations per second of CPU time of one Google Benchmark."""
    return 1e9 / benchmark(program, name)["cpu_time"]


def benchmark(program: pathlib.Path, name: str) -> dict:
    """Runs one Google Benchmark: its times in nanoseconds, and its counters."""
    text = subprocess.run(on_core(SERVER_CORE, program, f"--benchmark_filter=^{name}(/.*)?$", "--benchmark_format=json", "--benchmark_min_time=0.5"),
                          capture_output=True, text=True, check=True).stdout
    run, = json.loads(text)["benchmarks"]
    if "error_message" in run:
        raise RuntimeError(f"{name}: {run['error_message']}")
    return run


class Report:
    """`quiet`: keep the figures and print none. `values`: name -> (value, whether more is better), for figures with a
    goal."""

    def __init__(self, quiet=False):
        self.rows, self.values, self.quiet = [], {}, quiet

    def figure(self, name: str, value: float, unit: str, goal=None, at_least=True):
        number = f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
        verdict = "" if goal is None else "met" if (value >= goal if at_least else value <= goal) else "short"
        aim = "" if goal is None else f"{'>=' if at_least else '<='}{goal:g}"
        if goal is not None:
            self.values[name] = (value, at_least)
        if not self.quiet:
            print(f"bench {name} {number} {unit}" + (f" goal {aim} {verdict}" if aim else ""), flush=True)
        self.rows.append((name, f"{number} {unit}", aim, verdict))

    def missing(self, name: str, why: str):
        if not self.quiet:
            print(f"bench {name} not measured: {why}", flush=True)
        self.rows.append((name, "not measured", "", why))

    def markdown(self) -> str:
        lines = ["| figure | value | goal | |", "|---|---|---|---|"]
        lines += [f"| `{name}` | {value} | {aim} | {verdict} |" for name, value, aim, verdict in self.rows]
        return "\n".join(lines)

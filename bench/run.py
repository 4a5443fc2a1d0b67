#!/usr/bin/env python3
"""Measures Sallyport against public programs on this machine, in one run, and prints a line for each figure:

    bench NAME VALUE UNIT goal >=GOAL met|short

One server at a time runs on core 0, wrk (one thread, 64 keep-alive connections) on core 1; servers take turns in rounds
and each figure is the median. CPU per request is the scheduler's own account of the server's whole process tree.
Words as arguments choose the figures whose names hold one of them. Everything listens on loopback and ends by itself."""

import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from harness import Provider, Server, free_port, sign_in, write_config  # noqa: E402

BINARY = ROOT / "build/release/sallyport"
ROUNDS = 3
SECONDS = 2
SERVER_CORE, CLIENT_CORE = ("0", "1") if (os.cpu_count() or 1) > 1 else ("0", "0")


def tree_of(pid: int) -> list:
    found = [pid]
    for parent in found:
        for task in pathlib.Path(f"/proc/{parent}/task").glob("*"):
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def cpu_nanoseconds(pid: int) -> int:
    total = 0
    for process in tree_of(pid):
        for task in pathlib.Path(f"/proc/{process}/task").glob("*"):
            try:
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
    """What one wrk run says: requests, CPU per request of the server in microseconds, p99 in microseconds."""

    def __init__(self, server: Server, port: int, path: str, header: str, prefix: str, lines: pathlib.Path, once=False, seconds=SECONDS,
                 want_errors=False):
        env = dict(os.environ, ROTATE_FILE=str(lines), ROTATE_HEADER=header, ROTATE_PREFIX=prefix, ROTATE_PATH=path)
        if once:
            env["ROTATE_ONCE"] = "1"
        before = cpu_nanoseconds(server.process.pid)
        done = subprocess.run(["taskset", "-c", CLIENT_CORE, "wrk", "-t1", "-c64", f"-d{seconds}s", "--timeout", "5s", "-s",
                               str(ROOT / "bench/rotate.lua"), f"http://127.0.0.1:{port}"], env=env, capture_output=True, text=True,
                              timeout=seconds + 60, check=True)
        used = cpu_nanoseconds(server.process.pid) - before
        requests, duration, p99, bad_status, broken = map(int, re.search(r"^RESULT (\d+) (\d+) (\d+) (\d+) (\d+)$", done.stdout, re.M).groups())
        if requests == 0 or (bad_status and not want_errors) or broken:
            raise RuntimeError(f"{bad_status} of {requests} answers were errors, {broken} connections broke: not a measurement\n{done.stdout}")
        self.requests, self.rate, self.p99 = requests, requests / (duration / 1e6), p99
        self.cpu = used / requests / 1000


class Bench:
    def __init__(self, words):
        self.words = words
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sallyport-bench-"))
        self.servers = []
        self.shorts = 0

    def wants(self, *names) -> bool:
        return not self.words or any(word in name for word in self.words for name in names)

    def print(self, name, value, unit, goal=None, at_least=True):
        text = f"bench {name} {value:.3g} {unit}" if abs(value) < 1000 else f"bench {name} {value:.0f} {unit}"
        if goal is not None:
            met = value >= goal if at_least else value <= goal
            self.shorts += not met
            text += f" goal {'>=' if at_least else '<='}{goal:g} {'met' if met else 'short'}"
        print(text, flush=True)

    def start(self, command) -> Server:
        server = Server(command, core=SERVER_CORE)
        self.servers.append(server)
        return server

    def tokens(self, count: int) -> pathlib.Path:
        return self.provider.tokens(count, self.folder / f"tokens-{count}-{time.monotonic_ns()}")

    # The servers.

    def start_gateway(self, name="gateway", loops=1, rest="") -> tuple:
        """The server, its port, and the milliseconds from its start until it said that it is ready."""
        port, admin = free_port(), free_port()
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        config = write_config(folder, self.provider, port, admin, loops, rest)
        started = time.monotonic()
        server = self.start([BINARY, "serve", "--config", config])
        server.wait_for(admin, "/readyz", good=(200,))
        return server, port, (time.monotonic() - started) * 1000

    def start_nginx(self, extra="") -> tuple:
        port = free_port()
        config = self.folder / f"nginx-{port}.conf"
        config.write_text(f"""
daemon off; worker_processes 1; pid {self.folder}/nginx-{port}.pid; error_log /dev/null;
events {{ worker_connections 20000; }}
http {{
  access_log off; keepalive_requests 1000000000; large_client_header_buffers 4 32k;
  client_body_temp_path {self.folder}/nginx-body; proxy_temp_path {self.folder}/nginx-proxy; fastcgi_temp_path {self.folder}/nginx-fcgi;
  uwsgi_temp_path {self.folder}/nginx-uwsgi; scgi_temp_path {self.folder}/nginx-scgi;
  {extra}
  server {{ listen 127.0.0.1:{port}; location / {{ return 204; }} }}
}}
""")
        server = self.start(["nginx", "-p", self.folder, "-c", config])
        server.wait_for(port)
        return server, port

    def in_turns(self, lines, header, prefix, gateway, nginx, path="/check"):
        """Medians of CPU per request, and of p99, of the gateway and of nginx, for the same request bytes."""
        ours, theirs = [], []
        for _ in range(ROUNDS):
            theirs.append(Load(nginx[0], nginx[1], path, header, prefix, lines))
            ours.append(Load(gateway[0], gateway[1], path, header, prefix, lines))
        median = lambda loads, what: statistics.median(getattr(load, what) for load in loads)
        return {what: (median(ours, what), median(theirs, what)) for what in ("cpu", "p99", "rate")}

    def openssl_verify_rate(self) -> float:
        text = subprocess.run(["taskset", "-c", SERVER_CORE, "openssl", "speed", "-seconds", "2", "rsa2048"], capture_output=True, text=True,
                              check=True).stdout
        return float(re.search(r"^rsa\s+2048 bits.*?([\d.]+)\s*$", text, re.M).group(1))

    def run(self):
        self.provider = Provider()
        gateway = self.start_gateway()
        if self.wants("idle_pss"):
            self.print("idle_pss", pss_bytes(gateway[0].process.pid) / 1e6, "MB", 15, at_least=False)
        nginx = self.start_nginx()
        if self.wants("check_cookie_vs_nginx", "p99_check_cookie_vs_nginx"):
            cookies = self.folder / "cookies"
            cookies.write_text("".join(sign_in(gateway[1]) + "\n" for _ in range(100)))
            got = self.in_turns(cookies, "Cookie", "", gateway, nginx)
            self.print("check_cookie_us", got["cpu"][0], "us")
            self.print("nginx_204_cookie_us", got["cpu"][1], "us")
            self.print("check_cookie_vs_nginx", got["cpu"][1] / got["cpu"][0], "ratio", 1.0)
            self.print("p99_check_cookie_vs_nginx", got["p99"][0] / got["p99"][1], "ratio", 1.0, at_least=False)
        if self.wants("check_bearer_vs_nginx", "p99_check_bearer_vs_nginx"):
            tokens = self.tokens(5000)
            Load(gateway[0], gateway[1], "/check", "Authorization", "Bearer ", tokens, seconds=1)  # all seen once
            got = self.in_turns(tokens, "Authorization", "Bearer ", gateway, nginx)
            self.print("check_bearer_us", got["cpu"][0], "us")
            self.print("nginx_204_bearer_us", got["cpu"][1], "us")
            self.print("check_bearer_vs_nginx", got["cpu"][1] / got["cpu"][0], "ratio", 0.95)
            self.print("p99_check_bearer_vs_nginx", got["p99"][0] / got["p99"][1], "ratio", 1.0, at_least=False)
        if self.wants("bearer_unseen_vs_openssl"):
            ratios = []
            for _ in range(ROUNDS):
                verify = self.openssl_verify_rate()
                load = Load(gateway[0], gateway[1], "/check", "Authorization", "Bearer ", self.tokens(25000), once=True, seconds=20)
                ratios.append(1e6 / load.cpu / verify)
            self.print("bearer_unseen_vs_openssl", statistics.median(ratios), "ratio", 0.55)
        gateway[0].stop()
        if self.wants("start_to_ready"):
            starts = []
            for _ in range(5):
                server, _, took = self.start_gateway()
                starts.append(took)
                server.stop()
            self.print("start_to_ready", statistics.median(starts), "ms", 100, at_least=False)
        if self.wants("bytes_per_session"):
            self.bytes_per_session()

    def bytes_per_session(self):
        """Growth of the process by sessions that are all in its cache, and of the store on disk."""
        count = 2000
        server, port, _ = self.start_gateway("sessions")
        sign_in(port)
        before = pss_bytes(server.process.pid)
        cookies = self.folder / "many-cookies"
        started = time.monotonic()
        cookies.write_text("".join(sign_in(port) + "\n" for _ in range(count)))
        took = time.monotonic() - started
        Load(server, port, "/check", "Cookie", "", cookies, seconds=1)
        self.print("bytes_per_session_memory", max(0, pss_bytes(server.process.pid) - before) / count, "B")
        disk = sum(path.stat().st_size for path in (self.folder / "sessions").glob("*.db*"))
        self.print("bytes_per_session_disk", disk / count, "B")
        self.print("sign_ins", count / took, "per second, one client")
        server.stop()

    def close(self):
        for server in self.servers:
            server.stop()
        if hasattr(self, "provider"):
            self.provider.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def main() -> int:
    bench = Bench(sys.argv[1:])
    try:
        bench.run()
    finally:
        bench.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

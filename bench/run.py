#!/usr/bin/env python3
"""Measures Sallyport against public programs on this machine, in one run, and prints a line for each figure:

    bench NAME VALUE UNIT goal >=GOAL met|short

    bench/run.py [WORD …]                     the parts with a figure whose name contains a WORD
    bench/run.py --markdown [WORD …]          also prints the table that docs/performance.md shows
    bench/run.py --against BINARY [WORD …]    compares with another sallyport, in turns (against.py)

The measured server runs on core 0, wrk (one thread, 64 keep-alive connections) on core 1. Servers take turns in rounds,
and each figure is the median. A ratio compares CPU time per request, as the scheduler counts it for the server's whole
process tree, so it is valid even if the machine has other work. Everything listens on loopback and ends by itself."""

import argparse
import functools
import http.client
import json
import os
import resource
import shutil
import socket
import statistics
import pathlib
import subprocess
import sys
import time
import urllib.request

import against
import of_directory
import of_nodes
import of_people
import of_sign_in_storm
from measure import (CLIENT_CORE, SERVER_CORE, Handshakes, Load, Report, benchmark, cpu_nanoseconds, in_process, in_turns, on_core, openssl_speed,
                     pss_bytes)
from servers import APACHE_MODULES, BINARY, PASSWORD, PERSON, Issuer, Servers
from harness import Browser, any_certificate, sign_in

ROUNDS = 5
SEEN = 5000  # tokens in rotation
UNSEEN = 20_000  # tokens that a gateway gets once; each round starts a new gateway, which has seen none
STORED = 100_000
CACHED = 250_000  # as many as a loop keeps
IDLE = 9_500  # connections: the usual limit of descriptors is 20,000 for client and server
IDLE_TLS = 2_000  # fewer, because Python's client needs far more memory for each than the server

BEARER = {"header": "Authorization", "prefix": "Bearer "}
ROUTE = """
routes:
  - path: /app
    upstream: http://127.0.0.1:{port}
"""

# The policies allow everybody ViewAll. Nothing listens at the upstreams, because /check asks none of them.
OPERATION_ROUTES = """
routes:
  - {path: /plain, upstream: "http://127.0.0.1:9"}
  - {path: /asked, upstream: "http://127.0.0.1:9", requires: {operation: ViewAll, resource: dashboard, path: "/:id", id: ":id"}}
"""


class Bench:
    """`rounds`: how many turns the servers of a comparison take. `programs`: the in-process benchmarks, built with the
    binary."""

    def __init__(self, servers: Servers, report: Report, rounds=ROUNDS):
        self.servers, self.report, self.rounds = servers, report, rounds
        self.folder, self.programs = servers.folder, servers.binary.parent / "bench"

    def against_nginx(self, name, server, port, nginx, lines, goal, path="/check", p99_goal=1.0, **how):
        """Sends the same request bytes to both, in turns."""
        ours, theirs = in_turns(self.rounds, lambda: Load(server, port, lines, path, **how),
                                lambda: Load(*nginx, lines, path, **how))
        self.report.figure(f"{name}_us", ours.cpu, "us")
        self.report.figure(f"{name}_nginx_us", theirs.cpu, "us")
        self.report.figure(f"{name}_vs_nginx", theirs.cpu / ours.cpu, "ratio", goal)
        self.report.figure(f"{name}_p99_vs_nginx", ours.p99 / theirs.p99, "ratio", goal and p99_goal, at_least=False)

    def cookies(self, gateway, count=100, scheme="http"):
        lines = self.folder / f"cookies-{gateway.port}"
        lines.write_text("".join(sign_in(gateway.port, scheme) + "\n" for _ in range(count)))
        return lines

    def check_cookie(self):
        gateway = self.servers.gateway()
        self.against_nginx("check_cookie", gateway.server, gateway.port, self.servers.nginx(), self.cookies(gateway), 1.0)

    def same_answer(self):
        """nginx sends the same answer bytes as the gateway, so the client takes equally long to read them."""
        gateway = self.servers.gateway()
        lines = self.cookies(gateway)
        headers = answer_headers(gateway.port, lines.read_text().split("\n", 1)[0])
        nginx = self.servers.nginx("".join(f'add_header {name} "{value}";' for name, value in headers) + " return 204;")
        self.against_nginx("check_cookie_same_answer", gateway.server, gateway.port, nginx, lines, None)

    def check_operation(self):
        """/check/<path> of a route that requires an operation on the object that the path names, compared with a route
        of the same gateway that requires a sign-in."""
        gateway = self.servers.gateway("operation", rest=OPERATION_ROUTES)
        lines, nginx = self.cookies(gateway), self.servers.nginx()
        plain, asked, theirs = in_turns(self.rounds, lambda: Load(gateway.server, gateway.port, lines, "/check/plain/7"),
                                        lambda: Load(gateway.server, gateway.port, lines, "/check/asked/7"),
                                        lambda: Load(*nginx, lines, "/check"))
        self.report.figure("check_operation_us", asked.cpu, "us")
        self.report.figure("check_operation_vs_nginx", theirs.cpu / asked.cpu, "ratio")
        self.report.figure("check_operation_vs_check", plain.cpu / asked.cpu, "ratio", 0.95)

    def check_bearer(self):
        server, port, tokens = self.bearer_gateway()
        self.against_nginx("check_bearer", server, port, self.servers.nginx(), tokens, 0.95, **BEARER)

    def bearer_gateway(self) -> tuple:
        """A gateway that has seen all of the tokens. Returns the server, its port and the tokens."""
        gateway, tokens = self.servers.gateway("seen"), self.servers.tokens(SEEN)
        Load(gateway.server, gateway.port, tokens, once=True, seconds=10, **BEARER)
        return gateway.server, gateway.port, tokens

    def unseen(self):
        """A new gateway gets each token once."""
        gateway = self.servers.gateway()
        load = Load(gateway.server, gateway.port, self.servers.tokens(UNSEEN), once=True, seconds=20, **BEARER)
        gateway.stop()
        return load

    def bearer_unseen(self):
        to_openssl, ours = [], []
        for _ in range(self.rounds):
            verify = openssl_speed()["verify"]
            ours.append(self.unseen().cpu)
            to_openssl.append(1e6 / ours[-1] / verify)
        self.report.figure("bearer_unseen_us", statistics.median(ours), "us")
        self.report.figure("bearer_unseen_vs_openssl", statistics.median(to_openssl), "ratio", 0.55)

    def in_process_tokens(self):
        verify, mint = [], []
        for _ in range(self.rounds):
            openssl = openssl_speed()
            verify.append(in_process(self.programs / "token_bench", "check_never_seen") / openssl["verify"])
            mint.append(in_process(self.programs / "token_bench", "mint/RS256") / openssl["sign"])
        self.report.figure("bearer_unseen_in_process_vs_openssl", statistics.median(verify), "ratio", 0.8)
        self.report.figure("token_minted_in_process_vs_openssl", statistics.median(mint), "ratio", 0.9)

    def policy_decisions(self):
        program = self.programs / "policy_bench"
        self.report.figure("policy_decisions", statistics.median(in_process(program, "decision") for _ in range(self.rounds)),
                           "per second and core", 1_000_000)
        self.report.figure("policy_decisions_at_a_condition", benchmark(program, "share_of_conditions")["conditions"], "of all", 0.5)

    def mod_auth_openidc(self):
        if not (APACHE_MODULES / "mod_auth_openidc.so").exists():
            for name in ("bearer_vs_mod_auth_openidc", "bearer_unseen_vs_mod_auth_openidc", "bearer_unseen_p99_vs_mod_auth_openidc"):
                self.report.missing(name, "the package libapache2-mod-auth-openidc is not installed")
            return
        apache, seen = self.servers.apache(), self.bearer_gateway()
        cached, first, theirs = in_turns(self.rounds, lambda: Load(*seen, **BEARER), self.unseen, lambda: Load(*apache, seen[2], **BEARER))
        self.report.figure("mod_auth_openidc_us", theirs.cpu, "us")
        self.report.figure("bearer_vs_mod_auth_openidc", theirs.cpu / cached.cpu, "times", 16)
        self.report.figure("bearer_unseen_vs_mod_auth_openidc", theirs.cpu / first.cpu, "times", 5)
        self.report.figure("bearer_unseen_p99_vs_mod_auth_openidc", first.p99 / theirs.p99, "ratio", 1.0, at_least=False)

    def proxied(self):
        upstream = self.servers.upstream()
        gateway = self.servers.gateway(rest=ROUTE.format(port=upstream))
        self.against_nginx("proxied_1kB", gateway.server, gateway.port, self.servers.nginx_proxy(upstream), self.cookies(gateway), 0.8,
                           path="/app")

    def tls(self):
        """TLS 1.3 with the same P-256 certificate on both sides."""
        certificate = self.servers.certificate()
        upstream = self.servers.upstream()
        gateway = self.servers.gateway("tls", rest=ROUTE.format(port=upstream), tls=certificate)
        lines = self.cookies(gateway, scheme="https")
        nginx, nginx_proxy = self.servers.nginx(tls=certificate), self.servers.nginx_proxy(upstream, tls=certificate)
        self.against_nginx("check_cookie_tls", gateway.server, gateway.port, nginx, lines, 0.95, p99_goal=None, scheme="https")
        self.against_nginx("proxied_1kB_tls", gateway.server, gateway.port, nginx_proxy, lines, 0.95, path="/app", p99_goal=None,
                           scheme="https")
        ours, theirs = in_turns(self.rounds, lambda: Handshakes(gateway.server, gateway.port), lambda: Handshakes(*nginx))
        self.report.figure("tls_handshakes", ours.rate, "per second and core")
        self.report.figure("tls_handshakes_nginx", theirs.rate, "per second and core")
        self.report.figure("tls_handshakes_vs_nginx", theirs.cpu / ours.cpu, "ratio", 1.1)

    def two_cores(self):
        """Each core has its own loop and its own wrk, so that only the second core differs. The figure is 2 x CPU time
        per request of one loop / of two loops; locks, shared cache lines and shared caches make it less than 2. nginx's
        workers share nothing, so its figure shows the loss from the machine and the kernel."""
        if (os.cpu_count() or 1) < 2:
            return self.report.missing("check_cookie_two_cores", "needs two cores")
        both = (SERVER_CORE, CLIENT_CORE)
        one, two = self.servers.gateway("one"), self.servers.gateway("two", loops=2, core=",".join(both))
        nginx_one, nginx_two = self.servers.nginx(), self.servers.nginx(workers=2, core=",".join(both))
        kept_one, kept_two = self.cookies(one), self.cookies(two)
        ours, ours_twice, theirs, theirs_twice = in_turns(
            self.rounds, lambda: Load(one.server, one.port, kept_one, cores=both[:1]), lambda: Load(two.server, two.port, kept_two, cores=both),
            lambda: Load(*nginx_one, kept_one, cores=both[:1]), lambda: Load(*nginx_two, kept_two, cores=both))
        self.report.figure("check_cookie_one_core_us", ours.cpu, "us")
        self.report.figure("check_cookie_two_cores_us", ours_twice.cpu, "us")
        self.report.figure("check_cookie_two_cores", 2 * ours.cpu / ours_twice.cpu, "times", 1.8)
        self.report.figure("check_cookie_two_cores_nginx", 2 * theirs.cpu / theirs_twice.cpu, "times")

    def jwt_batch(self):
        """Like a script that uses the command: tokens of one issuer, each line with the key set, every tenth token
        spoiled. Measures the whole time of the process, start included."""
        provider, cases = self.servers.provider(), self.folder / "batch.ndjson"
        with urllib.request.urlopen(f"{provider.origin}/{provider.tenant}/discovery/v2.0/keys") as answer:
            jwks = json.load(answer)
        tokens = self.servers.tokens(SEEN).read_text().split()
        spoiled = [token[:-8] + "AAAAAAAA" if i % 10 == 9 else token for i, token in enumerate(tokens)]
        cases.write_text("".join(json.dumps({"id": i, "jwks": jwks, "alg": ["RS256"], "token": token}) + "\n" for i, token in enumerate(spoiled)))
        took = []
        for _ in range(self.rounds):
            with cases.open() as lines:
                began = time.monotonic()
                done = subprocess.run(on_core(SERVER_CORE, self.servers.binary, "jwt", "verify", "--batch"), stdin=lines, capture_output=True, text=True, check=True)
                took.append(time.monotonic() - began)
            verdicts = [json.loads(line)["valid"] for line in done.stdout.splitlines()]
            if verdicts != [i % 10 != 9 for i in range(SEEN)]:
                raise RuntimeError("the batch did not answer each case rightly: not a measurement")
        self.report.figure("jwt_batch_5000", statistics.median(took), "s", 2, at_least=False)

    def sign_ins(self):
        count, warm = 150, 10
        directory = self.servers.directory()
        gateway = self.servers.gateway("with-directory", at=directory)
        login = f"http://localhost:{gateway.port}/api/v1/auth/login?redirectUri=/"
        whole, steps = [], []
        for i in range(count + warm):
            if i == warm:
                before = cpu_nanoseconds(gateway.pid), cpu_nanoseconds(directory.server.process.pid)
            browser, times = Browser(), [time.monotonic()]
            page = browser.get(browser.get(login).location)
            times.append(time.monotonic())
            back = browser.submit(page, login=PERSON, passwd=PASSWORD, act="sign_in")
            times.append(time.monotonic())
            there = browser.get(back.location)
            times.append(time.monotonic())
            if there.status != 303:
                raise RuntimeError(f"the sign-in ended with {there.status}: {there.text[:500]}")
            if i >= warm:
                whole.append(times[3] - times[0])
                steps.append([later - earlier for earlier, later in zip(times, times[1:])])
        ours, theirs = ((cpu_nanoseconds(pid) - earlier) / count / 1e6 for pid, earlier in
                        zip((gateway.pid, directory.server.process.pid), before))
        whole.sort()
        self.report.figure("sign_ins", 1000 / (ours + theirs), "per second and core")
        self.report.figure("sign_in_p50", whole[count // 2] * 1000, "ms")
        self.report.figure("sign_in_p99", whole[count * 99 // 100] * 1000, "ms")
        self.report.figure("sign_in_cpu_gateway", ours, "ms")
        self.report.figure("sign_in_cpu_directory", theirs, "ms")
        for name, spent in zip(("page", "password", "callback"), zip(*steps)):
            self.report.figure(f"sign_in_step_{name}", statistics.median(spent) * 1000, "ms")

    def stored_sessions(self):
        """Starts with many stored sessions. Then each is requested once, and so enters the cache."""
        folder, cookies = self.folder / "stored", self.folder / "stored-cookies"
        self.servers.gateway("stored").stop()  # makes the keys
        (folder / "sallyport.db").unlink()
        provider = self.servers.provider()
        subprocess.run(on_core(CLIENT_CORE, self.programs / "seed_sessions", folder / "sallyport.db", STORED, cookies,
                               f"{provider.origin}/{provider.tenant}/v2.0", provider.tenant, provider.client), check=True)
        disk = sum(path.stat().st_size for path in folder.glob("*.db*"))
        self.report.figure("bytes_per_session_disk", disk / STORED, "B")
        took = []
        for _ in range(self.rounds):
            gateway = self.servers.gateway("stored")
            took.append(gateway.took)
            if len(took) < self.rounds:
                gateway.stop()
        self.report.figure("start_to_ready_100k_sessions", statistics.median(took), "ms", 100, at_least=False)
        before = pss_bytes(gateway.pid)
        load = Load(gateway.server, gateway.port, cookies, once=True, seconds=60)
        self.report.figure("check_cookie_from_store_us", load.cpu, "us")
        self.report.figure("bytes_per_session_process", (pss_bytes(gateway.pid) - before) / STORED, "B")

    def idle_pss(self):
        gateway = self.servers.gateway("idle")
        self.report.figure("idle_pss", pss_bytes(gateway.pid) / 1e6, "MB", 20, at_least=False)

    def idle_connections(self):
        gateway = self.servers.gateway("crowd")
        self.report.figure("bytes_per_idle_connection", bytes_per_idle(gateway, IDLE, lambda plain: plain), "B", 10_000, at_least=False)

    def idle_tls_connections(self):
        gateway, context = self.servers.gateway("tls-crowd", tls=self.servers.certificate()), any_certificate()
        each = bytes_per_idle(gateway, IDLE_TLS, lambda plain: context.wrap_socket(plain, server_hostname="localhost"))
        self.report.figure("bytes_per_idle_tls_connection", each, "B", 25_000, at_least=False)

    def cached_sessions(self):
        said = json.loads(subprocess.run(on_core(SERVER_CORE, self.programs / "session_cache_bench", CACHED), capture_output=True, text=True, check=True).stdout)
        self.report.figure("cached_sessions_kept", said["found"], f"of {CACHED}")
        self.report.figure("bytes_per_cached_session", said["bytes_each"], "B", 1000, at_least=False)


def bytes_per_idle(gateway, count: int, wrap) -> float:
    """Every connection has had one request answered. The kernel's memory for the sockets is not counted."""
    request = f"GET /check HTTP/1.1\r\nHost: localhost:{gateway.port}\r\n\r\n".encode()

    def connect() -> socket.socket:
        connection = wrap(socket.create_connection(("127.0.0.1", gateway.port)))
        connection.sendall(request)
        if not connection.recv(4096).startswith(b"HTTP/1.1 401"):
            raise RuntimeError("a connection was not answered")
        return connection
    open_ones = [connect() for _ in range(100)]
    before = pss_bytes(gateway.pid)
    open_ones += [connect() for _ in range(count)]
    each = (pss_bytes(gateway.pid) - before) / count
    for connection in open_ones:
        connection.close()
    return each


def answer_headers(port: int, cookie: str) -> list:
    """The headers of /check's answer to a session, without those that nginx adds itself."""
    connection = http.client.HTTPConnection("localhost", port)
    connection.request("GET", "/check", headers={"Cookie": cookie})
    answer = connection.getresponse()
    connection.close()
    if answer.status != 204:
        raise RuntimeError(f"/check answered {answer.status}: not a measurement")
    return [(name, value) for name, value in answer.getheaders() if name != "Date"]


PARTS = [
    (Bench.check_cookie, "check_cookie_vs_nginx check_cookie_p99_vs_nginx"),
    (Bench.same_answer, "check_cookie_same_answer_vs_nginx check_cookie_same_answer_p99_vs_nginx"),
    (Bench.check_operation, "check_operation_us check_operation_vs_nginx check_operation_vs_check"),
    (Bench.check_bearer, "check_bearer_vs_nginx check_bearer_p99_vs_nginx"),
    (Bench.bearer_unseen, "bearer_unseen_vs_openssl"),
    (Bench.in_process_tokens, "bearer_unseen_in_process_vs_openssl token_minted_in_process_vs_openssl"),
    (Bench.policy_decisions, "policy_decisions policy_decisions_at_a_condition"),
    (of_people.listed_people, "people_page"),
    (of_sign_in_storm.sign_in_storm, "storm_check_cookie_us storm_check_cookie_vs_quiet storm_checks_vs_quiet storm_refused storm_memory"),
    (Bench.mod_auth_openidc, "bearer_vs_mod_auth_openidc bearer_unseen_vs_mod_auth_openidc bearer_unseen_p99_vs_mod_auth_openidc"),
    (Bench.proxied, "proxied_1kB_vs_nginx proxied_1kB_p99_vs_nginx"),
    (Bench.tls, "check_cookie_tls_vs_nginx proxied_1kB_tls_vs_nginx tls_handshakes_vs_nginx"),
    (Bench.two_cores, "check_cookie_two_cores check_cookie_two_cores_nginx"),
    (Bench.jwt_batch, "jwt_batch_5000"),
    (Bench.sign_ins, "sign_ins sign_in_p50 sign_in_p99 sign_in_cpu sign_in_step"),
    (of_directory.token_responses, "token_response_vs_openssl token_response_vs_oidc_provider"),
    (of_directory.large_tenant, "directory_seed_100k directory_sign_in_100k directory_sign_in_100k_p99 directory_token_100k directory_page_100k directory_search_100k"),
    (of_directory.portal_list, "portal_list_key_p50 portal_list_key_p95"),
    (Bench.stored_sessions, "start_to_ready_100k_sessions bytes_per_session_disk bytes_per_session_process"),
    (Bench.idle_pss, "idle_pss"),
    (Bench.idle_connections, "bytes_per_idle_connection"),
    (Bench.idle_tls_connections, "bytes_per_idle_tls_connection"),
    (Bench.cached_sessions, "bytes_per_cached_session cached_sessions_kept"),
    *of_nodes.PARTS,
]


def measure(issuer: Issuer, binary: pathlib.Path, report: Report, words: list, rounds: int):
    """Measures the parts that the words select."""
    servers = Servers(issuer, binary)
    try:
        for part, figures in PARTS:
            if words and not any(word in figures or word in part.__name__ for word in words):
                continue
            try:
                part(Bench(servers, report, rounds))
            except FileNotFoundError as missing:
                report.missing(part.__name__, f"{missing.filename} is not built")
            except RuntimeError as failed:
                if binary == BINARY:
                    raise
                # An older binary may not know what the part configures.
                print(f"bench: {part.__name__} with {binary}: {str(failed).strip().splitlines()[-1]}", file=sys.stderr, flush=True)
            servers.stop_all()
    finally:
        servers.close()


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("words", nargs="*")
    options.add_argument("--markdown", action="store_true")
    options.add_argument("--against", type=pathlib.Path)
    options.add_argument("--rounds", type=int, default=ROUNDS, help="turns of each comparison")
    chosen = options.parse_args()
    if not shutil.which("wrk"):
        print("bench: wrk is not installed", file=sys.stderr)
        return 2
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    os.sched_setaffinity(0, {int(CLIENT_CORE)})
    issuer, report = Issuer(), Report()
    try:
        if chosen.against:
            return against.compare(functools.partial(measure, issuer), BINARY, chosen.against.resolve(), chosen.words, chosen.rounds)
        measure(issuer, BINARY, report, chosen.words, chosen.rounds)
    finally:
        issuer.close()
    if chosen.markdown:
        print(report.markdown())
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What several nodes on one PostgreSQL database cost, beside one gateway with its SQLite file."""

import shutil
import statistics
import subprocess
import time

from measure import CLIENT_CORE, Load, cpu_nanoseconds, in_turns, on_core
from postgres import Postgres
from harness import check, sign_in, sign_out

LARGE = 1_000_000  # stored sessions
ONCE = 20_000  # sessions that are each asked for once
SIGN_INS, SIGN_OUTS, NODES = 150, 200, 3
KEYS = ("sealing.key", "own_token_private.der", "own_token_public.der")


def store(url: str) -> str:
    return f'store:\n  url: "{url}"\n'


def with_postgres(measured):
    """Gives a part its database server, or says why its figures are missing."""
    def part(bench):
        if why := Postgres.missing():
            return bench.report.missing(measured.__name__, why)
        return measured(bench, Postgres(bench.servers))
    part.__name__ = measured.__name__
    return part


def seeded(bench, name: str, place: str, count: int):
    """Fills the store at that path or URL. Returns the file with the cookies."""
    provider, cookies = bench.servers.provider(), bench.folder / f"{name}-cookies"
    subprocess.run(on_core(CLIENT_CORE, bench.programs / "seed_sessions", place, count, cookies, f"{provider.origin}/{provider.tenant}/v2.0",
                           provider.tenant, provider.client), check=True)
    return cookies


@with_postgres
def check_cookie_postgres(bench, postgres):
    """Checks that the caches answer, in turns with a gateway on SQLite, which is measured twice to show the spread."""
    ours, sqlite = bench.servers.gateway("postgres", rest=store(postgres.new_database())), bench.servers.gateway("sqlite")
    nginx, lines = bench.servers.nginx(), bench.cookies(ours)
    of_sqlite = bench.cookies(sqlite)
    mine, theirs, again, peer = in_turns(
        bench.rounds, lambda: Load(ours.server, ours.port, lines), lambda: Load(sqlite.server, sqlite.port, of_sqlite),
        lambda: Load(sqlite.server, sqlite.port, of_sqlite), lambda: Load(*nginx, lines))
    spread = abs(theirs.cpu - again.cpu) / again.cpu
    bench.report.figure("check_cookie_postgres_us", mine.cpu, "us")
    bench.report.figure("check_cookie_postgres_vs_nginx", peer.cpu / mine.cpu, "ratio")
    bench.report.figure("check_cookie_sqlite_vs_nginx", peer.cpu / again.cpu, "ratio")
    bench.report.figure("check_cookie_postgres_vs_sqlite", again.cpu / mine.cpu, "ratio", round(1 - max(spread, 0.03), 3))


@with_postgres
def statements_per_check(bench, postgres):
    """What the database hears during many cached checks, less what it hears in the same time without any."""
    gateway = bench.servers.gateway("postgres", rest=store(postgres.new_database()))
    lines = bench.cookies(gateway)
    Load(gateway.server, gateway.port, lines)  # from here on everything is cached, and written down as seen

    def heard(work):
        before = postgres.statements()
        done = work()
        return postgres.statements() - before, done
    quiet, _ = heard(lambda: time.sleep(2))
    busy, load = heard(lambda: Load(gateway.server, gateway.port, lines))
    bench.report.figure("statements_per_cached_check", max(0, busy - quiet) / load.requests, "", 0.001, at_least=False)


@with_postgres
def sessions_from_postgres(bench, postgres):
    """Each session is asked for once, so it must be read from the store."""
    url, folder = postgres.new_database(), bench.folder / "sqlite"
    ours = seeded(bench, "postgres", url, ONCE)
    bench.servers.gateway("sqlite").stop()  # makes the keys
    (folder / "sallyport.db").unlink()
    theirs = seeded(bench, "sqlite", str(folder / "sallyport.db"), ONCE)
    gateway, sqlite = bench.servers.gateway("postgres", rest=store(url)), bench.servers.gateway("sqlite")
    load = Load(gateway.server, gateway.port, ours, once=True, seconds=30)
    bench.report.figure("check_cookie_from_postgres_us", load.cpu, "us")
    bench.report.figure("check_cookie_from_sqlite_us", Load(sqlite.server, sqlite.port, theirs, once=True, seconds=30).cpu, "us")


def multiply_sessions(postgres, url: str, count: int):
    """Copies one stored session under other digests. No start reads them, so it does not matter that their row checks
    are wrong; and the server does it far faster than sign-ins would."""
    name = url.rsplit("/", 1)[1]
    columns = postgres.ask("SELECT string_agg(column_name, ', ') FROM information_schema.columns WHERE table_name = 'session' "
                           "AND column_name NOT IN ('id', 'digest')", name)
    postgres.ask(f"INSERT INTO session (digest, {columns}) SELECT sha256(number::text::bytea), {columns} FROM session, "
                 f"generate_series(2, {count}) number", name)
    if int(postgres.ask("SELECT count(*) FROM session", name)) != count:
        raise RuntimeError("the sessions are not there: not a measurement")


@with_postgres
def start_with_many_sessions(bench, postgres):
    url = postgres.new_database()
    seeded(bench, "many", url, 1)
    multiply_sessions(postgres, url, LARGE)
    bench.report.figure("bytes_per_session_postgres", postgres.size(url) / LARGE, "B")
    took = []
    for _ in range(bench.rounds):
        gateway = bench.servers.gateway("many", rest=store(url))
        took.append(gateway.took)
        gateway.stop()
    bench.report.figure("start_to_ready_1m_sessions_postgres", statistics.median(took), "ms", 1000, at_least=False)


def nodes(bench, postgres, count: int) -> list:
    """Gateways with one database and one set of keys."""
    url, made = store(postgres.new_database()), []
    for i in range(count):
        folder = bench.folder / f"node-{count}-{i}"
        folder.mkdir(exist_ok=True)
        for key in KEYS if made else ():
            shutil.copy(made[0].folder / key, folder / key)
        made.append(bench.servers.gateway(folder.name, rest=url))
    return made


class SignIns:
    """Sign-ins at one node after the other. `cpu`: the time of all nodes for each, in milliseconds."""

    def __init__(self, at: list):
        before = [cpu_nanoseconds(node.pid) for node in at]
        for i in range(SIGN_INS):
            sign_in(at[i % len(at)].port)
        self.cpu = sum(cpu_nanoseconds(node.pid) - earlier for node, earlier in zip(at, before)) / SIGN_INS / 1e6
        self.p99 = self.rate = 0


@with_postgres
def sign_ins_at_nodes(bench, postgres):
    one, three = nodes(bench, postgres, 1), nodes(bench, postgres, NODES)
    alone, together = in_turns(bench.rounds, lambda: SignIns(one), lambda: SignIns(three))
    bench.report.figure("sign_in_cpu_one_node", alone.cpu, "ms")
    bench.report.figure("sign_in_cpu_three_nodes", together.cpu, "ms")
    bench.report.figure("sign_in_cpu_three_nodes_vs_one", together.cpu / alone.cpu, "ratio", 1.1, at_least=False)


@with_postgres
def revocations(bench, postgres):
    """From the answer to a sign-out at one node until another node refuses the session that it had in its cache."""
    here, there = nodes(bench, postgres, 2)
    took = []
    for _ in range(SIGN_OUTS):
        cookie = sign_in(here.port)
        if check(there.port, cookie) != 204:
            raise RuntimeError("the other node does not know the session: not a measurement")
        sign_out(here.port, cookie)
        ended = time.monotonic()
        while check(there.port, cookie) == 204:
            if time.monotonic() - ended > 5:
                raise RuntimeError("the end was not heard in five seconds: not a measurement")
        took.append((time.monotonic() - ended) * 1000)
    took.sort()
    bench.report.figure("revocation_p50", took[SIGN_OUTS // 2], "ms")
    bench.report.figure("revocation_p99", took[SIGN_OUTS * 99 // 100], "ms", 200, at_least=False)


PARTS = [
    (check_cookie_postgres, "check_cookie_postgres_us check_cookie_postgres_vs_nginx check_cookie_sqlite_vs_nginx check_cookie_postgres_vs_sqlite"),
    (statements_per_check, "statements_per_cached_check"),
    (sessions_from_postgres, "check_cookie_from_postgres_us check_cookie_from_sqlite_us"),
    (start_with_many_sessions, "bytes_per_session_postgres start_to_ready_1m_sessions_postgres"),
    (sign_ins_at_nodes, "sign_in_cpu_one_node sign_in_cpu_three_nodes sign_in_cpu_three_nodes_vs_one"),
    (revocations, "revocation_p50 revocation_p99"),
]

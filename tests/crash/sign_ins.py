#!/usr/bin/env python3
"""kill -9 at random moments of up to 1,000 sign-ins, 30 rounds: no acknowledged session or sign-out is lost, no
database is damaged.

In each round four clients sign people in over HTTP at the same time, and sign a third of them out again. The server is
killed after a random number of acknowledged sign-ins, while others are still running. Then it starts again. Every
session cookie that any client ever received must still open /check unless its sign-out began; no cookie whose sign-out
was acknowledged may open it. The seed is printed; CRASH_SEED repeats a run, CRASH_ROUNDS shortens it."""

import http.client
import os
import pathlib
import random
import shutil
import sqlite3
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from harness import Provider, Server, check, free_port, report, sign_in, sign_out, write_config  # noqa: E402

BINARY = sys.argv[1] if len(sys.argv) > 1 else "build/release/sallyport"
ROUNDS = int(os.environ.get("CRASH_ROUNDS", "30"))
SIGN_INS = 1000
CLIENTS = 4


class Known:
    """What is certain about the sessions of one round: the status that /check must give for each cookie."""

    def __init__(self):
        self.lock = threading.Lock()
        self.signed_in = 0
        self.statuses = {}

    def acknowledge(self, cookie: str, status: int) -> None:
        with self.lock:
            self.statuses[cookie] = status

    def doubt(self, cookie: str) -> None:
        with self.lock:
            del self.statuses[cookie]


def work_until_killed(server: Server, port: int, kill_after: int) -> Known:
    """Lets clients sign in and out. The one whose sign-in is number `kill_after` kills the server."""
    known = Known()

    def client():
        while server.process.poll() is None and known.signed_in < SIGN_INS:
            try:
                cookie = sign_in(port)
                with known.lock:
                    known.signed_in += 1
                    known.statuses[cookie] = 204
                    number = known.signed_in
                if number == kill_after:
                    server.kill()
                if number % 3 == 0:
                    known.doubt(cookie)
                    sign_out(port, cookie)
                    known.acknowledge(cookie, 401)
            except (OSError, http.client.HTTPException):
                return  # the server is gone, and this step was not acknowledged

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return known


def damage_of(folder: pathlib.Path) -> list:
    found = []
    for path in folder.glob("*.db"):
        verdict = sqlite3.connect(path).execute("PRAGMA integrity_check").fetchall()
        if verdict != [("ok",)]:
            found.append(f"{path.name}: {verdict}")
    return found


def main() -> int:
    seed = int(os.environ.get("CRASH_SEED", random.SystemRandom().randrange(1 << 32)))
    print(f"seed {seed}")
    dice = random.Random(seed)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="sallyport-crash-"))
    provider = Provider()
    port, admin_port = free_port(), free_port()
    config = write_config(folder, provider, port, admin_port)
    passed = failed = total = 0
    kept = {}  # a sample of earlier rounds' cookies; what is known of them must survive every later crash, too
    server = None
    try:
        for number in range(1, ROUNDS + 1):
            server = Server([BINARY, "serve", "--config", config])
            server.wait_for(admin_port, "/readyz", good=(200,))
            # Often a small number, so that some kills hit the first commits of a fresh database log.
            known = work_until_killed(server, port, dice.choice([dice.randint(1, 10), dice.randint(1, 120), dice.randint(1, SIGN_INS)]))
            server.kill()
            server = Server([BINARY, "serve", "--config", config])
            server.wait_for(admin_port, "/readyz", good=(200,))
            certain = {**kept, **known.statuses}
            wrong = [status for cookie, status in certain.items() if check(port, cookie) != status]
            server.kill()
            damage = damage_of(folder)
            total += known.signed_in
            kept.update(dice.sample(sorted(known.statuses.items()), min(6, len(known.statuses))))
            if wrong or damage:
                failed += 1
                print(f"FAIL round {number}: {wrong.count(204)} sessions lost, {wrong.count(401)} came back, of {len(certain)}; {damage}\n{server.output()[-2000:]}")
            else:
                passed += 1
    finally:
        if server:
            server.stop()
        provider.close()
        shutil.rmtree(folder, ignore_errors=True)
    report("F-12: killed at any moment of sign-ins and sign-outs, no acknowledged one is lost and no database damaged", "failed" if failed or not passed else "passed")
    print(f"{total} sign-ins were acknowledged in {ROUNDS} rounds")
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())

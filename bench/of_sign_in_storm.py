"""What a storm of sign-ins with passwords of our own does to checks. Each password costs an Argon2id hash."""

import base64
import http.client
import json
import pathlib
import re
import threading
import time

from measure import Load, in_turns

PEOPLE = 128  # who sign in at the same time
BETWEEN = 1.0  # seconds until somebody who was refused comes again, as Retry-After asks
LOOP = "gateway"  # the name of the threads that answer
LOCAL_ACCOUNTS = """
localAccounts:
  besideProvider: true
rateLimits:
  localSignIn: 0
"""


class Storm:
    """People who sign in at the same time, again and again, while it is entered. Nobody has their names, which costs a
    hash too, and each name comes once, so that nothing but the pool bounds how many are hashed."""

    def __init__(self, port: int):
        self.port, self.over, self.counting = port, threading.Event(), threading.Lock()
        self.hashed, self.refused, self.wrong, self.tried = 0, 0, [], 0
        self.people = [threading.Thread(target=self.one, args=(number,)) for number in range(PEOPLE)]

    def __enter__(self):
        for one in self.people:
            one.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for one in self.people:
            one.join()

    def one(self, number: int):
        connection = http.client.HTTPConnection("localhost", self.port, timeout=30)
        self.over.wait(number / PEOPLE * BETWEEN)
        while not self.over.is_set():
            with self.counting:
                self.tried += 1
                name = f"nobody{self.tried}-{id(self)}@contoso.example"
            password = base64.b64encode(b"seven horses in the rain").decode()
            connection.request("POST", "/api/v1/users/login", json.dumps({"email": name, "password": password}), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            self.count(answer.status, answer.headers["Retry-After"])
            self.over.wait(BETWEEN)
        connection.close()

    def count(self, status: int, retry_after):
        with self.counting:
            if status == 401:
                self.hashed += 1
            elif status == 503 and retry_after:
                self.refused += 1
            else:
                self.wrong.append((status, retry_after))


def memory(pid: int, what: str) -> int:
    """VmRSS, or VmHWM, the most that it was, in bytes."""
    return int(re.search(rf"^{what}:\s+(\d+) kB", pathlib.Path(f"/proc/{pid}/status").read_text(), re.M).group(1)) * 1024


def sign_in_storm(bench):
    gateway = bench.servers.gateway("storm", rest=LOCAL_ACCOUNTS)
    lines, storms = bench.cookies(gateway), []

    def check() -> Load:
        return Load(gateway.server, gateway.port, lines, threads=LOOP)

    def check_in_storm() -> Load:
        with Storm(gateway.port) as storm:
            storms.append(storm)
            time.sleep(BETWEEN)  # until all of them have come
            return check()
    check()  # from here on everything is cached
    before = memory(gateway.pid, "VmRSS")
    quiet, stormy = in_turns(bench.rounds, check, check_in_storm)
    wrong = [each for storm in storms for each in storm.wrong]
    hashed, refused = sum(storm.hashed for storm in storms), sum(storm.refused for storm in storms)
    if wrong or not hashed or not refused:
        raise RuntimeError(f"{hashed} sign-ins were checked, {refused} refused, and others: {wrong[:5]}: not a measurement")
    bench.report.figure("storm_check_cookie_us", stormy.cpu, "us")
    bench.report.figure("storm_check_cookie_vs_quiet", quiet.cpu / stormy.cpu, "ratio", 0.95)
    bench.report.figure("storm_checks_vs_quiet", stormy.rate / quiet.rate, "ratio")
    bench.report.figure("storm_refused", refused / (hashed + refused), "of the sign-ins")
    bench.report.figure("storm_memory", (memory(gateway.pid, "VmHWM") - before) / 1e6, "MB", 64, at_least=False)

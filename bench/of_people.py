"""What the list of people costs the gateway at the API, page by page."""

import heapq
import http.client
import json
import subprocess

from measure import CLIENT_CORE, cpu_nanoseconds, on_core
from harness import sign_in

PEOPLE, PAGE = 100_000, 100
TIMES = 7  # how often a page is asked for before its time counts as slow

# What people are asked for. Half of them have the role Odd and are in the team; Ends is the role of the first and the
# last 3,000 alone.
LISTS = {
    "everybody": "",
    "fields": "fields=profile,roles,teams,inheritedRoles",
    "role": "role=Odd",
    "team": "team=Analysts&fields=teams",
    "ends": "role=Ends",
    "prefix": "namePrefix=person05&isAdmin=false&isBot=false",
}


class Api:
    """The gateway's API as an administrator of it sees it."""

    def __init__(self, gateway):
        self.pid, self.headers = gateway.pid, {"Cookie": sign_in(gateway.port), "Sec-Fetch-Site": "same-origin"}
        self.connection = http.client.HTTPConnection("localhost", gateway.port)

    def ask(self, method: str, path: str, body=None) -> tuple:
        """The answer, and the microseconds of the gateway's CPU time."""
        before = cpu_nanoseconds(self.pid)
        typed = {"Content-Type": "application/json"} if body else {}
        self.connection.request(method, path, body and json.dumps(body), self.headers | typed)
        answer = self.connection.getresponse()
        text = answer.read()
        took = (cpu_nanoseconds(self.pid) - before) / 1000
        if answer.status not in (200, 201):
            raise RuntimeError(f"{path} answered {answer.status}: not a measurement\n{text[:500]}")
        return json.loads(text), took


def walk(api: Api, query: str) -> list:
    """Each page once: its path and its microseconds."""
    pages, after, listed = [], "", 0
    while after is not None:
        path = f"/api/v1/users?limit={PAGE}" + (f"&{query}" if query else "") + (f"&after={after}" if after else "")
        page, took = api.ask("GET", path)
        pages.append((path, took))
        listed += len(page["data"])
        after = page["paging"].get("after")
    if listed != page["paging"]["total"]:
        raise RuntimeError(f"{query}: {listed} of {page['paging']['total']} people came: not a measurement")
    return pages


def fastest(api: Api, path: str, took: float, times: int) -> float:
    return min([took, *(api.ask("GET", path)[1] for _ in range(times))])


def slowest(api: Api, pages: list) -> float:
    """The slowest page. A page counts with its fastest time of several, so that other work on the machine is no page."""
    waiting = [(-took, path, 1) for path, took in pages]
    heapq.heapify(waiting)
    while True:
        took, path, times = waiting[0]
        if times > TIMES:
            return -took
        heapq.heapreplace(waiting, (-fastest(api, path, -took, 1), path, times + 1))


def filled(bench) -> Api:
    """A gateway with many people, and one team."""
    gateway = bench.servers.gateway("people")
    team, _ = Api(gateway).ask("POST", "/api/v1/teams", {"name": "Analysts", "teamType": "Department"})
    gateway.stop()
    subprocess.run(on_core(CLIENT_CORE, bench.programs / "seed_people", gateway.folder / "sallyport.db", PEOPLE, team["id"]), check=True)
    return Api(bench.servers.gateway("people"))


def listed_people(bench):
    api = filled(bench)
    for name, query in LISTS.items():
        pages = walk(api, query)
        first = fastest(api, *pages[0], TIMES)
        bench.report.figure(f"people_page_{name}_us", first, "us")
        bench.report.figure(f"people_page_{name}_slowest_vs_first", slowest(api, pages) / first, "ratio", 2, at_least=False)

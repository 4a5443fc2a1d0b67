"""What the directory's answers cost: token responses beside OpenSSL and npm oidc-provider, sign-ins with code and PKCE,
and a large tenant beside a small one."""

import base64
import hashlib
import http.client
import json
import secrets
import shutil
import statistics
import subprocess
import time
import urllib.parse

from measure import BENCH, CLIENT_CORE, SERVER_CORE, Load, in_turns, on_core, openssl_speed
from servers import DIRECTORY_CLIENT, DIRECTORY_SECRET, DIRECTORY_TENANT, PASSWORD, PERSON
from harness import NODE, Browser, free_port

LARGE = (100_000, 10_000, 5_000)  # people, groups and applications
SMALL = (100, 10, 10)  # one page of people
FORM = "application/x-www-form-urlencoded"
CALLBACK = "http://localhost/callback"
TOKEN = f"/{DIRECTORY_TENANT}/oauth2/v2.0/token"
CLIENT = {"client_id": DIRECTORY_CLIENT, "client_secret": DIRECTORY_SECRET}
AS_ITSELF = CLIENT | {"grant_type": "client_credentials"}  # oidc-provider has one API, and needs no scope
FOR_GRAPH = AS_ITSELF | {"scope": "https://graph.microsoft.com/.default"}
SIGN_INS, CALLS = 150, 200


def portal_list(bench):
    """From a keystroke to the rows that fit, in the portal's list of 5,000 applications."""
    if not shutil.which("chromium"):
        bench.report.missing("portal_list", "Chromium is not installed")
        return
    done = subprocess.run([NODE, BENCH / "portal_list.mjs", "5000"], stdout=subprocess.PIPE, text=True, timeout=300, check=True)
    measured = json.loads(done.stdout)
    bench.report.figure("portal_list_key_p50", measured["p50"], "ms")
    bench.report.figure("portal_list_key_p95", measured["p95"], "ms", 100, at_least=False)


def posts(bench, server, port: int, path: str, form: dict) -> Load:
    """The load of one form, sent over and over."""
    types = bench.folder / "form-type"
    types.write_text(FORM + "\n")
    return Load(server, port, types, path=path, header="Content-Type", body=urllib.parse.urlencode(form))


def token_responses(bench):
    """The grant client_credentials with a secret: RS256, with the sign-in log and all checks, as shipped."""
    directory, peer = bench.servers.directory(), oidc_provider(bench)
    signs = []

    def ours() -> Load:
        signs.append(openssl_speed()["sign"])
        return posts(bench, directory.server, directory.port, TOKEN, FOR_GRAPH)

    def theirs() -> Load:
        return posts(bench, *peer, "/token", AS_ITSELF)
    own, npm = in_turns(bench.rounds, ours, theirs)
    bench.report.figure("token_response_us", own.cpu, "us")
    bench.report.figure("token_response_oidc_provider_us", npm.cpu, "us")
    bench.report.figure("token_response_vs_openssl", 1e6 / own.cpu / statistics.median(signs), "ratio", 0.75)
    bench.report.figure("token_response_vs_oidc_provider", npm.cpu / own.cpu, "times", 1.8)


def oidc_provider(bench) -> tuple:
    """npm oidc-provider with the same client: the server and its port."""
    port = free_port()
    server = bench.servers.start([NODE, BENCH / "oidc_provider.mjs", port, DIRECTORY_CLIENT, DIRECTORY_SECRET], SERVER_CORE)
    server.wait_for(port, "/.well-known/openid-configuration", good=(200,))
    return server, port


class Client:
    """Asks one directory as an application does."""

    def __init__(self, port: int):
        self.port, self.connection = port, http.client.HTTPConnection("localhost", port)

    def ask(self, method: str, path: str, body=None, **headers) -> dict:
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}: not a measurement\n{text[:500]}")
        return json.loads(text)

    def redeem(self, **fields) -> str:
        return self.ask("POST", TOKEN, urllib.parse.urlencode(fields), **{"Content-Type": FORM})["access_token"]

    def app_token(self) -> str:
        return self.redeem(**FOR_GRAPH)

    def sign_in(self):
        """The page, the password, the code and its redemption with PKCE."""
        verifier = secrets.token_urlsafe(48)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = urllib.parse.urlencode({"client_id": DIRECTORY_CLIENT, "response_type": "code", "redirect_uri": CALLBACK, "scope": "openid profile",
                                        "state": "s", "code_challenge": challenge, "code_challenge_method": "S256"})
        browser = Browser()
        page = browser.get(f"http://localhost:{self.port}/{DIRECTORY_TENANT}/oauth2/v2.0/authorize?{asked}")
        back = browser.submit(page, login=PERSON, passwd=PASSWORD, act="sign_in").location
        code, = urllib.parse.parse_qs(urllib.parse.urlsplit(back).query)["code"]
        self.redeem(**CLIENT, grant_type="authorization_code", code=code, redirect_uri=CALLBACK, code_verifier=verifier, scope="openid profile")

    def graph(self, token: str, query: dict) -> list:
        path = "/v1.0/users?" + urllib.parse.urlencode(query)
        return self.ask("GET", path, Authorization=f"Bearer {token}", ConsistencyLevel="eventual")["value"]


def milliseconds(count: int, work) -> list:
    """How long each of `count` calls took, in order of length."""
    took = []
    for _ in range(count):
        began = time.monotonic()
        work()
        took.append((time.monotonic() - began) * 1000)
    return sorted(took)


def filled(bench, name: str, size: tuple) -> tuple:
    """A running directory with so many people, groups and applications, and the seconds that filling it took."""
    directory = bench.servers.directory(name)
    directory.stop()
    began = time.monotonic()
    subprocess.run(on_core(CLIENT_CORE, bench.programs / "seed_directory", directory.data, DIRECTORY_TENANT, *size), check=True, stdout=subprocess.DEVNULL)
    took = time.monotonic() - began
    directory.start()
    return directory, took


def answers(directory) -> dict:
    """What a tenant's answers take, in milliseconds."""
    client = Client(directory.port)
    token = client.app_token()

    def page():
        if len(client.graph(token, {"$top": 100})) != 100:
            raise RuntimeError("the page has other than 100 people: not a measurement")

    def search():
        if not client.graph(token, {"$top": 100, "$search": '"displayName:ada"'}):
            raise RuntimeError("the search found nobody: not a measurement")
    return {"sign_in": milliseconds(SIGN_INS, client.sign_in), "token": milliseconds(CALLS, client.app_token), "page": milliseconds(CALLS, page),
            "search": milliseconds(CALLS, search)}


def large_tenant(bench):
    """100,000 people, 10,000 groups and 5,000 applications, beside a tenant with one page of people."""
    (large, took), (small, _) = filled(bench, "large", LARGE), filled(bench, "small", SMALL)
    bench.report.figure("directory_seed_100k", took, "s", 20, at_least=False)
    of_small, of_large = answers(small), answers(large)
    for name in ("sign_in", "token", "page"):
        ours, theirs = statistics.median(of_large[name]), statistics.median(of_small[name])
        bench.report.figure(f"directory_{name}_100k", ours, "ms")
        bench.report.figure(f"directory_{name}_100k_vs_small", ours / theirs, "ratio", 2, at_least=False)
    bench.report.figure("directory_sign_in_100k_p99", of_large["sign_in"][SIGN_INS * 99 // 100], "ms")
    bench.report.figure("directory_search_100k", statistics.median(of_large["search"]), "ms", 50, at_least=False)

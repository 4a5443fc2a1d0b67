"""What the bench and the Python suites share: an identity provider that signs people in without asking, a gateway in
front of it, the sign-in over HTTP as a browser does it, and the report of the tests. Everything is on loopback."""

import html
import http.client
import json
import os
import pathlib
import random
import re
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
NODE = os.environ.get("NODE", "node")


_reported = []


def report(name: str, result: str):
    """Reports a test to tools/run_tests.py: "passed", "failed" or "skipped". If the test covers rows of the
    catalogue, its name begins with their ids: "F-12, F-14: …"."""
    _reported.append({"name": name, "result": result})
    if path := os.environ.get("TEST_REPORT"):
        pathlib.Path(path).write_text(json.dumps(_reported))


# The ports of this suite: TEST_PORTS names the first and the last, so that suites that run at the same time never take
# each other's. They lie below the range from which the system assigns ports, so that no connection gets one either.
_first_port, _last_port = map(int, os.environ.get("TEST_PORTS", "10000-31999").split("-"))
_next_port = random.randrange(_first_port, _last_port)


def free_port() -> int:
    """A port that nobody listens on. No port is given twice until all have been given."""
    global _next_port
    while True:
        port = _next_port
        _next_port = port + 1 if port < _last_port else _first_port
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port


class Provider:
    """The honest provider of tests/evil_idp, and a source of signed tokens."""

    def __init__(self):
        self.process = subprocess.Popen([NODE, ROOT / "bench/provider.mjs"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        said = json.loads(self.process.stdout.readline())
        self.origin, self.tenant, self.client, self.secret = said["origin"], said["tenant"], said["client"], said["secret"]

    def tokens(self, count: int, path: pathlib.Path) -> pathlib.Path:
        self.process.stdin.write(f"tokens {count} {path}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline().startswith("wrote")
        return path

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


class Certificate:
    """A self-signed certificate for localhost and its P-256 key."""

    def __init__(self, folder: pathlib.Path, name: str):
        self.certificate, self.key = folder / f"{name}.crt", folder / f"{name}.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", self.key, "-out", self.certificate],
                       check=True, capture_output=True)


def any_certificate() -> ssl.SSLContext:
    """Accepts every certificate; only for our own servers on loopback."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def write_config(folder: pathlib.Path, provider: Provider, port: int, admin_port: int, loops=1, rest="", tls: "Certificate | None" = None) -> pathlib.Path:
    authority = f"{provider.origin}/{provider.tenant}"
    path = folder / "sallyport.yaml"
    origin = f"{'https' if tls else 'http'}://localhost:{port}"
    certificate = f"\n  tlsCertificateFile: {tls.certificate}\n  tlsKeyFile: {tls.key}" if tls else ""
    path.write_text(f"""
server:
  publicUrl: {origin}
  address: 127.0.0.1
  port: {port}
  adminPort: {admin_port}
  loops: {loops}
  dataDir: {folder}{certificate}
authenticationConfiguration:
  provider: azure
  clientType: confidential
  authority: {authority}
  clientId: {provider.client}
  callbackUrl: {origin}/callback
  oidcConfiguration:
    type: azure
    id: {provider.client}
    secret: {provider.secret}
    tenant: {provider.tenant}
    scope: openid profile email offline_access
    discoveryUri: {authority}/v2.0/.well-known/openid-configuration
    callbackUrl: {origin}/callback
    serverUrl: {origin}
authorizerConfiguration:
  adminPrincipals: [alice]
  principalDomain: contoso.example
  useRolesFromProvider: true
{rest}
""")
    path.chmod(0o600)
    return path


class Server:
    """A process whose output is kept. It is pinned to a core if one is given."""

    def __init__(self, command, core=None):
        self.log = tempfile.TemporaryFile()
        pinned = ["taskset", "-c", core] if core else []
        self.process = subprocess.Popen([*pinned, *map(str, command)], stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL)

    def output(self) -> str:
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def wait_for(self, port: int, path: str = "/", good=range(200, 500)):
        limit = time.monotonic() + 20
        while time.monotonic() < limit and self.process.poll() is None:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
                connection.request("GET", path)
                response = connection.getresponse()
                if response.status in good and b"idp=degraded" not in response.read():
                    return
            except OSError:
                pass
            time.sleep(0.001)
        raise RuntimeError(f"server did not come up:\n{self.output()[-3000:]}")

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def kill(self):
        self.process.kill()
        self.process.wait()


class Browser:
    """Keeps the cookies of each origin, sends one request at a time, and submits the form of a page."""

    class Answer:
        def __init__(self, url, response):
            self.url, self.status, self.text = url, response.status, response.read().decode(errors="replace")
            location = response.headers["Location"]
            self.location = location and urllib.parse.urljoin(url, location)

    def __init__(self):
        self.jars = {}  # "host:port": {name: value}

    def get(self, url: str, form=None) -> "Browser.Answer":
        parts = urllib.parse.urlsplit(url)
        jar = self.jars.setdefault(parts.netloc, {})
        headers = {"Host": parts.netloc}
        if jar:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        if form is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"{parts.scheme}://{parts.netloc}"}
        if parts.scheme == "https":
            connection = http.client.HTTPSConnection("127.0.0.1", parts.port, timeout=10, context=any_certificate())
        else:
            connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=10)
        try:
            target = parts.path + ("?" + parts.query if parts.query else "")
            connection.request("GET" if form is None else "POST", target, form and urllib.parse.urlencode(form), headers)
            response = connection.getresponse()
            for line in response.headers.get_all("Set-Cookie") or []:
                name, value = line.split(";")[0].split("=", 1)
                if "Max-Age=0" in line:
                    jar.pop(name, None)
                else:
                    jar[name] = value
            return Browser.Answer(url, response)
        finally:
            connection.close()

    def submit(self, page: "Browser.Answer", **fields) -> "Browser.Answer":
        form = re.search(r"<form([^>]*)>(.*?)</form>", page.text, re.S)
        hidden = re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]*)"[^>]*value="([^"]*)"', form[2])
        action = re.search(r'action="([^"]*)"', form[1])
        target = urllib.parse.urljoin(page.url, html.unescape(action[1])) if action else page.url
        return self.get(target, {name: html.unescape(value) for name, value in hidden} | fields)


def sign_in(port: int, scheme="http") -> str:
    """Does the whole sign-in. Returns the session cookie, "name=value", as soon as the gateway has sent it."""
    browser = Browser()
    url = f"{scheme}://localhost:{port}/api/v1/auth/login?redirectUri=/"
    for _ in range(3):  # to the provider, at the provider, back
        answer = browser.get(url)
        if answer.status not in (302, 303):
            raise RuntimeError(f"{url}: {answer.status} {answer.text[:600]!r}")
        url = answer.location
    return "; ".join(f"{name}={value}" for name, value in browser.jars[f"localhost:{port}"].items())


def sign_out(port: int, cookie: str) -> None:
    """Returns when the gateway has acknowledged the sign-out."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/api/v1/auth/logout", headers={"Host": f"localhost:{port}", "Cookie": cookie, "Sec-Fetch-Site": "same-origin"})
        response = connection.getresponse()
        response.read()
        if response.status != 302:
            raise RuntimeError(f"sign-out: {response.status}")
    finally:
        connection.close()


def check(port: int, cookie: str) -> int:
    """Returns the status of /check with this cookie."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/check", headers={"Host": f"localhost:{port}", "Cookie": cookie})
        return connection.getresponse().status
    finally:
        connection.close()

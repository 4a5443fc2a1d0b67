"""The servers of the bench: the gateway, an identity provider or the embedded directory behind it, and the public
programs that the bench compares it with. Each is pinned to the server's core; all listen on loopback and end with the
bench."""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from harness import Certificate, Provider, Server, free_port, write_config  # noqa: E402
from measure import CLIENT_CORE, SERVER_CORE, on_core  # noqa: E402

BINARY = ROOT / "build/release/sallyport"
APACHE_MODULES = pathlib.Path("/usr/lib/apache2/modules")
BODY = "x" * 1024  # what the upstream behind both proxies sends

DIRECTORY_TENANT = "5a1d6c3e-7f20-4b8a-9c4d-0e1f2a3b4c5d"
DIRECTORY_CLIENT = "0a1b2c3d-0003-4000-8000-0000000000eb"
DIRECTORY_SECRET = "the-secret-of-the-benchmark"
PERSON, PASSWORD = "ada@contoso.example", "correct horse battery staple"


class Issuer:
    """The identity provider, started at its first use, and its tokens. All servers of a run share them."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sallyport-bench-tokens-"))
        self._provider = None

    def provider(self) -> Provider:
        if not self._provider:
            self._provider = Provider()
            subprocess.run(["taskset", "-acp", CLIENT_CORE, str(self._provider.process.pid)], stdout=subprocess.DEVNULL, check=True)
        return self._provider

    def tokens(self, count: int) -> pathlib.Path:
        """A file with this many bearer tokens, one per line; made once."""
        path = self.folder / f"tokens-{count}"
        return path if path.exists() else self.provider().tokens(count, path)

    def close(self):
        if self._provider:
            self._provider.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Servers:
    """`binary`: the sallyport to measure."""

    def __init__(self, issuer: Issuer, binary=BINARY):
        self.binary = binary
        self.provider, self.tokens = issuer.provider, issuer.tokens
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sallyport-bench-"))
        self.running = []
        self._certificate = None

    def start(self, command, core=SERVER_CORE) -> Server:
        server = Server(command, core=core)
        self.running.append(server)
        return server

    def gateway(self, name="gateway", loops=1, rest="", core=SERVER_CORE, at=None, tls=None) -> "Gateway":
        return Gateway(self, name, loops, rest, core, at or self.provider(), tls)

    def certificate(self) -> Certificate:
        """One certificate for all servers of a comparison."""
        self._certificate = self._certificate or Certificate(self.folder, "server")
        return self._certificate

    def nginx(self, location="return 204;", outside="", core=SERVER_CORE, tls=None, workers=1) -> tuple:
        """With more than one worker, each has its own listening socket, like each loop of ours."""
        port = free_port()
        flags = ("ssl" if tls else "") + (" reuseport" if workers > 1 else "")
        certificate = f"ssl_certificate {tls.certificate}; ssl_certificate_key {tls.key}; ssl_protocols TLSv1.3;" if tls else ""
        config = self.folder / f"nginx-{port}.conf"
        config.write_text(f"""
daemon off; worker_processes {workers}; pid {self.folder}/nginx-{port}.pid; error_log /dev/null;
events {{ worker_connections 20000; }}
http {{
  access_log off; keepalive_requests 1000000000; large_client_header_buffers 4 32k;
  client_body_temp_path {self.folder}/nginx-body; proxy_temp_path {self.folder}/nginx-proxy; fastcgi_temp_path {self.folder}/nginx-fcgi;
  uwsgi_temp_path {self.folder}/nginx-uwsgi; scgi_temp_path {self.folder}/nginx-scgi;
  {outside}
  server {{ listen 127.0.0.1:{port} {flags}; {certificate} location / {{ {location} }} }}
}}
""")
        server = self.start(["nginx", "-p", self.folder, "-c", config], core)
        server.wait_for(port)
        return server, port

    def upstream(self) -> int:
        """Answers 1 kB at every path, on the client's core, because it is not what we measure."""
        return self.nginx(f'default_type text/plain; return 200 "{BODY}";', core=CLIENT_CORE)[1]

    def nginx_proxy(self, upstream: int, tls=None) -> tuple:
        return self.nginx("proxy_pass http://behind; proxy_http_version 1.1; proxy_set_header Connection '';",
                          f"upstream behind {{ server 127.0.0.1:{upstream}; keepalive 64; }}", tls=tls)

    def apache(self) -> tuple:
        """Debian's mod_auth_openidc as a resource server that verifies the provider's JWTs itself, in front of a small
        file."""
        port, folder = free_port(), self.folder / "apache"
        (folder / "documents").mkdir(parents=True)
        # Apache fetches keys only over https, so nginx adds TLS in front of the provider.
        certificate = self.certificate()
        keys_port = self.nginx(f"proxy_pass {self.provider().origin};", core=CLIENT_CORE, tls=certificate)[1]
        (folder / "documents/check").write_text("ok")
        modules = ["mpm_event", "authn_core", "authz_core", "authz_user", "auth_openidc", "mime"]
        config = folder / "apache.conf"
        config.write_text("\n".join(f"LoadModule {name}_module {APACHE_MODULES}/mod_{name}.so" for name in modules) + f"""
ServerRoot {folder}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {folder}/pid
DefaultRuntimeDir {folder}
ErrorLog {folder}/error.log
User www-data
Group www-data
TypesConfig /etc/mime.types
DocumentRoot {folder}/documents
KeepAlive On
MaxKeepAliveRequests 0
StartServers 1
ServerLimit 1
ThreadLimit 128
ThreadsPerChild 128
MaxRequestWorkers 128
OIDCOAuthVerifyJwksUri https://localhost:{keys_port}/{self.provider().tenant}/discovery/v2.0/keys
OIDCCABundlePath {certificate.certificate}
OIDCOAuthRemoteUserClaim oid
OIDCCryptoPassphrase a-passphrase-of-this-benchmark
<Location "/">
  AuthType oauth20
  Require valid-user
</Location>
""")
        for path in (self.folder, folder, folder / "documents"):
            path.chmod(0o755)  # its children run as another user
        server = self.start(["/usr/sbin/apache2", "-f", config, "-D", "FOREGROUND"])
        server.wait_for(port)
        return server, port

    def directory(self, name="directory") -> "Directory":
        return Directory(self, name)

    def stop_all(self):
        for server in self.running:
            server.stop()
        self.running.clear()

    def close(self):
        self.stop_all()
        shutil.rmtree(self.folder, ignore_errors=True)


class Gateway:
    """`sallyport serve`, ready. `took`: milliseconds from its start until it said that it was ready."""

    def __init__(self, servers: Servers, name: str, loops: int, rest: str, core: str, provider, tls):
        self.port, admin = free_port(), free_port()
        self.folder = servers.folder / name
        self.folder.mkdir(exist_ok=True)
        config = write_config(self.folder, provider, self.port, admin, loops, rest, tls)
        started = time.monotonic()
        self.server = servers.start([servers.binary, "serve", "--config", config], core)
        self.server.wait_for(admin, "/readyz", good=(200,))
        self.took = (time.monotonic() - started) * 1000

    @property
    def pid(self) -> int:
        return self.server.process.pid

    def stop(self):
        self.server.stop()


class Directory:
    """`sallyport directory` with one person and one web application, as a gateway's provider. The application may read
    people of Microsoft Graph. `data`: its folder."""

    tenant, client, secret = DIRECTORY_TENANT, DIRECTORY_CLIENT, DIRECTORY_SECRET

    def __init__(self, servers: Servers, name: str):
        self.servers, folder = servers, servers.folder / name
        folder.mkdir()
        self.seed, self.data = folder / "seed.yaml", folder / "data"
        self.seed.write_text(f"""
tenants:
  - name: Contoso
    id: {self.tenant}
    domains: [contoso.example]
    users:
      - {{userPrincipalName: {PERSON}, displayName: Ada Lovelace, email: {PERSON}, password: {PASSWORD}}}
    apps:
      - name: The benchmark
        clientId: {self.client}
        secret: {self.secret}
        web: ["http://localhost/callback"]
        optionalClaims: [email]
        roles: [Reader]
        assignments: [{{principal: {PERSON}, role: Reader}}]
        consents: [{{scopes: [openid, profile, email, offline_access, User.Read]}}]
        graphPermissions: [User.Read.All]
""")
        self.start()

    def start(self):
        self.port = free_port()
        self.origin = f"http://localhost:{self.port}"
        self.server = self.servers.start([self.servers.binary, "directory", "--data-dir", self.data, "--http-port", self.port, "--https-port", -1,
                                          "--seed", self.seed])
        self.server.wait_for(self.port, f"/{self.tenant}/v2.0/.well-known/openid-configuration", good=(200,))

    def stop(self):
        self.server.stop()

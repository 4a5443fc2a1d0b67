"""A PostgreSQL server for the bench, from Debian's packages, on the client's core: what it costs is not what we
measure. It counts the statements that it runs."""

import os
import pathlib
import pwd
import subprocess

from measure import CLIENT_CORE
from harness import free_port

VERSIONS = pathlib.Path("/usr/lib/postgresql")
USER = "sallyport"


class Postgres:
    """`missing()` says why there can be none. With fsync off, as the disk is not what we measure either."""

    @staticmethod
    def programs():
        return next(iter(sorted(VERSIONS.glob("*/bin/initdb"), reverse=True)), None)

    @classmethod
    def missing(cls):
        return None if cls.programs() else "PostgreSQL's server is not installed (Debian: postgresql)"

    def __init__(self, servers):
        self.port, self.databases = free_port(), 0
        self.folder = servers.folder / f"postgresql-{self.port}"
        self.bin = self.programs().parent
        self.folder.mkdir()
        servers.folder.chmod(0o755)  # the server runs as another user
        if os.getuid() == 0:
            os.chown(self.folder, *self.owner()[:2])
        data = self.folder / "data"
        subprocess.run([*self.as_owner(), self.bin / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
                       check=True, stdout=subprocess.DEVNULL)
        settings = {"port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": self.folder, "fsync": "off",
                    "max_connections": 300, "shared_buffers": "512MB", "max_wal_size": "4GB", "shared_preload_libraries": "pg_stat_statements"}
        flags = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        self.server = servers.start([*self.as_owner(), self.bin / "postgres", "-D", data, *flags], CLIENT_CORE)
        self.wait()
        self.ask("CREATE EXTENSION pg_stat_statements")

    @staticmethod
    def owner() -> tuple:
        user = next(pwd.getpwnam(name) for name in ("postgres", "nobody") if name in {each.pw_name for each in pwd.getpwall()})
        return user.pw_uid, user.pw_gid

    def as_owner(self) -> list:
        """PostgreSQL refuses to run as root."""
        if os.getuid() != 0:
            return []
        uid, gid = self.owner()
        return ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups"]

    def wait(self):
        for _ in range(200):
            if subprocess.run([self.bin / "pg_isready", "-q", "-h", self.folder, "-p", str(self.port), "-t", "1"], check=False).returncode == 0:
                return
        raise RuntimeError(f"PostgreSQL did not come up:\n{self.server.output()[-2000:]}")

    def ask(self, sql: str, database="postgres") -> str:
        done = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", self.folder, "-p", str(self.port), "-U", USER, "-d", database,
                               "-c", sql], check=True, capture_output=True, text=True, cwd="/")
        return done.stdout.strip()

    def new_database(self) -> str:
        """The URL of an empty database."""
        self.databases += 1
        self.ask(f"CREATE DATABASE bench{self.databases} ENCODING 'UTF8' TEMPLATE template0")
        return f"postgresql://{USER}@127.0.0.1:{self.port}/bench{self.databases}"

    def statements(self) -> int:
        """How many statements gateways have run so far."""
        return int(self.ask("SELECT coalesce(sum(calls), 0) FROM pg_stat_statements JOIN pg_database ON oid = dbid WHERE datname LIKE 'bench%'"))

    def size(self, url: str) -> int:
        return int(self.ask(f"SELECT pg_database_size('{url.rsplit('/', 1)[1]}')"))

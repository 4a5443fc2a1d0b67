#!/usr/bin/env python3
"""Does what systemd does for a service with Type=notify and three socket units: it holds the sockets, starts the
service with them, and receives the service's notices. Standard input takes one JSON order per line, {"start":
[COMMAND…]} or {"signal": "TERM"}; standard output gives one JSON line per event. Argument: abstract or path, the kind
of the notify socket."""

import ctypes
import json
import os
import signal
import socket
import sys
import tempfile
import threading

folder = tempfile.mkdtemp(prefix="sallyport-systemd-")
lock = threading.Lock()


def say(**what) -> None:
    with lock:
        print(json.dumps(what), flush=True)


def tcp() -> socket.socket:
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(("127.0.0.1", 0))
    made.listen(512)
    return made


def unix(path: str) -> socket.socket:
    made = socket.socket(socket.AF_UNIX)
    made.bind(path)
    made.listen(512)
    return made


def start(command: list, named: dict, notify: str) -> int:
    pid = os.fork()
    if pid:
        return pid
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: the service ends with us, however we end
    # First move them to 100 and up, so that no dup2 to 3 and up overwrites one that has not moved yet.
    high = [os.dup2(sock.fileno(), 100 + i) for i, sock in enumerate(named.values())]
    for i, fd in enumerate(high):
        os.dup2(fd, 3 + i, inheritable=True)
    os.closerange(3 + len(high), 200)
    env = dict(os.environ, LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(named)), LISTEN_FDNAMES=":".join(named),
               NOTIFY_SOCKET=notify, WATCHDOG_USEC="400000", WATCHDOG_PID=str(os.getpid()))
    os.execve(command[0], command, env)


def hear(notify: socket.socket) -> None:
    while True:
        say(said=notify.recv(4096).decode())


def await_end(pid: int) -> None:
    say(ended=os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


def main() -> None:
    check = os.path.join(folder, "check.sock")
    named = {"gateway": tcp(), "check": unix(check), "admin": tcp()}
    notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    path = "@" + folder if sys.argv[1] == "abstract" else os.path.join(folder, "notify")
    notify.bind(path.replace("@", "\0", 1))
    threading.Thread(target=hear, args=(notify,), daemon=True).start()
    say(port=named["gateway"].getsockname()[1], check=check, adminPort=named["admin"].getsockname()[1])
    pid = 0
    for line in sys.stdin:
        order = json.loads(line)
        if "start" in order:
            pid = start(order["start"], named, path)
            threading.Thread(target=await_end, args=(pid,), daemon=True).start()
        else:
            os.kill(pid, signal.Signals["SIG" + order["signal"]])


main()

#!/usr/bin/env python3
"""Checks the plan of the house (docs/decisions/0011-rooms.md).

- A folder of src/ includes only the folders that its CMakeLists.txt names under NEEDS, and NEEDS names only folders
  below it.
- The rooms of a floor are listed below, bottom line first. A room uses only rooms on lines below its own; rooms on one
  line do not see each other. Files on the floor itself, outside of its rooms, may use every room.
- No file includes itself through other files, anywhere in src/. A header and its source count as one file.
- A folder has at most 25 concepts. A header and its source count as one; tests and their fixtures do not count.
- Third-party headers stay behind their fence. Outside it, none of our headers includes one.

Prints a line for each breach; exit 1 if there is one."""

import functools
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SRC = ROOT / "src"

# The floors of the architecture. NEEDS may name only these and their rooms.
FLOOR = {
    "base": 0, "crypto": 1, "http": 1, "jose": 2, "webauthn": 2,
    "oidc/common": 3, "oidc/rp": 3.1, "oidc/op": 3.1, "oidc/rs": 3.1, "entra": 3.2, "identity": 3, "session": 3, "configuration": 3, "audit": 3,
    "stores": 4, "net": 4, "gateway": 5, "directory": 5, "app": 6,
}
# The rooms of a floor, one line for each storey, bottom first. Rooms on one line are neighbours.
ROOMS = {
    "stores": ["contract memory sql", "sqlite/engine postgres/engine gateway/row", "gateway", "sqlite/gateway sqlite/directory postgres/gateway"],
    "identity": ["policy scim", "tokens accounts access"],
    "net": ["engine http1", "proxy client", "server"],
    "gateway": ["call", "access standing api/shape", "accounts caller", "check proxy sign_in api operation", "api/entities", "api/users", "api/bots api/scim"],
    "directory": ["call odata", "model", "rules", "metadata setup", "token", "authorize graph/shape", "graph/operation", "graph",
                  "portal control transfer"],
    "app": ["config/syntax", "config/schema", "config/reading", "config/section", "config/build", "config/online", "os jwt telemetry", "run",
            "commands/shared", "commands/directory commands/api", "commands/import", "commands"],
}
# Third-party header prefix -> floors or rooms whose .cc files may include it, or the one file that may.
FENCES = {
    "openssl/": {"crypto", "net"},
    "boost/asio": {"net"}, "boost/beast": {"net"}, "curl/": {"net"},
    "boost/json": {"base"}, "boost/system": {"base", "net"}, "simdjson": {"base"},
    "sqlite3.h": {"stores/sqlite/engine"}, "libpq-fe.h": {"stores/postgres/engine"},
    "argon2.h": {"crypto"}, "yaml-cpp/": {"app/config/syntax"}, "CLI/": {"app/commands/shared/command.cc"},
    "spdlog/": {"app", "app/os"}, "qrencode.h": {"http/qr_picture.cc"},
}
MOST_CONCEPTS = 25  # in one folder, so that a reader finds the way
IN_HEADERS = {"tl/expected.hpp"}  # the only library type in everybody's headers
STANDARD = re.compile(r"^(?:[a-z_0-9]+|(?:sys|netinet|arpa|net|linux)/[a-z_]+\.h|[a-z_0-9]+\.h)$")
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]', re.MULTILINE)


def storeys(floor: str) -> dict:
    """Room -> its line, for the existing rooms of a floor."""
    return {f"{floor}/{room}": line for line, rooms in enumerate(ROOMS.get(floor, [])) for room in rooms.split()}


ROOM_LINE = {room: line for floor in ROOMS for room, line in storeys(floor).items()}


def floor_of(folder: str) -> str:
    return folder if folder in FLOOR else folder.split("/")[0]


def folder_of(path: pathlib.Path) -> str:
    """The room or floor of a file: the longest folder that is a library of its own."""
    parts = path.relative_to(SRC).parts[:-1]
    for depth in range(len(parts), 0, -1):
        name = "/".join(parts[:depth])
        if name in FLOOR or is_library(name):
            return name
    return parts[0] if parts else ""


@functools.cache
def is_library(folder: str) -> bool:
    file = SRC / folder / "CMakeLists.txt"
    return file.exists() and f"sallyport_folder({folder}" in file.read_text()


def needs_of(folder: str) -> set:
    file = SRC / folder / "CMakeLists.txt"
    found = re.search(r"\bNEEDS\s+([a-z/\s_0-9]+)", file.read_text()) if file.exists() else None
    return set(found.group(1).split()) if found else set()


def is_below(need: str, folder: str) -> bool:
    """Whether `folder` may have `need` in its NEEDS."""
    below, above = floor_of(need), floor_of(folder)
    if below not in FLOOR or above not in FLOOR:
        return False
    if below != above:
        return FLOOR[below] < FLOOR[above]
    if folder == above:  # files on the floor itself join its rooms
        return need != folder
    return need in ROOM_LINE and folder in ROOM_LINE and ROOM_LINE[need] < ROOM_LINE[folder]


def is_behind(file: str, fence: set) -> bool:
    return any(file == place or file.startswith(place + "/") for place in fence)


def circles(includes: dict) -> list:
    """Each cycle of includes once, as the files along it. Searches depth first, with an explicit stack."""
    found, state = [], {}
    for start in sorted(includes):
        if start in state:
            continue
        trail, stack = [start], [iter(sorted(includes[start]))]
        state[start] = "open"
        while stack:
            following = next(stack[-1], None)
            if following is None:
                state[trail.pop()] = "done"
                stack.pop()
            elif state.get(following) == "open":
                found.append(trail[trail.index(following):] + [following])
            elif following in includes and following not in state:
                state[following] = "open"
                trail.append(following)
                stack.append(iter(sorted(includes[following])))
    return found


def by_concept(includes: dict) -> dict:
    """The same graph with one node for x.h, x_native.h and x.cc, without tests."""
    def concept(name):
        return re.sub(r"(_native)?\.(h|cc)$", "", name)

    joined = {}
    for name, targets in includes.items():
        if not name.endswith("_test.cc"):
            joined.setdefault(concept(name), set()).update(concept(target) for target in targets)
    return {name: targets - {name} for name, targets in joined.items()}


def check_sizes(breaches: list) -> None:
    concepts = {}
    for path in SRC.rglob("*"):
        if path.suffix in (".h", ".cc") and not path.stem.endswith(("_test", "_fixture", "_contract")):
            concepts.setdefault(path.parent, set()).add(path.stem.removesuffix("_native"))
    breaches += [f"{folder.relative_to(ROOT)}: {len(names)} concepts, more than {MOST_CONCEPTS}; give some a room of their own"
                 for folder, names in sorted(concepts.items()) if len(names) > MOST_CONCEPTS]


def check_needs(breaches: list) -> dict:
    needs = {}
    for file in sorted(SRC.rglob("CMakeLists.txt")):
        folder = "/".join(file.relative_to(SRC).parts[:-1])
        if not is_library(folder):
            continue
        if floor_of(folder) not in FLOOR:
            breaches.append(f"src/{folder}: no floor has this folder")
        if folder not in FLOOR and folder not in ROOM_LINE and folder.split("/")[0] in ROOMS:
            breaches.append(f"src/{folder}: tools/check_layers.py does not know this room")
        needs[folder] = needs_of(folder)
        breaches += [f"src/{folder}/CMakeLists.txt: {need} is not below {folder}"
                     for need in sorted(needs[folder]) if not is_below(need, folder)]
    return needs


def check_file(path: pathlib.Path, needs: dict, breaches: list) -> set:
    """Returns the files of src/ that this file includes."""
    folder = folder_of(path)
    is_test = path.stem.endswith(("_test", "_fixture", "_contract")) or "contract" in path.parts
    ours = set()
    text = path.read_text()
    for found in INCLUDE.finditer(text):
        quote, name = found.groups()
        where = f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, found.start(1)) + 1}"
        if quote == '"':
            if not (SRC / name).exists():
                breaches.append(f"{where}: no such header {name}")
                continue
            ours.add(name)
            target = folder_of(SRC / name)
            wanted = needs.get(folder, set())
            # A folder that needs a floor below may use all of its rooms.
            whole_floor = floor_of(target) in wanted and floor_of(target) != floor_of(folder)
            allowed = target == folder or target in wanted or whole_floor
            # A test may use every floor up to its own, and the fixtures of its own floor.
            reachable = is_test and FLOOR.get(floor_of(target), 9) <= max(4, FLOOR.get(floor_of(folder), 0))
            if not allowed and not reachable:
                breaches.append(f"{where}: {folder} may not include {target} (not in its NEEDS)")
            continue
        fence = next((f for f in FENCES if name.startswith(f)), None)
        if fence is not None:
            if not is_behind(str(path.relative_to(SRC)), FENCES[fence]):
                breaches.append(f"{where}: <{name}> stays behind the fence of {', '.join(sorted(FENCES[fence]))}")
            elif path.suffix == ".h" and not path.stem.endswith("_native"):
                breaches.append(f"{where}: a header may not include <{name}> (put it into the .cc, or a *_native.h)")
        elif path.suffix == ".h" and not STANDARD.match(name) and name not in IN_HEADERS and not is_test:
            breaches.append(f"{where}: a header may not include <{name}>")
    return ours


def main() -> int:
    breaches = []
    needs = check_needs(breaches)
    check_sizes(breaches)
    includes = {}
    for path in sorted(SRC.rglob("*.h")) + sorted(SRC.rglob("*.cc")):
        includes[str(path.relative_to(SRC))] = check_file(path, needs, breaches)
    breaches += ["src: files include each other in a circle: " + " -> ".join(circle) for circle in circles(by_concept(includes))]
    for breach in breaches:
        print(breach)
    print(f"check_layers: {len(breaches)} breaches")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())

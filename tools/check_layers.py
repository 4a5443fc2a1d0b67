#!/usr/bin/env python3
"""Checks the rule of the floors: a folder of src/ includes only the folders that its CMakeLists.txt names under NEEDS,
third-party headers stay behind their fence, and no third-party header stands in one of our headers outside it.
Prints a line for each breach; exit 1 where there is one."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SRC = ROOT / "src"

# What a folder may ever ask for in NEEDS: the floors of the architecture.
FLOOR = {
    "base": 0, "crypto": 1, "http": 1, "jose": 2,
    "oidc/common": 3, "oidc/rp": 3.1, "oidc/op": 3.1, "oidc/rs": 3.1, "entra": 3.2, "identity": 3, "session": 3,
    "stores/contract": 4, "stores/memory": 4, "stores/sqlite": 4, "net": 4,
    "gateway": 5, "directory": 5, "app/config": 6, "app": 6,
}
# Third-party header prefix -> folders whose .cc files may include it.
FENCES = {
    "openssl/": {"crypto", "net"},
    "boost/asio": {"net"}, "boost/beast": {"net"}, "curl/": {"net"},
    "boost/json": {"base"}, "boost/system": {"base", "net"},
    "sqlite3.h": {"stores/sqlite"}, "libpq-fe.h": {"stores/postgres"},
    "argon2.h": {"crypto"}, "yaml-cpp/": {"app/config"}, "CLI/": {"app"}, "spdlog/": {"app"},
}
IN_HEADERS = {"tl/expected.hpp"}  # the one library type in everybody's headers
STANDARD = re.compile(r"^(?:[a-z_0-9]+|(?:sys|netinet|arpa|net|linux)/[a-z_]+\.h|[a-z_0-9]+\.h)$")


def folder_of(path: pathlib.Path) -> str:
    relative = path.relative_to(SRC)
    for depth in (2, 1):
        name = "/".join(relative.parts[:depth])
        if name in FLOOR and len(relative.parts) > depth:
            return name
    return relative.parts[0]


def needs_of(folder: str) -> set:
    text = (SRC / folder / "CMakeLists.txt").read_text()
    found = re.search(r"\bNEEDS\s+([a-z/\s_]+)", text)
    return set(found.group(1).split()) if found else set()


def main() -> int:
    breaches = []
    needs = {}
    for folder, floor in FLOOR.items():
        if not (SRC / folder / "CMakeLists.txt").exists():
            continue
        needs[folder] = set(FLOOR) if folder == "app" else needs_of(folder)
        for need in needs[folder]:
            if need not in FLOOR:
                breaches.append(f"src/{folder}/CMakeLists.txt: NEEDS names an unknown folder {need}")
            elif folder != "app" and FLOOR[need] >= floor and need != folder:
                # Inside a half floor the domain folders may use each other only as the architecture lists it.
                breaches.append(f"src/{folder}/CMakeLists.txt: {need} is not below {folder}")
    for path in sorted(SRC.rglob("*.h")) + sorted(SRC.rglob("*.cc")):
        folder = folder_of(path)
        is_test = path.stem.endswith("_test") or "contract" in path.parts
        for number, line in enumerate(path.read_text().splitlines(), 1):
            found = re.match(r'\s*#\s*include\s+([<"])([^>"]+)[>"]', line)
            if not found:
                continue
            where = f"{path.relative_to(ROOT)}:{number}"
            quote, name = found.groups()
            if quote == '"':
                target = folder_of(SRC / name)
                if not (SRC / name).exists():
                    breaches.append(f"{where}: no such header {name}")
                elif target != folder and target not in needs.get(folder, set()):
                    if not (is_test and FLOOR.get(target, 9) <= 4):
                        breaches.append(f"{where}: {folder} may not include {target} (not in its NEEDS)")
                continue
            fence = next((f for f in FENCES if name.startswith(f)), None)
            if fence is not None:
                if folder not in FENCES[fence]:
                    breaches.append(f"{where}: <{name}> stays behind the fence of {', '.join(sorted(FENCES[fence]))}")
                elif path.suffix == ".h" and not path.stem.endswith("_native"):
                    breaches.append(f"{where}: a header may not include <{name}> (put it into the .cc, or a *_native.h)")
            elif path.suffix == ".h" and not STANDARD.match(name) and name not in IN_HEADERS and not is_test:
                breaches.append(f"{where}: a header may not include <{name}>")
    for breach in breaches:
        print(breach)
    print(f"check_layers: {len(breaches)} breaches")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())

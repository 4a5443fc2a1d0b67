#!/usr/bin/env python3
"""Refuses a public header that works only behind others. Each header of src/ but those of tests and the _native.h must
compile alone, and must itself include the standard headers of the names that it uses. A build of each source alone
(preset dev) proves the first for every header that its own source includes before anything else; the others are
compiled here."""

import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMPILER = ["clang++-19", "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", f"-I{ROOT / 'src'}"]
NOT_PUBLIC = re.compile(r"(_native|_fixture|_contract)\.h$|/contract/|/test_\w+\.h$")
COMMENT = re.compile(r"//.*")
USED = re.compile(r"\bstd::(\w+)")
INCLUDED = re.compile(r"^#include <([^>]+)>", re.MULTILINE)
FIRST = re.compile(r'^#include ["<]([^">]+)[">]', re.MULTILINE)

# The header of each name. std::size_t is not among them: every container brings it along.
HEADERS = {
    "array": "array to_array", "atomic": "atomic", "chrono": "chrono", "condition_variable": "condition_variable",
    "cstdint": "int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t", "deque": "deque",
    "functional": "function less hash", "initializer_list": "initializer_list", "list": "list", "map": "map multimap",
    "memory": "unique_ptr shared_ptr weak_ptr enable_shared_from_this make_unique make_shared",
    "mutex": "mutex lock_guard unique_lock", "optional": "optional nullopt", "set": "set", "span": "span",
    "stdexcept": "runtime_error logic_error", "stop_token": "stop_token stop_source", "string": "string to_string",
    "string_view": "string_view", "thread": "thread jthread", "tuple": "tuple", "type_traits": "invoke_result_t is_same_v",
    "unordered_map": "unordered_map", "utility": "pair move forward exchange", "variant": "variant visit get_if monostate",
    "vector": "vector",
}
HEADER_OF = {name: header for header, names in HEADERS.items() for name in names.split()}


def public_headers() -> list:
    listed = subprocess.run(["git", "ls-files", "src/*.h"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [path for path in listed.split() if not NOT_PUBLIC.search(path)]


def is_built_alone(path: str) -> bool:
    source = (ROOT / path).with_suffix(".cc")
    first = FIRST.search(source.read_text()) if source.exists() else None
    return first is not None and f"src/{first.group(1)}" == path


def missing_includes(path: str) -> list:
    text = COMMENT.sub("", (ROOT / path).read_text())
    wanted = {HEADER_OF[name] for name in USED.findall(text) if name in HEADER_OF}
    return [f"{path}: include <{header}>, which it uses" for header in sorted(wanted - set(INCLUDED.findall(text)))]


def precompile(headers: list, folder: pathlib.Path) -> pathlib.Path:
    """What is not ours, once for all headers. That they include the standard headers is checked above."""
    outside = {name for path in headers for name in INCLUDED.findall((ROOT / path).read_text())}
    source = folder / "outside.h"
    source.write_text("".join(f"#include <{name}>\n" for name in sorted(outside | set(HEADERS))))
    compiled = folder / "outside.pch"
    arguments = [word for word in COMPILER if word != "-fsyntax-only"] + ["-fpch-instantiate-templates"]  # not once for each header
    subprocess.run([*arguments, "-x", "c++-header", str(source), "-o", str(compiled)], check=True)
    return compiled


def compile_alone(path: str, compiled: pathlib.Path) -> str:
    """What the compiler says; empty if the header compiles."""
    unit = f'#include "{path.removeprefix("src/")}"\n'
    done = subprocess.run([*COMPILER, "-include-pch", str(compiled), "-x", "c++", "-"], input=unit, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT)
    return f"{path} does not compile alone:\n{done.stdout}" if done.returncode != 0 else ""


def main() -> int:
    headers = public_headers()
    rest = [path for path in headers if not is_built_alone(path)]
    breaches = [breach for path in headers for breach in missing_includes(path)]
    with tempfile.TemporaryDirectory() as folder:
        compiled = precompile(rest, pathlib.Path(folder))
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            breaches += [said for said in pool.map(lambda path: compile_alone(path, compiled), rest) if said]
    for breach in breaches:
        print(breach)
    print(f"{len(headers)} headers, {len(rest)} of them compiled here, {len(breaches)} breaches")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())

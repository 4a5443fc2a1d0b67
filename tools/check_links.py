#!/usr/bin/env python3
"""Checks what the project says about itself.

In Markdown, a relative link must lead to a file, and to one of its headings if it names one. `folder/file.cc` in
backticks must be a file, `file.h` the name of one, and `Suite.Name` a GoogleTest. In sources, a cited page
("docs/entra.md, Errors") must exist and have the heading, a file that a comment names must exist, and an attack
("attack RP-16") must be a row of tests/catalogue.json. Prints a line for each breach; exit 1 if there is one."""

import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
HTML = re.compile(r"<(?:img|a)\s[^>]*?(?:src|href)=\"([^\"]+)\"")
FENCE = re.compile(r"^(```|~~~).*?^\1[^\S\n]*$", re.M | re.S)
FILE = re.compile(r"`([\w.-]+(?:/[\w.-]+)+\.(?:h|cc|py|mjs|cmake|sh|yaml|conf|service|md))`")
HEADER = re.compile(r"`([a-z]\w*\.h)`")
TEST = re.compile(r"`([A-Z]\w+)\.([A-Z0-9]\w+)`")
PAGE = re.compile(r"(?<![\w/.:-])((?:\.\./)*[\w-]+(?:/[\w-]+)*\.md)\b(?:, \"?([A-Z]\w[\w -]*))?")
COMMENT = re.compile(r"(?:^|\s)(?://|#|--|\*)\s(.*)")
NAMED = re.compile(r"(?<![\w/.:<*-])([\w-]+(?:/[\w-]+)+\.(?:h|cc|py|mjs|ts|sh))\b")
ATTACK = re.compile(r"\battacks? ([A-Z]+-\d+)\b")
SOURCES = ("*.cc", "*.h", "*.py", "*.mjs", "*.ts", "*.lua", "*.sh", "*.cmake", "CMakeLists.txt", "run")
GTEST = re.compile(r"\b(?:TEST|TEST_F|TEST_P|TYPED_TEST|TYPED_TEST_P)\(\s*(\w+)\s*,\s*(\w+)\s*\)")


def tracked(*patterns: str) -> list:
    """Files that git tracks or would add, without build outputs."""
    out = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns], cwd=ROOT,
                         check=True, stdout=subprocess.PIPE, text=True).stdout
    return sorted(ROOT / name for name in out.split("\0") if name and (ROOT / name).is_file())


def anchors(text: str) -> set:
    """The anchors of a page's headings, as GitHub makes them."""
    found, count = set(), {}
    for heading in re.findall(r"^#{1,6}\s+(.*?)\s*#*\s*$", FENCE.sub("", text), re.M):
        plain = LINK.sub(lambda link: link.group(0).split("]")[0].lstrip("!["), heading)
        anchor = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        seen = count.get(anchor, 0)
        count[anchor] = seen + 1
        found.add(f"{anchor}-{seen}" if seen else anchor)
    return found


def breach_of(page: pathlib.Path, link: str) -> str:
    """Why a link is bad. Empty if it is good or leads to another site."""
    if re.match(r"[a-z][a-z0-9+.-]*:", link):
        return ""
    target, _, anchor = link.partition("#")
    file = (page.parent / target).resolve() if target else page
    if not file.is_relative_to(ROOT):
        return f"{link} leads out of the repository"
    if not file.exists():
        return f"{link} leads nowhere"
    if anchor and file.suffix == ".md" and anchor not in anchors(file.read_text()):
        return f"{link} names no heading of {file.relative_to(ROOT)}"
    return ""


def is_file(page: pathlib.Path, name: str) -> bool:
    return any((base / name).is_file() for base in (ROOT, ROOT / "src", page.parent))


def headings(page: pathlib.Path) -> list:
    """The headings without their numbers, because a comment cites "Errors", not "6. Errors"."""
    return [re.sub(r"^[\d.]+\s+", "", heading) for heading in re.findall(r"^#{1,6}\s+(.*?)\s*$", FENCE.sub("", page.read_text()), re.M)]


def source_breaches(file: pathlib.Path, line: str, attacks: dict) -> list:
    """What a line of a source cites that does not exist."""
    found = []
    for name, heading in PAGE.findall(line):
        page = next((base / name for base in (ROOT, file.parent, ROOT / "docs/security") if (base / name).is_file()), None)
        if page is None:
            found.append(f"there is no page {name}")
        elif heading and name.startswith("docs/") and not any(heading.startswith(each) or each.startswith(heading.strip()) for each in headings(page)):
            found.append(f"{name} has no heading {heading}")
    for comment in COMMENT.findall(line):
        found += [f"there is no file {name}" for name in NAMED.findall(comment) if not is_file(file, name)]
        found += [f"tests/catalogue.json has no row {id}" for id in ATTACK.findall(comment) if id not in attacks]
    return found


def check_sources() -> tuple:
    attacks = json.loads((ROOT / "tests/catalogue.json").read_text())
    breaches, count = [], 0
    for file in tracked(*SOURCES):
        for number, line in enumerate(file.read_text().splitlines(), 1):
            count += 1
            breaches += [f"{file.relative_to(ROOT)}:{number}: {why}" for why in source_breaches(file, line, attacks)]
    return breaches, count


def main() -> int:
    tests = {found for path in tracked("*_test.cc", "*_contract.h") for found in GTEST.findall(path.read_text())}
    headers = {path.name for path in tracked("*.h")}
    breaches, links, names = [], 0, 0
    for page in tracked("*.md"):
        text = FENCE.sub(lambda block: "\n" * block.group(0).count("\n"), page.read_text())
        for number, line in enumerate(text.splitlines(), 1):
            where = f"{page.relative_to(ROOT)}:{number}"
            plain = re.sub(r"`[^`]*`", "", line)
            for link in LINK.findall(plain) + HTML.findall(plain):
                links += 1
                if why := breach_of(page, link):
                    breaches.append(f"{where}: {why}")
            for name in FILE.findall(line):
                names += 1
                if not is_file(page, name):
                    breaches.append(f"{where}: there is no file {name}")
            for name in HEADER.findall(line):
                names += 1
                if name not in headers:
                    breaches.append(f"{where}: there is no header {name}")
            for test in TEST.findall(line):
                names += 1
                if test not in tests:
                    breaches.append(f"{where}: there is no test {'.'.join(test)}")
    in_sources, lines = check_sources()
    breaches += in_sources
    for breach in breaches:
        print(breach)
    print(f"check_links: {links} links, {names} names, {lines} lines of sources, {len(breaches)} breaches")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())

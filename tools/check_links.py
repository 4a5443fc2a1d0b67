#!/usr/bin/env python3
"""Checks what the project's Markdown says about the project itself: that relative links lead to a file (and to a heading
of it, where they name one), that `folder/file.cc` in backticks is a file, and that `Suite.Name` is a GoogleTest.
Prints a line for each breach; exit 1 where there is one."""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
HTML = re.compile(r"<(?:img|a)\s[^>]*?(?:src|href)=\"([^\"]+)\"")
FENCE = re.compile(r"^(```|~~~).*?^\1[^\S\n]*$", re.M | re.S)
FILE = re.compile(r"`([\w.-]+(?:/[\w.-]+)+\.(?:h|cc|py|mjs|cmake|sh|yaml|conf|service|md))`")
TEST = re.compile(r"`([A-Z]\w+)\.([A-Z0-9]\w+)`")
GTEST = re.compile(r"\b(?:TEST|TEST_F|TEST_P|TYPED_TEST|TYPED_TEST_P)\(\s*(\w+)\s*,\s*(\w+)\s*\)")


def tracked(*patterns: str) -> list:
    """Files that git knows or would take; not what a build left behind."""
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
    """Empty where the link is good or leads to another site."""
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


def main() -> int:
    tests = {found for path in tracked("*_test.cc", "*_contract.h") for found in GTEST.findall(path.read_text())}
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
            for test in TEST.findall(line):
                names += 1
                if test not in tests:
                    breaches.append(f"{where}: there is no test {'.'.join(test)}")
    for breach in breaches:
        print(breach)
    print(f"check_links: {links} links, {names} names, {len(breaches)} breaches")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())

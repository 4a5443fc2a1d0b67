#!/usr/bin/env python3
"""Compares the members of log lines in the sources with the tables of docs/operation.md, The log.

A member is the first text of a LogField: in a call of a function that takes fields, in a list or function of fields, or
in what is added to such a list. Every member that the sources write must be in a table, and every member of a table
must be written.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/operation.md"
WRITTEN_BY_THE_LOG = {"ts", "level", "event"}  # src/app/os/json_log.cc

TAKES_FIELDS = re.compile(r"(\w+)\((?:[^;{}()]|\([^()]*\))*std::vector<LogField>&?\s*\w*\)")
LIST = re.compile(r"std::vector<LogField>\s+(\w+)\s*[{(=]")
ONE = re.compile(r'\bLogField(?:\s+\w+)?\{\s*"(\w+)"')
MEMBER = re.compile(r'\{\s*"(\w+)"\s*,')
ADDED = re.compile(r"\b\w*fields\.(?:push_back|emplace_back|insert)\(")
FIRST_TEXT = re.compile(r'"(\w+)"\s*,')


def sources():
    for path in sorted((ROOT / "src").rglob("*")):
        is_test = path.name.endswith("_test.cc") or "_fixture" in path.name or "_contract" in path.name
        if path.suffix in (".cc", ".h") and not is_test:
            yield path, re.sub(r"//[^\n]*", "", path.read_text())


def balanced(text, begin):
    """The text from an opening bracket at or after `begin` to the one that closes it."""
    begin = min(at for at in (text.find("(", begin), text.find("{", begin)) if at >= 0)
    depth, at = 0, begin
    while at < len(text):
        char = text[at]
        if char == '"':
            at = re.compile(r'"(?:[^"\\]|\\.)*"').match(text, at).end()
            continue
        depth += (char in "({") - (char in ")}")
        if depth == 0:
            return text[begin:at]
        at += 1
    return text[begin:]


def members_in(text, takers):
    found = set()
    for call in re.finditer(r"\b(?:{})\(".format("|".join(sorted(takers))), text):
        found |= set(MEMBER.findall(balanced(text, call.start())))
    for each in LIST.finditer(text):
        whole = balanced(text, each.end() - 1)
        if text[each.end() - 1] == "(":  # a function: its body follows
            after = text[each.end() - 1 + len(whole) + 1:each.end() + len(whole) + 40].lstrip()
            whole = balanced(text, each.end() + len(whole)) if after.startswith("{") else ""
        found |= set(MEMBER.findall(whole))
    for added in ADDED.finditer(text) if "LogField" in text or "audit" in text else ():
        whole = balanced(text, added.end() - 1)
        found |= set(MEMBER.findall(whole)) | set(FIRST_TEXT.findall(whole)[:1])
    return found | set(ONE.findall(text))


def written():
    texts = list(sources())
    takers = {name for _, text in texts for name in TAKES_FIELDS.findall(text)}
    found = {}
    for path, text in texts:
        for member in members_in(text, takers):
            found.setdefault(member, path.relative_to(ROOT))
    return found


def described():
    section = PAGE.read_text().split("\n## The log\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]*) \|", section, re.M)
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def main():
    found, known = written(), described()
    breaches = [f"{path}: docs/operation.md, The log, does not say what `{member}` is"
                for member, path in sorted(found.items()) if member not in known]
    breaches += [f"docs/operation.md, The log: no source writes `{member}`"
                 for member in sorted(known - set(found) - WRITTEN_BY_THE_LOG)]
    for breach in breaches:
        print(breach)
    print(f"check_log: {len(found)} members, {len(breaches)} breaches")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())

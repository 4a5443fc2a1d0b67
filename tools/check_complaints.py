#!/usr/bin/env python3
"""Compares the complaints in docs/openmetadata.md with the tests.

Every test that a row names must exist: `Suite.Test` of GoogleTest in src/, or `folder/file.mjs: how its name begins` in
tests/. In the first table the names of the tests hold every number of the row, and every test that is named after a
number is in the table. Where the facts about OpenMetadata are at hand, each complaint of theirs is in one of the
tables.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/openmetadata.md"
FACTS = ROOT.parent.joinpath("shared", "facts", PAGE.name)
NAMED_AFTER = "Complaints about OpenMetadata that are answered here"
ELSEWHERE = "Complaints that other parts answer"
NUMBER = re.compile(r"\d{4,5}")
YEAR = re.compile(r"CVE-(\d{4})-")  # of a CVE; its number follows
GTEST = re.compile(r"^(?:TYPED_)?TEST(?:_F|_P)?\((\w+),\s*(\w+)\)", re.M)


def gtests():
    return {f"{suite}.{name}" for path in (ROOT / "src").rglob("*_test.cc") for suite, name in GTEST.findall(path.read_text())}


def numbers(text):
    return set(NUMBER.findall(YEAR.sub("", text)))


def rows(section):
    """(first cell, last cell) of each row of the section's table"""
    text = PAGE.read_text().split(f"\n## {section}\n")[1].split("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("| ")][1:]
    return [(cells[1].strip(), cells[-2].strip()) for cells in (line.split("|") for line in lines)]


def exists(name, known):
    file, _, beginning = name.partition(".mjs: ")
    if not beginning:
        return name in known
    path = ROOT / "tests" / f"{file}.mjs"
    return path.exists() and f"test('{beginning}" in path.read_text()


def issues_of(complaint):
    return complaint.split(":")[0]


def check_tests(known):
    for section in (NAMED_AFTER, ELSEWHERE):
        for complaint, cell in rows(section):
            tests = re.findall(r"`([^`]+)`", cell)
            if not tests:
                yield f"{complaint}: names no test"
            yield from (f"{complaint}: there is no test `{name}`" for name in tests if not exists(name, known))


def check_names(known):
    table = rows(NAMED_AFTER)
    for complaint, cell in table:
        own = numbers(re.sub(r"PR \d+", "", issues_of(complaint)))
        missing = sorted(number for number in own if number not in cell)
        if missing:
            yield f"{complaint}: no test is named after {', '.join(missing)}"
    named = {name for _, cell in table for name in re.findall(r"`([^`]+)`", cell)}
    for name in sorted(known - named):
        suite, _, rule = name.partition(".")
        if "Complaint" in suite or re.match(r"Issue\d", rule):
            yield f"`{name}` is in no row of {NAMED_AFTER}"


def check_facts():
    if not FACTS.exists():
        print("check_complaints: the facts about OpenMetadata are not here, so that their list is not compared")
        return
    section = FACTS.read_text().split("\n## 6. ")[1].split("\n## ")[0]
    reported = set().union(*(numbers(line.split("|")[1]) for line in section.splitlines() if line.startswith("| ")))
    listed = set().union(*(numbers(issues_of(complaint)) for part in (NAMED_AFTER, ELSEWHERE) for complaint, _ in rows(part)))
    yield from (f"{number} is in no table" for number in sorted(reported - listed))


def main():
    known = gtests()
    breaches = [*check_tests(known), *check_names(known), *check_facts()]
    for breach in breaches:
        print(f"docs/openmetadata.md: {breach}")
    print(f"check_complaints: {len(rows(NAMED_AFTER)) + len(rows(ELSEWHERE))} rows, {len(breaches)} breaches")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())

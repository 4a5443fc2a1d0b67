#!/usr/bin/env python3
"""Writes the manual pages of a built program from the help that the program prints itself: sallyport.1, and one page for
each command, with the commands below it as sections.

Usage: tools/man_pages.py BINARY FOLDER"""

import datetime
import os
import pathlib
import re
import subprocess
import sys

EVERYWHERE = ("-h,--help", "-V,--version")  # options of every command; a page names them once
ENTRY = re.compile(r"^  (\S.*?)(?:\s{2,}(\S.*))?$")  # "  --config FILE REQUIRED      The configuration"


class Help:
    """The parts of one help page: its description, usage, the entries of each section, and the text at its end."""

    def __init__(self, binary: str, command: list):
        text = subprocess.run([binary, *command, "--help"], check=True, stdout=subprocess.PIPE, text=True, timeout=60).stdout
        self.command = command
        self.sections = {}
        self.footer = []
        before, section = [], None
        for line in text.splitlines():
            title = re.match(r"^(Positionals|Options|Subcommands):$", line)
            if title:
                section = self.sections.setdefault(title.group(1), [])
            elif section is None:
                before.append(line)
            elif line.startswith(" " * 20) and section:
                section[-1][1] = f"{section[-1][1]} {line.strip()}".strip()
            elif entry := ENTRY.match(line):
                section.append([entry.group(1).strip(), entry.group(2) or ""])
            elif line.strip():
                self.footer.append(line)
        usage = next(i for i, line in enumerate(before) if line.startswith("Usage: "))
        self.description = " ".join(line.strip() for line in before[:usage] if line.strip())
        self.usage = before[usage].removeprefix("Usage: ")

    def children(self) -> list:
        return [name for name, _ in self.sections.get("Subcommands", [])]


def plain(text: str) -> str:
    """The text for roff. A line must not begin with a control character."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line[:1] in (".", "'") else line for line in text.split("\n"))


def entries(rows: list) -> list:
    lines = []
    for name, meaning in rows:
        lines += [".TP", f".B {plain(name)}", plain(meaning) or "\\&"]
    return lines


def body(page: Help, heading: str, without: tuple = ()) -> list:
    """The words and the options of a command, but for those whose names are in `without`."""
    lines = []
    for title in ("Positionals", "Options"):
        rows = [row for row in page.sections.get(title, []) if row[0] not in without]
        if rows:
            lines += [f"{heading} {title.upper() if heading == '.SH' else title}", *entries(rows)]
    return lines


def nested(binary: str, command: list) -> list:
    """A section for each command below this one."""
    lines = []
    for name in Help(binary, command).children():
        below = Help(binary, [*command, name])
        lines += [f".SH {plain(' '.join(below.command).upper())}", plain(below.description), ".PP", f".B {plain(below.usage)}"]
        lines += body(below, ".SS", EVERYWHERE)
        lines += nested(binary, below.command)
    return lines


def page_of(binary: str, command: list, version: str, date: str) -> tuple:
    """The name of a page and its text."""
    page = Help(binary, command)
    name = "-".join(["sallyport", *command])
    lines = [f'.TH {plain(name.upper())} 1 "{date}" "sallyport {version}" "Sallyport"', ".SH NAME",
             f"{plain(name)} \\- {plain(page.description.rstrip('.'))}", ".SH SYNOPSIS", f".B {plain(page.usage)}"]
    lines += body(page, ".SH")
    if command:
        lines += nested(binary, command)
    else:
        lines += [".SH COMMANDS", *entries(page.sections["Subcommands"])]
    if page.footer:
        lines += [".SH NOTES", *[plain(line) + "\n.br" for line in page.footer]]
    others = [] if command else [f"sallyport-{child}" for child in page.children()]
    lines += [".SH SEE ALSO", ",\n".join(f".BR {plain(other)} (1)" for other in (others or ["sallyport"]))]
    return f"{name}.1", "\n".join(lines) + "\n"


def main() -> None:
    binary, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    version = subprocess.run([binary, "--version"], check=True, stdout=subprocess.PIPE, text=True, timeout=60).stdout.strip()
    date = datetime.datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), datetime.timezone.utc).strftime("%Y-%m-%d")
    for command in [[], *([child] for child in Help(binary, []).children())]:
        name, text = page_of(binary, command, version, date)
        (folder / name).write_text(text)


if __name__ == "__main__":
    main()

"""Reads defects.txt and plants one defect of it in a copy of the sources.

    plant.py list               NAME <tab> SUITE <tab> yes|no (in the sample)
    plant.py check SRC          every old text is found once; says which is not
    plant.py plant SRC NAME     changes the file
    plant.py uproot SRC NAME    changes it back
"""

import os
import re
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TABLE = os.path.join(HERE, "defects.txt")


class Lost(Exception):
    pass


class Defect:
    def __init__(self, number, title):
        self.number = number
        self.name, _, self.what = title.partition(": ")
        self.fields, self.changes = {}, []

    @property
    def suite(self):
        return self.fields["caught by"]


def read(path=TABLE):
    found, group = [], False
    with open(path, encoding="utf-8") as f:
        lines = f.read().splitlines()
    for number, line in enumerate(lines, 1):
        if line.startswith("## "):
            found.append(Defect(number, line[3:]))
            group = False
        elif not found or not line.strip():
            group = False
        elif line[0] in "-+":
            if not group:
                found[-1].changes.append(([], []))
            group = True
            found[-1].changes[-1][line[0] == "+"].append(line[1:].strip())
        else:
            field, colon, value = line.partition(": ")
            if not colon or field not in ("file", "caught by", "sample"):
                raise SystemExit(f"defects.txt:{number}: what is {line!r}?")
            found[-1].fields[field] = value
    for d in found:
        if not d.changes or not {"file", "caught by"} <= set(d.fields) or \
                not all(old for old, _ in d.changes):
            raise SystemExit(f"defects.txt:{d.number}: {d.name} is not whole")
    if len({d.name for d in found}) != len(found):
        raise SystemExit("defects.txt: a name stands there twice")
    return found


def sources(src):
    for folder, _, names in sorted(os.walk(src)):
        for name in sorted(names):
            if name.endswith((".c", ".h", ".def")):
                yield os.path.join(folder, name)


def pattern(lines):
    """Whole lines, whatever blanks and line ends stand between the words."""
    words = " ".join(lines).split()
    return re.compile(r"^[ \t]*" + r"\s+".join(map(re.escape, words))
                      + r"[ \t]*$", re.M)


def text_of(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def find_file(src, d):
    wanted = os.sep + d.fields["file"]
    files = [p for p in sources(src) if p.endswith(wanted)]
    if len(files) == 1:
        return files[0]
    said = "no file" if not files else f"{len(files)} files"
    elsewhere = [os.path.relpath(p, src) for p in sources(src)
                 if pattern(d.changes[0][0]).search(text_of(p))]
    raise Lost(f"{said} of src/ is called {d.fields['file']}" + (
        f"; the text stands in {', '.join(elsewhere)}" if elsewhere else
        "; the text stands nowhere else"))


def replaced(src, d):
    """(path, text with the defect in it)"""
    path = find_file(src, d)
    text = text_of(path)
    for old, new in d.changes:
        places = list(pattern(old).finditer(text))
        if len(places) != 1:
            elsewhere = [os.path.relpath(p, src) for p in sources(src)
                         if p != path and pattern(old).search(text_of(p))]
            raise Lost(
                f"found {len(places)} times in {os.path.relpath(path, src)}, "
                f"once is wanted: {' / '.join(old)}" + (
                    f"; it stands in {', '.join(elsewhere)}"
                    if elsewhere else ""))
        at, end = places[0].span()
        text = text[:at] + "\n".join(new) + text[end:]
    return path, text


def write(path, text):
    os.chmod(path, 0o644)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def main(what, src=None, name=None):
    table = read()
    if what == "list":
        for d in table:
            print(d.name, d.suite, d.fields.get("sample", "no"), sep="\t")
        return 0
    if what == "check":
        lost = 0
        for d in table:
            try:
                replaced(src, d)
            except Lost as e:
                lost += 1
                print(f"not ok: defects.txt:{d.number}: {d.name}: {e}")
        return 1 if lost else 0
    d = next((d for d in table if d.name == name), None)
    if not d:
        raise SystemExit(f"plant.py: no defect is called {name}")
    path = find_file(src, d)
    kept = f"{path}.{name}.kept"
    if what == "plant":
        _, text = replaced(src, d)
        shutil.copyfile(path, kept)
        write(path, text)
    else:
        # with a new time, so that make builds it again
        write(path, text_of(kept))
        os.unlink(kept)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""Runs the entrypoint of a compose override as docker would, without docker.

run.py FILE SERVICE FOLDER PATH=STANDIN...

Paths of the container become paths of FOLDER: the entrypoint's first word is
KONGRENDER, every other PATH that is given becomes its STANDIN, wherever an
argument holds it. The environment is what the caller has exported. Ends as the
entrypoint does.
"""
import os
import sys

import yaml


def main(argv):
    path, service, folder = argv[1:4]
    with open(path, encoding="utf-8") as f:
        words = yaml.safe_load(f)["services"][service]["entrypoint"]
    for word in words:
        assert isinstance(word, str), f"{word!r} is no string"
    assert words[0] == "/opt/kongrender/kongrender", words[0]
    for pair in argv[4:]:
        name, stand_in = pair.split("=")
        changed = [w.replace(name, os.path.join(folder, stand_in))
                   for w in words]
        assert changed != words, f"no {name} in the entrypoint"
        words = changed
    os.execv(os.environ["KONGRENDER"], words)


if __name__ == "__main__":
    main(sys.argv)

"""A YAML file as Envoy's reader has it, as a Lua table: tolua.py FILE."""
import sys

import yaml


def write(value):
    if isinstance(value, dict):
        pairs = (f"[{write(str(k))}]={write(v)}" for k, v in value.items())
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "{" + ",".join(map(write, value)) + "}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "false"
    if isinstance(value, (int, float)):
        return repr(value)
    return '"' + "".join(f"\\{b:03d}" for b in str(value).encode()) + '"'


with open(sys.argv[1], newline="", encoding="utf-8") as file:
    print("return " + write(yaml.safe_load(file)))

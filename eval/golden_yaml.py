"""Golden sets in YAML: a list of questions, or one question a document.

Read as words, not as YAML 1.1 guesses at them: ``14``, ``2024-06-13``, ``10:30`` and ``no`` stay what is
written, and only true, false and null mean something else. Nothing is ever constructed but text, lists and maps.
"""

from __future__ import annotations

import json
import re

import yaml

from eval.golden_entries import Entries, Entry, Place, Slip

_BOOL, _NULL = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null"
_READ = {_BOOL, _NULL, *(f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map"))}


class _Words(yaml.SafeLoader):
    """A loader of which only the composer is used, and that takes plain words for words."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


_Words.add_implicit_resolver(_BOOL, re.compile(r"(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))
_Words.add_implicit_resolver(_NULL, re.compile(r"(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""])


class _Refused(Exception):
    """A part of an entry that is not read, at its line."""

    def __init__(self, node: yaml.Node, what: str) -> None:
        super().__init__(what)
        self.slip = Slip(_line(node), what)


def yaml_entries(text: str) -> Entries:
    """The questions of a YAML text; one that can't be read is a slip, and the others stay."""
    try:
        roots = list(yaml.compose_all(text, Loader=_Words))
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        what = " ".join(part for part in (problem.context, problem.problem) if part)
        return Entries((), (Slip(mark.line + 1 if mark else 1, f"no YAML: {what}."),))
    except yaml.YAMLError as problem:
        return Entries((), (Slip(1, f"no YAML: {' '.join(str(problem).split())}."),))
    except RecursionError:
        return Entries((), (Slip(1, "no YAML for people: lists in lists in lists. Write a plain list."),))
    nodes = [each for root in roots for each in _questions(root)]
    entries: list[Entry] = []
    slips: list[Slip] = []
    for node in nodes:
        try:
            entries.append(_entry(node))
        except _Refused as refused:
            slips.append(refused.slip)
    return Entries(tuple(entries), tuple(slips))


def _questions(root: yaml.Node | None) -> list[yaml.Node]:
    if root is None or (isinstance(root, yaml.ScalarNode) and not root.value):
        return []
    return list(root.value) if isinstance(root, yaml.SequenceNode) else [root]


def _entry(node: yaml.Node) -> Entry:
    if not isinstance(node, yaml.MappingNode):
        raise _Refused(node, "a question is written as fields with values (id: ..., question: ...).")
    lines: dict[Place, int] = {}
    value = _value(node, (), lines, set())
    return Entry(_line(node), json.dumps(value, ensure_ascii=False), lines)


def _value(node: yaml.Node, place: Place, lines: dict[Place, int], seen: set[int]) -> object:
    if id(node) in seen:
        raise _Refused(node, "anchors (& and *) are not read. Write the value out where it is wanted.")
    seen.add(id(node))
    if node.tag not in _READ:
        raise _Refused(node, f"the tag {node.tag} is not read. Leave it out.")
    lines[place] = _line(node)
    if isinstance(node, yaml.MappingNode):
        return _fields(node, place, lines, seen)
    if isinstance(node, yaml.SequenceNode):
        return [_value(each, (*place, number), lines, seen) for number, each in enumerate(node.value)]
    if node.tag == _BOOL:
        return node.value.lower() == "true"
    return None if node.tag == _NULL else str(node.value)


def _fields(
    node: yaml.MappingNode, place: Place, lines: dict[Place, int], seen: set[int]
) -> dict[str, object]:
    fields: dict[str, object] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _Refused(key, "the name of a field is one word.")
        name = str(key.value)
        if name in fields:
            raise _Refused(key, f"field '{name}' is given twice. Keep one.")
        fields[name] = _value(value, (*place, name), lines, seen)
        lines[(*place, name)] = _line(key)
    return {name: value for name, value in fields.items() if value is not None}


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1

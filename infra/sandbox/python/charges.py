"""Fuel for Python: one per executed statement, function entry, loop or comprehension step, caught exception, and each `if` or
`and`/`or` written as an expression, as for JavaScript (infra/sandbox/fuel/charges.ts), and for what is written in C by the size
of what it works on. Factors are those of JavaScript where the work is the same. Changing a number or a rule changes every
recorded fuel: raise PYTHON_FUEL_TABLE in infra/sandbox/python.ts.

Not charged beyond their statement: arithmetic, attributes, `append`, `pop()` at the end, indexing, comparing, joining strings with
`+`, and functions that are not in the tables."""

import copy
import functools
import json
import re

SIZED = (str, bytes, bytearray, list, tuple, dict, set, frozenset, range)


class OutOfFuel(BaseException):
    """Not to be caught: every further charge raises it again."""


def size_of(value):
    return len(value) if type(value) in SIZED else 0


def order(size):
    return size * max(1, (size - 1).bit_length()) if size > 1 else size


# Rules take receiver, arguments and result and give a cost; lazy iterators cost their steps where they are stepped through.
def receiver(factor):
    return lambda own, given, result: factor * size_of(own)


def argument(factor):
    return lambda own, given, result: factor * (size_of(given[0]) if given else 0)


def outcome(factor):
    return lambda own, given, result: factor * size_of(result)


def flat(amount):
    return lambda own, given, result: amount


def subject(factor):
    return lambda own, given, result: factor * max((size_of(one) for one in given), default=0)


FUNCTIONS = {
    sorted: lambda own, given, result: 4 * order(size_of(result)),
    sum: argument(2), min: subject(1), max: subject(1), any: argument(1), all: argument(1),
    list: outcome(1), tuple: outcome(1), set: argument(4), frozenset: argument(4), dict: outcome(4), str: outcome(1),
    bytes: outcome(1), bytearray: outcome(1), repr: outcome(2), ascii: outcome(2), format: outcome(1), len: flat(0),
    functools.reduce: lambda own, given, result: 2 * (size_of(given[1]) if len(given) > 1 else 0),
    json.dumps: outcome(2), json.loads: argument(4), copy.copy: argument(1), copy.deepcopy: argument(8),
    re.match: subject(1), re.fullmatch: subject(1), re.search: subject(1), re.sub: subject(1), re.subn: subject(1),
    re.split: subject(1), re.findall: subject(1), re.finditer: subject(1),
}
_TEXT = {
    **dict.fromkeys(['upper', 'lower', 'casefold', 'title', 'capitalize', 'swapcase', 'translate', 'encode', 'decode'], receiver(0.5)),
    **dict.fromkeys(['strip', 'lstrip', 'rstrip', 'find', 'index', 'rfind', 'rindex', 'count', 'replace', 'partition',
                     'rpartition', 'isalpha', 'isdigit', 'isalnum', 'isspace', 'isupper', 'islower', 'isnumeric',
                     'isdecimal'], receiver(0.0625)),
    **dict.fromkeys(['startswith', 'endswith'], argument(0.0625)),
    **dict.fromkeys(['split', 'rsplit', 'splitlines'], receiver(2)),
    **dict.fromkeys(['join', 'format', 'zfill', 'ljust', 'rjust', 'center', 'expandtabs'], outcome(1)),
}
METHODS = {
    str: _TEXT, bytes: _TEXT, bytearray: _TEXT,
    list: {
        **dict.fromkeys(['index', 'count', 'remove', 'reverse', 'copy'], receiver(1)),
        'insert': receiver(0.125), 'extend': argument(1), 'clear': flat(1),
        'pop': lambda own, given, result: 0.0625 * size_of(own) if given else 0,
        'sort': lambda own, given, result: 4 * order(size_of(own)),
    },
    tuple: dict.fromkeys(['index', 'count'], receiver(1)),
    dict: {
        **dict.fromkeys(['get', 'pop', 'setdefault', 'popitem'], flat(4)),
        **dict.fromkeys(['copy', 'clear'], receiver(1)), 'update': argument(4), 'fromkeys': argument(4),
    },
    set: {
        **dict.fromkeys(['add', 'remove', 'discard', 'pop'], flat(4)),
        **dict.fromkeys(['union', 'intersection', 'difference', 'symmetric_difference', 'update', 'issubset', 'issuperset',
                         'isdisjoint'], lambda own, given, result: 4 * (size_of(own) + sum(map(size_of, given)))),
        **dict.fromkeys(['copy', 'clear'], receiver(1)),
    },
    re.Pattern: dict.fromkeys(['match', 'fullmatch', 'search', 'sub', 'subn', 'split', 'findall', 'finditer'], subject(1)),
}
METHODS[frozenset] = METHODS[set]
_PLAIN = (type, type(json.dumps))
_NATIVE = type(len)


class Meter:
    """The count and what instrumented code calls."""

    def __init__(self):
        self.limit = self.left = 0
        self.stopped = False

    def begin(self, limit):
        self.limit = self.left = limit
        self.stopped = False

    def used(self):
        return self.limit if self.stopped else self.limit - self.left

    def tools(self):
        """The functions by their place in the code, see instrument.py."""

        def pay(amount):
            self.left -= amount
            if self.left < 0 or self.stopped:
                self.stopped = True
                raise OutOfFuel
            return True

        def cost(amount):
            whole = int(amount)
            pay(whole if whole == amount else whole + 1)

        def call(function):
            kind = type(function)
            own = None
            if kind is _NATIVE and type(function.__self__) in METHODS:
                own = function.__self__
                rule = METHODS[type(own)].get(function.__name__)
            elif kind in _PLAIN or kind is _NATIVE:
                rule = FUNCTIONS.get(function)
            else:
                return function
            if rule is None:
                return function

            def charged(*given, **named):
                before = size_of(own) if own is not None else 0
                result = function(*given, **named)
                # What empties its receiver is charged for what was there.
                cost(max(rule(own, given, result), rule(range(before), given, result) if own is not None else 0))
                return result

            return charged

        def contained(container):
            kind = type(container)
            cost(0.0625 * len(container) if kind in (str, bytes) else len(container) if kind in (list, tuple) else 4)
            return container

        def piece(value):
            if type(value) in (list, tuple, str, bytes):
                cost(len(value) if type(value) in (list, tuple) else 0.25 * len(value))
            return value

        def joined(value):
            if type(value) in (list, tuple):
                cost(len(value))
            return value

        return {'pay': pay, 'call': call, 'contained': contained, 'piece': piece, 'joined': joined}

"""JSON in and out under the same contract as JavaScript's: NaN and infinities are null, -0.0 is 0, whole floats lose their point, text
that is no Unicode is escaped; what JSON cannot hold is a TypeError."""

import json
from json.encoder import encode_basestring, encode_basestring_ascii

SAFE = 2**53 - 1
_INT, _FLOAT, _STR = int.__repr__, float.__repr__, str.__str__


class TooLong(Exception):
    pass


class TooDeep(Exception):
    pass


def _refuse(word):
    raise ValueError(f'{word} is no JSON')


def read(text):
    return json.loads(text, parse_constant=_refuse)


def write(value, longest, deepest):
    """The JSON text of a value; stops as soon as it is too long or too deep."""
    parts, size, path = [], 0, set()

    def say(text):
        nonlocal size
        parts.append(text)
        size += len(text)
        if size > longest:
            raise TooLong

    def text(value):
        try:
            value.encode()
            return encode_basestring(value)
        except UnicodeEncodeError:
            return encode_basestring_ascii(value)

    def key(value):
        if isinstance(value, str):
            return text(_STR(value))
        if isinstance(value, int) and not isinstance(value, bool):
            return text(_INT(value))
        raise TypeError(f'keys must be text, not {type(value).__name__}')

    def walk(value, depth):
        if value is None or value is True or value is False:
            return say('null' if value is None else 'true' if value else 'false')
        if isinstance(value, str):
            return say(text(_STR(value)))
        if isinstance(value, int):
            if not -SAFE <= value <= SAFE:
                raise TypeError('an integer beyond 2**53 - 1 is no number of JSON that every reader keeps')
            return say(_INT(value))
        if isinstance(value, float):
            if value != value or value in (float('inf'), float('-inf')):
                return say('null')
            return say(_INT(int(value)) if value == int(value) and abs(value) < 1e21 else _FLOAT(value))
        if not isinstance(value, (list, tuple, dict)):
            raise TypeError(f'a value of type {type(value).__name__} is no JSON')
        if id(value) in path:
            raise TypeError('a value that holds itself is no JSON')
        if depth >= deepest:
            raise TooDeep
        path.add(id(value))
        if isinstance(value, dict):
            say('{')
            for index, (name, item) in enumerate(dict.items(value)):
                say((',' if index else '') + key(name) + ':')
                walk(item, depth + 1)
            say('}')
        else:
            say('[')
            plain = list if isinstance(value, list) else tuple
            for index, item in enumerate(plain.__iter__(value)):
                if index:
                    say(',')
                walk(item, depth + 1)
            say(']')
        path.discard(id(value))

    walk(value, 0)
    whole = ''.join(parts)
    if len(whole.encode()) > longest:
        raise TooLong
    return whole

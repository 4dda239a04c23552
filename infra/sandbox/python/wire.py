"""The frames of infra/sandbox/frames.ts on the standard streams."""

import json
import os
import struct

EVALUATE, LOAD, CALL, UNLOAD = 1, 2, 3, 4
READY, LOADED, CALLS, DONE, SERVED, FAULT, ENDED = 16, 17, 18, 19, 20, 21, 22
COUNTED = 1


class BadInput(Exception):
    """What was asked makes no sense: the parent is told why, and nothing else happens."""

    @classmethod
    def of(cls, program, text):
        must = 'the JSON text of an array, because the program spreads it' if program.get('spread') else 'JSON text'
        return cls(f'an input must be {must}; got {text[:60]}')


def say(kind, task, body):
    data = struct.pack('<IBI', len(body), kind, task) + body
    while data:
        data = data[os.write(1, data):]


def say_json(kind, task, value):
    say(kind, task, json.dumps(value).encode())


def frame(longest):
    """The next frame: kind, task and body. At the end of the input everything ends."""
    size, kind, task = struct.unpack('<IBI', take(9))
    if size > longest:
        os._exit(1)
    return kind, task, take(size)


def take(size):
    data = bytearray()
    while len(data) < size:
        part = os.read(0, min(size - len(data), 1 << 20))
        if not part:
            os._exit(0)
        data += part
    return bytes(data)

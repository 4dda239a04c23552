"""The worker: answers the frames of infra/sandbox/frames.ts on its standard streams. It never runs a program itself: each gets a
process of its own, forked from here with Python's library loaded, and is killed when it hits a wall. When the parent is gone,
reading ends, and so does everything."""

import json
import platform
import struct
import sys
import warnings

import confine
import guest
import stillness

# Loaded once, so that no program has to wait for it.
for _name in guest.MODULES:
    __import__(_name)
import _strptime  # noqa: F401, E402
from evaluate import evaluate  # noqa: E402
from shelf import Artifact, artifact, artifacts, served  # noqa: E402
from wire import (CALL, COUNTED, EVALUATE, FAULT, LOAD, LOADED, READY, UNLOAD, BadInput, frame, say, say_json)  # noqa: E402


def handle(kind, task, body):
    if kind == CALL:
        number, flags = struct.unpack('<IB', body[:5])
        served(task, *artifact(number).call(body[5:], flags & COUNTED != 0))
    elif kind == EVALUATE:
        evaluate(task, body)
    elif kind == LOAD:
        told = json.loads(body)
        made = Artifact(told['order'])
        _, refusal = made.build('plain')
        if refusal is None:
            artifacts[told['id']] = made
        say_json(LOADED, task, refusal)
    elif kind == UNLOAD:
        gone = artifacts.pop(int(body), None)
        if gone is not None:
            gone.end()
    else:
        raise BadInput(f'a frame of unknown kind {kind}')


def main():
    setup = json.loads(sys.argv[1])
    warnings.simplefilter('ignore')
    sys.path[:] = [path for path in sys.path if path != '/worker']
    confine.shut()
    stillness.still()
    say_json(READY, 0, {'walls': ['own process', *confine.walls()], 'node': setup['node'], 'python': platform.python_version()})
    while True:
        kind, task, body = frame(setup['longestFrame'])
        try:
            handle(kind, task, body)
        except BadInput as error:
            say(FAULT, task, str(error).encode(errors='replace'))


main()

"""The artifacts served from this worker, each in processes of its own."""

import math
import struct

from outcome import STATUSES, WALLS, checked
from process import opened
from wire import ENDED, SERVED, BadInput, say, say_json

# Beyond this many processes the artifact called longest ago is ended until it is called again.
RESIDENT = 32


class Artifact:
    """One served program: a process for its plain build and one for the counted build, started when called."""

    def __init__(self, order):
        self._order = order
        self.running = {}

    def build(self, mode):
        if mode in self.running and self.running[mode].alive:
            return self.running[mode], None
        program, limits = self._order['program'], self._order['limits']
        started, refusal = opened({'program': program, 'limits': limits, 'mode': mode, 'seed': 0})
        if started is not None:
            self.running[mode] = started
        return started, refusal

    def call(self, text, counted):
        """The outcome, and whether the call ended its process by itself."""
        program, refusal = self.build('fuel' if counted else 'plain')
        if refusal is not None:
            error = refusal['error']
            detail = f'the artifact could not be loaded again: {error["name"]}: {error["message"]}'
            return {'status': 'crash', 'detail': detail, 'fuel': None, 'wallUs': 0}, False
        answer = program.ask(b'c' + text)
        if answer.get('status') == 'bad':
            raise BadInput.of(self._order['program'], text.decode(errors='replace'))
        outcome = {**checked(answer, self._order['limits']), **program.used}
        if outcome['status'] in WALLS:
            self.end()
        return outcome, outcome['status'] == 'crash'

    def end(self):
        for one in self.running.values():
            one.end()
        self.running = {}


artifacts = {}


def artifact(number):
    """The artifact, as the one called last; the process of the one called longest ago may have to end for it."""
    if number not in artifacts:
        raise BadInput('a call to an artifact that is not loaded here')
    found = artifacts[number] = artifacts.pop(number)
    busy = [one for one in artifacts.values() if one.running]
    for one in busy[: max(0, len(busy) - RESIDENT)]:
        if one is not found:
            one.end()
    return found


def served(task, outcome, ended):
    status = outcome['status']
    if ended:
        return say_json(ENDED, task, {'cause': status, 'detail': outcome['detail']})
    if status == 'ok':
        text, rest = outcome['output'], ''
    elif status == 'error':
        text, rest = outcome['error']['name'], outcome['error']['message']
    else:
        text, rest = outcome['detail'], ''
    text, rest = text.encode(errors='replace'), rest.encode(errors='replace')
    fuel = math.nan if outcome['fuel'] is None else outcome['fuel']
    cpu, peak = outcome.get('cpuUs', math.nan), outcome.get('peakBytes', math.nan)
    head = struct.pack('<BddddI', STATUSES.index(status), fuel, outcome['wallUs'], cpu, peak, len(text))
    say(SERVED, task, head + text + rest)

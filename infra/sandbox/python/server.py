"""The worker: answers the frames of infra/sandbox/frames.ts on its standard streams. It never runs a program itself: each gets a
process of its own, forked from here with Python's library loaded, and is killed when it hits a wall. When the parent is gone,
reading ends, and so does everything."""

import json
import math
import os
import platform
import resource
import secrets
import select
import signal
import struct
import sys
import time
import warnings

# Loaded once, so that no program has to wait for it.
import confine
import guest
import stillness

for _name in guest.MODULES:
    __import__(_name)
import _strptime  # noqa: F401

monotonic, clock_gettime = time.monotonic, time.clock_gettime
EVALUATE, LOAD, CALL, UNLOAD = 1, 2, 3, 4
READY, LOADED, CALLS, DONE, SERVED, FAULT = 16, 17, 18, 19, 20, 21
COUNTED = 1
STATUSES = ('ok', 'error', 'fuel', 'timeout', 'memory', 'output', 'crash')
WALLS = ('timeout', 'memory', 'crash')
PROGRESS_S = 0.05
# Beyond this many processes the artifact called longest ago is ended until it is called again.
RESIDENT = 64
ANSWER_SLACK = 64 * 1024


def say(kind, task, body):
    data = struct.pack('<IBI', len(body), kind, task) + body
    while data:
        data = data[os.write(1, data):]


def say_json(kind, task, value):
    say(kind, task, json.dumps(value).encode())


class Guest:
    """A program's process, seen from here: what it says is bounded, checked and never trusted."""

    def __init__(self, order):
        self._limits = order['limits']
        to_read, to_write = os.pipe(), os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            try:
                for number in (signal.SIGINT, signal.SIGTERM):
                    signal.signal(number, signal.SIG_DFL)
                # Neither the worker's streams nor other programs' pipes.
                for number in range(256):
                    if number not in (to_read[0], to_write[1]):
                        try:
                            os.close(number)
                        except OSError:
                            pass
                guest.run(to_read[0], to_write[1], order)
            finally:
                os._exit(1)
        os.close(to_read[0])
        os.close(to_write[1])
        self._writing, self._reading = to_read[1], to_write[0]
        os.set_blocking(self._writing, False)
        os.set_blocking(self._reading, False)
        self._code = None

    @property
    def alive(self):
        return self._code is None

    def end(self):
        """Kills the process; gives the signal it died of, if any."""
        if self._code is None:
            os.kill(self._pid, signal.SIGKILL)
            self._code = os.waitpid(self._pid, 0)[1]
            os.close(self._writing)
            os.close(self._reading)

    def ask(self, message):
        """The answer to a message (None: what it says by itself after its start), or the wall that ended it."""
        began = monotonic()
        answer = self._ask(message)
        # Of a process that was ended from here the time is known from here only.
        return {'wallUs': round((monotonic() - began) * 1e6), **answer} if answer.get('status') in WALLS else answer

    def _ask(self, message):
        wall = self._limits['wallMs'] / 1000
        try:
            if select.select([self._reading], [], [], 0)[0] and message is not None:
                return self._broke('it spoke unasked')
            self._allow(wall)
            deadline = monotonic() + wall
            if message is not None and not self._put(struct.pack('<I', len(message)) + message, deadline):
                return self._late()
            head = self._get(4, deadline)
            if type(head) is dict:
                return head
            size = struct.unpack('<I', head)[0]
            # Text of JSON inside JSON: a backslash or a quote takes two bytes, a control character six.
            if size > 6 * self._limits['outputBytes'] + ANSWER_SLACK:
                return self._broke(f'an answer of {size} bytes')
            body = self._get(size, deadline)
            if type(body) is dict:
                return body
            answer = json.loads(body)
            return answer if type(answer) is dict else self._broke('an answer that is no answer')
        except (ValueError, RecursionError):
            return self._broke('an answer that is no JSON')
        except OSError:
            return self._died()

    def _allow(self, wall):
        """Processor time for one more call. The wall comes first; this stands when this process is kept from running."""
        used = clock_gettime(((~self._pid) << 3) | 2)
        soft = math.ceil(used + wall) + 1
        resource.prlimit(self._pid, resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))

    def _put(self, data, deadline):
        view = memoryview(data)
        while view:
            left = deadline - monotonic()
            if left <= 0 or not select.select([], [self._writing], [], left)[1]:
                return False
            view = view[os.write(self._writing, view[:65536]):]
        return True

    def _get(self, size, deadline):
        parts, have = [], 0
        while have < size:
            left = deadline - monotonic()
            if left <= 0 or not select.select([self._reading], [], [], left)[0]:
                return self._late()
            part = os.read(self._reading, min(size - have, 1 << 20))
            if not part:
                return self._died()
            parts.append(part)
            have += len(part)
        return b''.join(parts)

    def _late(self):
        self.end()
        return {'status': 'timeout', 'detail': f'more than {self._limits["wallMs"]} ms'}

    def _broke(self, how):
        self.end()
        return {'status': 'crash', 'detail': f'the program broke the protocol: {how}'}

    def _died(self):
        if self._code is None:
            self._code = os.waitpid(self._pid, 0)[1]
            os.close(self._writing)
            os.close(self._reading)
        if os.WIFSIGNALED(self._code):
            number = os.WTERMSIG(self._code)
            if number == signal.SIGXCPU:
                return {'status': 'timeout', 'detail': 'the processor time of a call was used up'}
            return {'status': 'crash', 'detail': f'the process ended ({signal.Signals(number).name})'}
        return {'status': 'crash', 'detail': f'the process ended (code {os.WEXITSTATUS(self._code)})'}


def checked(answer, limits):
    """An outcome in the form of the port, from what a program's process said."""
    status = answer.get('status')
    fuel, wall = answer.get('fuel'), answer.get('wallUs')
    base = {
        'fuel': fuel if type(fuel) is int and 0 <= fuel <= 2**53 else None,
        'wallUs': wall if type(wall) is int and 0 <= wall <= 2**53 else 0,
    }
    if status == 'ok' and type(answer.get('output')) is str and len(answer['output'].encode(errors='replace')) <= limits['outputBytes']:
        try:
            json.loads(answer['output'])
        except (ValueError, RecursionError):
            return {**base, 'status': 'crash', 'detail': 'the program broke the protocol: an output that is no JSON'}
        return {**base, 'status': status, 'output': answer['output']}
    if status == 'error' and type(answer.get('error')) is dict:
        name, message = answer['error'].get('name'), answer['error'].get('message')
        return {**base, 'status': status, 'error': {'name': str(name)[:100], 'message': str(message)[:2000]}}
    if status in STATUSES[2:] and type(answer.get('detail')) is str:
        return {**base, 'status': status, 'detail': answer['detail'][:500]}
    return {**base, 'status': 'crash', 'detail': 'the program broke the protocol: an answer that is no answer'}


def unloadable(answer, limits):
    """Why a program could not be loaded, in the form of the port."""
    names = {'timeout': 'TimeoutError', 'memory': 'MemoryError', 'crash': 'CrashError'}
    if answer.get('status') == 'unloadable' and type(answer.get('error')) is dict:
        error = answer['error']
        line = error.get('line')
        told = {'name': str(error.get('name'))[:100], 'message': str(error.get('message'))[:2000]}
        return {'status': 'unloadable', 'error': {**told, 'line': line if type(line) is int else None}}
    outcome = checked(answer, limits)
    name = names.get(outcome['status'], 'CrashError')
    how = 'took ' if name == 'TimeoutError' else 'failed: '
    return {'status': 'unloadable', 'error': {'name': name, 'message': f'loading {how}{outcome.get("detail", "")}', 'line': None}}


def opened(order):
    """A process with the program loaded, or why there is none."""
    started = Guest({**order, 'token': secrets.token_hex(16)})
    answer = started.ask(None)
    if answer == {'status': 'loaded'}:
        return started, None
    started.end()
    return None, unloadable(answer, order['limits'])


def bad_input(program, text):
    if program.get('spread'):
        return f'an input must be the JSON text of an array, because the program spreads it; got {text[:60]}'
    return f'an input must be JSON text; got {text[:60]}'


class BadInput(Exception):
    pass


def evaluate(task, body):
    told = json.loads(body)
    job, at, careful = told['job'], told['from'], told['careful']
    limits, inputs = job['limits'], job['inputs']
    order = {key: job[key] for key in ('program', 'limits', 'mode', 'seed')}
    running, refusal = opened(order)
    if refusal is not None:
        return say_json(DONE, task, refusal)
    if careful:
        say(LOADED, task, b'')
    calls, last, coverage = [], monotonic(), None
    while at < len(inputs):
        if running is None:
            running, refusal = opened(order)
        if refusal is not None:
            detail = f'the program could not be loaded again: {refusal["error"]["message"]}'
            outcome = {'status': 'crash', 'detail': detail, 'fuel': None, 'wallUs': 0}
        else:
            answer = running.ask(b'c' + inputs[at].encode(errors='surrogatepass'))
            if answer.get('status') == 'bad':
                running.end()
                raise BadInput(bad_input(job['program'], inputs[at]))
            outcome = checked(answer, limits)
            if outcome['status'] in WALLS:
                running.end()
                running = None
        calls.append(outcome)
        at += 1
        if careful or monotonic() - last > PROGRESS_S:
            say_json(CALLS, task, calls)
            calls, last = [], monotonic()
        if outcome['status'] != 'ok' and job.get('stopOnFailure'):
            break
    if running is not None:
        if job['mode'] == 'coverage':
            coverage = ratios(running.ask(b'v'))
        running.end()
    if calls:
        say_json(CALLS, task, calls)
    say_json(DONE, task, {'status': 'ok', 'coverage': coverage})


def ratios(answer):
    def ratio(one):
        covered, total = one['covered'], one['total']
        if type(covered) is int and type(total) is int and 0 <= covered <= total:
            return {'covered': covered, 'total': total}
        raise ValueError

    try:
        return {kind: ratio(answer[kind]) for kind in ('statements', 'branches')}
    except (KeyError, TypeError, ValueError):
        return None


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
        program, refusal = self.build('fuel' if counted else 'plain')
        if refusal is not None:
            error = refusal['error']
            detail = f'the artifact could not be loaded again: {error["name"]}: {error["message"]}'
            return {'status': 'crash', 'detail': detail, 'fuel': None, 'wallUs': 0}
        answer = program.ask(b'c' + text)
        if answer.get('status') == 'bad':
            raise BadInput(bad_input(self._order['program'], text.decode(errors='replace')))
        outcome = checked(answer, self._order['limits'])
        if outcome['status'] in WALLS:
            self.end()
        return outcome

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


def served(task, outcome):
    status = outcome['status']
    if status == 'ok':
        text, rest = outcome['output'], ''
    elif status == 'error':
        text, rest = outcome['error']['name'], outcome['error']['message']
    else:
        text, rest = outcome['detail'], ''
    text, rest = text.encode(errors='replace'), rest.encode(errors='replace')
    fuel = math.nan if outcome['fuel'] is None else outcome['fuel']
    head = struct.pack('<BddI', STATUSES.index(status), fuel, outcome['wallUs'], len(text))
    say(SERVED, task, head + text + rest)


def handle(kind, task, body):
    if kind == CALL:
        number, flags = struct.unpack('<IB', body[:5])
        served(task, artifact(number).call(body[5:], flags & COUNTED != 0))
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


def take(size):
    data = bytearray()
    while len(data) < size:
        part = os.read(0, min(size - len(data), 1 << 20))
        if not part:
            os._exit(0)
        data += part
    return bytes(data)


def main():
    setup = json.loads(sys.argv[1])
    warnings.simplefilter('ignore')
    sys.path[:] = [path for path in sys.path if not path.endswith('/sandbox/python')]
    confine.shut()
    stillness.still()
    say_json(READY, 0, {'walls': ['own process', *confine.walls()], 'node': setup['node'], 'python': platform.python_version()})
    while True:
        size, kind, task = struct.unpack('<IBI', take(9))
        if size > setup['longestFrame']:
            os._exit(1)
        body = take(size)
        try:
            handle(kind, task, body)
        except BadInput as error:
            say(FAULT, task, str(error).encode(errors='replace'))


main()

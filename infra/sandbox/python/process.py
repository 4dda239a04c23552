"""A program's process as the worker sees it."""

import json
import math
import os
import resource
import secrets
import select
import signal
import struct
import time

import guest
from outcome import WALLS, unloadable

# Kept before the clock is made to stand still.
monotonic, clock_gettime = time.monotonic, time.clock_gettime
ANSWER_SLACK = 64 * 1024


class Process:
    """Started by forking the worker; what it says is bounded, checked and never trusted."""

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
        self._status = os.open(f'/proc/{self._pid}/status', os.O_RDONLY)
        # Processor time when the call began, and what was left to read when the process was gone: both in seconds and bytes.
        self._began, self._last = 0.0, None
        # What the last message cost, measured from here: a program has no say in it.
        self.used = {}

    @property
    def alive(self):
        return self._code is None

    def end(self):
        """Kills the process; gives the signal it died of, if any."""
        if self._code is None:
            os.kill(self._pid, signal.SIGKILL)
            self._bury()

    def _bury(self):
        _, self._code, usage = os.wait4(self._pid, 0)
        self._last = usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024
        for number in (self._writing, self._reading, self._status):
            os.close(number)

    def ask(self, message):
        """The answer to a message (None: what it says by itself after its start), or the wall that ended it."""
        began = monotonic()
        answer = self._ask(message)
        self.used = self._measured()
        # Of a process that was ended from here the time is known from here only.
        return {'wallUs': round((monotonic() - began) * 1e6), **answer} if answer.get('status') in WALLS else answer

    def _measured(self):
        """Processor time of the message, and the most memory the process ever held, what it shares with others included."""
        spent, peak = self._last or (self._processor(), _peak(os.pread(self._status, 4096, 0)))
        return {'cpuUs': max(0, round((spent - self._began) * 1e6)), 'peakBytes': peak}

    def _processor(self):
        return clock_gettime(((~self._pid) << 3) | 2)

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
        self._began = self._processor()
        soft = math.ceil(self._began + wall) + 1
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
            self._bury()
        if os.WIFSIGNALED(self._code):
            number = os.WTERMSIG(self._code)
            if number == signal.SIGXCPU:
                return {'status': 'timeout', 'detail': 'the processor time of a call was used up'}
            return {'status': 'crash', 'detail': f'the process ended ({signal.Signals(number).name})'}
        return {'status': 'crash', 'detail': f'the process ended (code {os.WEXITSTATUS(self._code)})'}


def _peak(status):
    """Bytes, from the line `VmHWM: 12345 kB`."""
    at = status.find(b'VmHWM:')
    return int(status[at + 6:].split(None, 1)[0]) * 1024 if at >= 0 else 0


def opened(order):
    """A process with the program loaded, or why there is none."""
    started = Process({**order, 'token': secrets.token_hex(16)})
    answer = started.ask(None)
    if answer == {'status': 'loaded'}:
        return started, None
    started.end()
    return None, unloadable(answer, order['limits'])

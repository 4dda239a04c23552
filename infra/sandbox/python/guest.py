"""What runs in a program's own process: it loads the program and answers calls over one pair of pipes until it is killed."""

import ast
import builtins
import inspect
import json
import os
import sys
import time

import charges
import confine
import contract
import instrument
import stillness
from channel import Channel

_clock = time.perf_counter_ns
# Names a program may import; the walls do not depend on it.
MODULES = ('abc array base64 binascii bisect calendar cmath collections colorsys contextlib copy csv dataclasses datetime decimal '
           'difflib enum fractions functools graphlib hashlib heapq html io itertools json keyword math numbers operator random re '
           'statistics string struct textwrap time typing unicodedata zlib').split()
REFUSED = ('open', 'input', 'breakpoint', 'exec', 'eval', 'compile', 'help', 'exit', 'quit', 'copyright', 'credits', 'license')


class Unloadable(Exception):
    def __init__(self, name, message, line=None):
        super().__init__(message)
        self.name, self.line = name, line


class Silence:
    """Where `print` goes: nobody reads it."""

    def write(self, text):
        return len(text)

    def flush(self):
        pass


def _cut(value, length):
    return value[:length] if type(value) is str else ''


def _described(error):
    """Name and message of what was raised; its own `__str__` may do anything, so it runs within the timed call."""
    try:
        message = str(error)
    except charges.OutOfFuel:
        raise
    except BaseException:
        message = 'the raised value could not be read'
    return {'name': _cut(type(error).__name__, 100), 'message': _cut(message, 2000)}


def _builtins(modules):
    names = {name: value for name, value in vars(builtins).items()}

    def refusing(name):
        def refused(*given, **named):
            raise PermissionError(f'{name} is not available in the sandbox')

        refused.__name__ = name
        return refused

    for name in REFUSED:
        names[name] = refusing(name)
    load = builtins.__import__

    def imported(name, globals=None, locals=None, fromlist=(), level=0):
        asks = (globals or {}).get('__name__', '__main__')
        if asks == '__main__' and (level > 0 or name.split('.')[0] not in modules):
            raise ImportError(_no_module(name, modules))
        return load(name, globals, locals, fromlist, level)

    names['__import__'] = imported
    return names


def _no_module(name, modules):
    return f'"{name}" is not a module that may be imported here; these are: {", ".join(modules)}'


def _parse(source, modules):
    try:
        tree = ast.parse(source, 'program.py')
    except SyntaxError as error:
        raise Unloadable(type(error).__name__, error.msg, error.lineno) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise Unloadable(type(error).__name__, str(error) or 'the program is nested too deeply to be read') from None
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or '.'] if node.level == 0 else ['.']
        for name in names:
            if name != '__future__' and name.split('.')[0] not in modules:
                raise Unloadable('ImportError', _no_module(name, modules), node.lineno)
    return tree


class Program:
    """A loaded program under one mode: `plain`, `fuel` or `coverage`."""

    def __init__(self, order):
        program, limits = order['program'], order['limits']
        self._spread = program.get('spread') is True
        self._limits, self._mode, self._seed = limits, order['mode'], order['seed']
        self._fuel = contract.SAFE if limits['fuel'] is None else limits['fuel']
        self._meter = charges.Meter()
        self._seen = {'statement': set(), 'branch': set()}
        self._totals = {'statement': 0, 'branch': 0}
        self._entry = self._load(program, order)

    def _load(self, program, order):
        name = program['entry']
        if not name.isidentifier():
            raise Unloadable('ReferenceError', f'the entry "{name}" is not a name; give the name of a top-level function')
        modules = MODULES if order.get('modules') is None else [one for one in MODULES if one in order['modules']]
        tree = _parse(program['source'], modules)
        tools = self._meter.tools() if self._mode == 'fuel' else self._marks()
        places = instrument.Places(order['token'], tools)
        try:
            if self._mode == 'fuel':
                tree = instrument.instrumented(tree, instrument.Counted(places))
            elif self._mode == 'coverage':
                covered = instrument.Covered(places)
                tree = instrument.instrumented(tree, covered)
                self._totals = {'statement': covered.statements, 'branch': covered.branches}
            code = places.fill(compile(tree, 'program.py', 'exec', dont_inherit=True))
        except SyntaxError as error:
            raise Unloadable(type(error).__name__, error.msg, error.lineno) from None
        except (RecursionError, ValueError) as error:
            raise Unloadable(type(error).__name__, str(error) or 'the program is nested too deeply to be read') from None
        space = {'__name__': '__main__', '__builtins__': _builtins(modules)}
        self._begin()
        try:
            exec(code, space)
        except charges.OutOfFuel:
            raise Unloadable('FuelError', f'loading took more than {self._limits["fuel"]} fuel') from None
        except MemoryError:
            raise Unloadable('MemoryError', f'loading took more than {self._limits["memoryMb"]} MB') from None
        except BaseException as error:
            if self._meter.stopped:
                raise Unloadable('FuelError', f'loading took more than {self._limits["fuel"]} fuel') from None
            line, trace = None, error.__traceback__
            while trace is not None:
                if trace.tb_frame.f_code.co_filename == 'program.py':
                    line = trace.tb_lineno
                trace = trace.tb_next
            told = _described(error)
            raise Unloadable(told['name'], told['message'], line) from None
        entry = space.get(name)
        if callable(entry):
            return entry
        what = 'not defined' if name not in space else f'of type {type(entry).__name__}, not a function'
        raise Unloadable('TypeError', f'the entry "{name}" is {what}')

    def _marks(self):
        def mark(kind):
            seen = self._seen[kind]

            def add(number):
                seen.add(number)
                return True

            return add

        return {kind: mark(kind) for kind in self._seen}

    def _begin(self):
        self._meter.begin(self._fuel)
        stillness.reseed(self._seed)

    def call(self, text):
        """One call; only what the program does itself can stop it from here."""
        try:
            given = contract.read(text) if text != '' else None
        except (ValueError, RecursionError):
            return {'status': 'bad'}
        if self._spread and text != '' and not isinstance(given, list):
            return {'status': 'bad'}
        self._begin()
        began = _clock()
        try:
            answer = self._answer(text, given)
        except MemoryError:
            answer = {'status': 'memory', 'detail': f'more than {self._limits["memoryMb"]} MB'}
        except charges.OutOfFuel:
            answer = None
        except BaseException as error:
            try:
                answer = {'status': 'error', 'error': _described(error)}
            except charges.OutOfFuel:
                answer = None
        if answer is None or self._meter.stopped:
            answer = {'status': 'fuel', 'detail': f'more than {self._limits["fuel"]} fuel'}
        fuel = self._meter.used() if self._mode == 'fuel' and answer['status'] != 'memory' else None
        return {**answer, 'fuel': fuel, 'wallUs': (_clock() - began) // 1000}

    def _answer(self, text, given):
        value = self._entry() if text == '' else self._entry(*given) if self._spread else self._entry(given)
        if inspect.iscoroutine(value):
            try:
                value.send(None)
                raise RuntimeError('the coroutine never settles')
            except StopIteration as done:
                value = done.value
        longest, deepest = self._limits['outputBytes'], self._limits['depth']
        kept = sys.getrecursionlimit()
        sys.setrecursionlimit(kept + 2 * min(deepest, 10_000))
        try:
            return {'status': 'ok', 'output': contract.write(value, longest, deepest)}
        except contract.TooLong:
            return {'status': 'output', 'detail': f'the output is longer than {longest} bytes'}
        except contract.TooDeep:
            return {'status': 'output', 'detail': f'the output is nested deeper than {deepest}'}
        finally:
            sys.setrecursionlimit(kept)

    def coverage(self):
        ratio = {kind: {'covered': len(seen), 'total': self._totals[kind]} for kind, seen in self._seen.items()}
        return {'statements': ratio['statement'], 'branches': ratio['branch']}


def run(reading, writing, order):
    """Never returns."""
    channel = Channel(reading, writing)
    sys.stdin = None
    sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = Silence()
    try:
        confine.confine(order['limits']['memoryMb'])
        program = Program(order)
    except Unloadable as error:
        channel.send({'status': 'unloadable', 'error': {'name': error.name[:100], 'message': str(error)[:2000], 'line': error.line}})
        os._exit(0)
    except MemoryError:
        message = f'loading took more than {order["limits"]["memoryMb"]} MB'
        channel.send({'status': 'unloadable', 'error': {'name': 'MemoryError', 'message': message, 'line': None}})
        os._exit(0)
    channel.send({'status': 'loaded'})
    while True:
        message = channel.receive()
        channel.send(program.coverage() if message[:1] == b'v' else program.call(message[1:].decode()))

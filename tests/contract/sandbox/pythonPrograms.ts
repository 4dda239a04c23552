import type { ContractPrograms, SandboxSubject } from './subject.ts';

/** What reaches every module of Python's library from inside: the process is the wall, not the list of modules. */
const SMUGGLED = 'import json\nload = json.__builtins__["__import__"]\n';

/** The contract's programs in Python. */
export const PYTHON: ContractPrograms = {
  echo: 'def f(x): return x',
  double: 'def f(x): return x * 2',
  fails: 'def f(x): raise globals().get(x.get("name"), ValueError)(x["message"])',
  endless: 'def f(x):\n  while True: pass',
  endlessLoading: 'while True: pass\ndef f(x): pass',
  grows: 'def f(x):\n  kept = []\n  while True: kept.append([len(kept) + 0.5] * 100000)',
  holds: 'def f(n):\n  kept = bytearray(n)\n  return None',
  long: 'def f(n): return "x" * n',
  deep: 'def f(n):\n  x = 1\n  for _ in range(n): x = [x]\n  return x',
  random: 'import random\ndef f(x): return [random.random(), random.random(), random.random()]',
  clock: 'import time\ndef f(x):\n  for _ in range(10000): pass\n  return time.time()',
  leaves: `import json, math, random\nload = json.__builtins__["__import__"]
def f(x):
  load("builtins").left = 1
  math.left = 1
  math.floor = lambda one: "left"
  random.random = lambda: 4
  json.dumps = lambda one: '"left"'
  return None`,
  looks: `import json, math, random
def f(x):
  try:
    left
    return "left"
  except NameError:
    clean = not hasattr(math, "left") and math.floor(1.5) == 1 and random.random() < 1 and json.dumps(1) == "1"
    return None if clean else "left"`,
  late: `${SMUGGLED}found = None
def later(*given):
  global found
  found = "late"
def f(x):
  if not x: return found
  for start in (
    lambda: load("_thread").start_new_thread(later, ()),
    lambda: (load("signal").signal(14, later), load("signal").setitimer(load("signal").ITIMER_REAL, 0.001)),
  ):
    try: start()
    except Exception: pass
  return None`,
  kills: `${SMUGGLED}def f(x):\n  if x: load("os")._exit(3)\n  return 0`,
  steps: 'def f(n):\n  s = 0\n  i = 0\n  while i < n:\n    s += 1\n    i += 1\n  return s',
};

export const ODD_IN_PYTHON: SandboxSubject['odd'] = {
  '-0.0 is 0': ['def f(x): return -0.0', '0'],
  'a whole float has no point': ['def f(x): return [2.0, 1e20, 1.5]', '[2,100000000000000000000,1.5]'],
  'NaN is null': ['def f(x): return float("nan")', 'null'],
  'infinity is null': ['def f(x): return [float("inf"), -float("inf")]', '[null,null]'],
  'nothing is null': ['def f(x): pass', 'null'],
  'a tuple is a list': ['def f(x): return (1, (2,))', '[1,[2]]'],
  'a whole number as a key is its text': ['def f(x): return {1: 2}', '{"1":2}'],
  'a key of another kind is an error': ['def f(x): return {(1, 2): 3}', 'TypeError: keys must be text, '],
  'a set is an error': ['def f(x): return {1}', 'TypeError: a value of type set is no JSON'],
  'a function is an error': ['def f(x): return f', 'TypeError: a value of type function is no JSON'],
  'a big integer is an error': ['def f(x): return 2 ** 53', 'TypeError: an integer beyond 2**53 - 1 '],
  'a cycle is an error': [
    'def f(x):\n  a = []\n  a.append(a)\n  return a',
    'TypeError: a value that holds itself is no JSON',
  ],
  'a lone surrogate is escaped': ['def f(x): return "a\\ud800b"', '"a\\ud800b"'],
  'a lone surrogate in an error becomes the replacement character': [
    'def f(x): raise ValueError("a\\ud800b")',
    'ValueError: a\ufffdb',
  ],
  'a __class__ key is an own key': ['def f(x): return {"__class__": 1}', '{"__class__":1}'],
  'an error without a class of its own has that of its base': [
    'def f(x): raise KeyError("a")',
    "KeyError: 'a'",
  ],
};

"""A proof's calls of one program, each answered or ended by a wall, one after the other."""

import json

from outcome import WALLS, checked, ratios
from process import monotonic, opened
from wire import CALLS, DONE, LOADED, BadInput, say, say_json

PROGRESS_S = 0.05


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
    say_json(CALLS, task, [])
    calls, last, coverage = [], monotonic(), None
    while at < len(inputs):
        if running is None:
            running, refusal = opened(order)
            # Loading and a call may take their time one after the other.
            say_json(CALLS, task, [])
        if refusal is not None:
            detail = f'the program could not be loaded again: {refusal["error"]["message"]}'
            outcome = {'status': 'crash', 'detail': detail, 'fuel': None, 'wallUs': 0}
        else:
            answer = running.ask(b'c' + inputs[at].encode(errors='surrogatepass'))
            if answer.get('status') == 'bad':
                running.end()
                raise BadInput.of(job['program'], inputs[at])
            outcome = {**checked(answer, limits), **running.used}
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

"""What a program's process says is never trusted: outcomes are put together here, in the form of the port."""

import json

STATUSES = ('ok', 'error', 'fuel', 'timeout', 'memory', 'output', 'crash')
# What ends a process; the next call gets a fresh one.
WALLS = ('timeout', 'memory', 'crash')


def well_formed(value, longest):
    """Text without halves of characters."""
    return str(value)[:longest].encode('utf-16', 'surrogatepass').decode('utf-16', 'replace')


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
        return {**base, 'status': status, 'error': {'name': well_formed(name, 100), 'message': well_formed(message, 2000)}}
    if status in STATUSES[2:] and type(answer.get('detail')) is str:
        return {**base, 'status': status, 'detail': well_formed(answer['detail'], 500)}
    return {**base, 'status': 'crash', 'detail': 'the program broke the protocol: an answer that is no answer'}


def unloadable(answer, limits):
    """Why a program could not be loaded, in the form of the port."""
    names = {'timeout': 'TimeoutError', 'memory': 'MemoryError', 'crash': 'CrashError'}
    if answer.get('status') == 'unloadable' and type(answer.get('error')) is dict:
        error = answer['error']
        line = error.get('line')
        told = {'name': well_formed(error.get('name'), 100), 'message': well_formed(error.get('message'), 2000)}
        return {'status': 'unloadable', 'error': {**told, 'line': line if type(line) is int else None}}
    outcome = checked(answer, limits)
    name = names.get(outcome['status'], 'CrashError')
    how = 'took ' if name == 'TimeoutError' else 'failed: '
    return {'status': 'unloadable', 'error': {'name': name, 'message': f'loading {how}{outcome.get("detail", "")}', 'line': None}}


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

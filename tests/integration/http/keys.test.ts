import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addKey, BadKeys, readKeys } from '../../../infra/http/keys.ts';
import { doubleSpec, serving } from '../../http.ts';

let place: string;
let file: string;
const keys: Record<string, string> = {};
let served: Awaited<ReturnType<typeof serving>>;
let now = 0;

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'dse-keys-'));
  file = join(place, 'keys.yaml');
  for (const [name, scopes, ratePerMinute] of [
    ['runner', ['run'], null],
    ['reader', ['read'], null],
    ['slow', ['run'], 2],
  ] as const)
    keys[name] = await addKey(file, { name, scopes, ratePerMinute });
  served = await serving({
    specs: [doubleSpec()],
    settings: { callers: await readKeys(file, 100), clock: () => now },
  });
});
afterAll(async () => {
  await served.stop();
  rmSync(place, { recursive: true });
});

const ask = (key: string | null, path = '/v1/run/double') =>
  fetch(`${served.url}${path}`, {
    ...(path.startsWith('/v1/run') ? { method: 'POST', body: '2' } : {}),
    headers: key === null ? {} : { authorization: `Bearer ${key}` },
  });

describe('keys', () => {
  it('are kept as hashes in a file only its owner reads', () => {
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('name: runner');
    for (const key of Object.values(keys)) expect(text).not.toContain(key);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('let in who has one, and only to what its scopes allow', async () => {
    expect((await ask(keys['runner']!)).status).toBe(200);
    const without = await ask(null);
    expect([without.status, without.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect((await ask('dse_wrong')).status).toBe(401);
    const scope = await ask(keys['reader']!);
    expect([scope.status, await scope.json()]).toMatchObject([
      403,
      { detail: 'reader has not the scope "run"' },
    ]);
  });

  it('leave health open without its details', async () => {
    expect(await (await ask(null, '/v1/health')).json()).toEqual({ status: 'ok' });
    expect(await (await ask(keys['reader']!, '/v1/health')).json()).toHaveProperty('parts');
  });

  it('bound the requests of each caller on its own, until the minute is over', async () => {
    now = 60_000;
    expect([(await ask(keys['slow']!)).status, (await ask(keys['slow']!)).status]).toEqual([200, 200]);
    now = 90_000;
    const third = await ask(keys['slow']!);
    expect([third.status, third.headers.get('retry-after')]).toEqual([429, '30']);
    expect((await ask(keys['runner']!)).status).toBe(200);
    now = 120_000;
    expect((await ask(keys['slow']!)).status).toBe(200);
  });

  it('are refused with line and column when the file is wrong, or the name is there already', async () => {
    await expect(addKey(file, { name: 'runner', scopes: ['run'], ratePerMinute: null })).rejects.toThrow(
      /has a key "runner" already/,
    );
    const key = { name: 'new', scopes: ['run'], ratePerMinute: null } as const;
    await expect(addKey(file, { ...key, name: 'A B' })).rejects.toThrow(BadKeys);
    await expect(addKey(join(place, 'gone', 'keys.yaml'), key)).rejects.toThrow(/cannot be written .*ENOENT/);
    const wrong = join(place, 'wrong.yaml');
    writeFileSync(wrong, 'keys:\n  - name: a\n    sha256: short\n    scopes: [ran]\n');
    await expect(readKeys(wrong, null)).rejects.toThrow(
      /wrong.yaml:3:13: keys\[0\].sha256: .*\n.*4:14.*`ran`|wrong\.yaml:4:/,
    );
  });
});

it('who has no key asks no more often than the server says, where no key is needed', async () => {
  const open = await serving({ settings: { callers: new Map(), ratePerMinute: 2, clock: () => now } });
  const health = async () => (await fetch(`${open.url}/v1/health`)).status;
  expect([await health(), await health(), await health()]).toEqual([200, 200, 429]);
  await open.stop();
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServe } from '../../infra/bench/serveProcess.ts';
import { typed } from './typed.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dse-serve-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const dse = (...args: string[]) => typed([...args, '--folder', folder]);

describe('dse serve, as it is typed', () => {
  it('is not begun where others could reach it without a key, nor with wrong options', async () => {
    const open = await dse('serve', '--host', '0.0.0.0', '--port', '0');
    expect(open).toMatchObject({ code: 2, err: expect.stringContaining('dse keys add NAME') as string });
    expect(await dse('serve', '--keys', join(folder, 'none.yaml'))).toMatchObject({ code: 2 });
    expect(await dse('serve', '--record', 'sometimes')).toMatchObject({ code: 2 });
    expect(await dse('serve', '--port', '70000')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--port: ') as string,
    });
    expect(await dse('keys', 'add', 'app', '--scopes', 'fly')).toMatchObject({ code: 2 });
  });

  it('answers by key, beside other commands, until it is told to stop', async () => {
    const made = await dse('keys', 'add', 'app', '--scopes', 'read,task');
    expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/^dse_[\w-]{43}\n$/) as string });
    expect(await dse('keys', 'add', 'app')).toMatchObject({ code: 2 });
    const server = startServe(folder, '--rate-per-minute', '1000');
    const url = await server.url;
    const headers = { authorization: `Bearer ${made.out.trim()}` };
    expect((await fetch(`${url}/v1/capabilities`)).status).toBe(401);
    const answer = await fetch(`${url}/v1/capabilities`, { headers });
    expect(await answer.json()).toEqual({ capabilities: [] });
    const run = await fetch(`${url}/v1/run/double`, { method: 'POST', body: '1', headers });
    expect([run.status, await run.json()]).toMatchObject([403, { detail: 'app has not the scope "run"' }]);
    const { out } = await dse('doctor', '--json');
    expect(out).toContain('"check":"keys","state":"ok","finding":"app (read, task)"');
    // Through the door of the process that serves.
    const query = await dse('query', 'SELECT count(*) AS facts FROM commits', '--json');
    expect([query.code, JSON.parse(query.out)]).toMatchObject([0, { facts: 1 }]);
    const taken = await typed(['serve', '--folder', join(folder, 'other'), '--port', new URL(url).port]);
    expect(taken).toMatchObject({ code: 5, err: expect.stringContaining('use another --port') as string });
    server.child.kill('SIGTERM');
    expect(await server.ended, server.said()).toBe(0);
    expect(server.said()).toContain('stopping: requests and what runs are finished');
  });
});

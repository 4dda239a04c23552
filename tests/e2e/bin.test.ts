import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const guard = fileURLToPath(new URL('../../infra/cli/bin.js', import.meta.url));
/** Makes the Node that runs the guard look like an old one. */
const OLD =
  '--import=data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"20.19.0"}})';

let folder: string;

/** Puts a file into the copied package; scripts can be run. */
function put(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
  chmodSync(join(folder, path), 0o755);
}

/** Runs the guard's copy. `once` may act as soon as it has printed something. */
function run(flags: readonly string[], args: readonly string[], once?: (pid: number) => void) {
  return new Promise<{ code: number | null; signal: string | null; out: string; err: string }>((resolve) => {
    const child = spawn(process.execPath, [...flags, join(folder, 'infra/cli/bin.js'), ...args]);
    let out = '';
    let err = '';
    child.stdout.on('data', (text) => {
      if (out === '' && child.pid !== undefined) once?.(child.pid);
      out += String(text);
    });
    child.stderr.on('data', (text) => (err += String(text)));
    child.on('close', (code, signal) => resolve({ code, signal, out, err }));
  });
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dse-bin-'));
  mkdirSync(join(folder, 'infra/cli'), { recursive: true });
  cpSync(guard, join(folder, 'infra/cli/bin.js'));
  put('package.json', '{"type":"module"}');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the guard of the command line', () => {
  it('runs the sources as they stand, arguments untouched', async () => {
    put(
      'infra/cli/main.ts',
      'const args: string[] = process.argv.slice(2); console.log(JSON.stringify(args));',
    );
    expect(await run([], ['demo', '--seed', '7', 'a b'])).toMatchObject({
      code: 0,
      out: '["demo","--seed","7","a b"]\n',
    });
  });

  it('prefers what is built beside it, and finds what is built in dist', async () => {
    put('dist/infra/cli/main.js', 'console.log("dist");');
    expect(await run([], [])).toMatchObject({ code: 0, out: 'dist\n' });
    put('infra/cli/main.ts', 'console.log("sources");');
    put('infra/cli/main.js', 'console.log("built");');
    expect(await run([], [])).toMatchObject({ code: 0, out: 'built\n' });
  });

  it('says on an old Node what to do and exits 5, in one line', async () => {
    put('infra/cli/main.ts', 'console.log("must not run");');
    const { code, out, err } = await run([OLD], ['demo']);
    expect({ code, out }).toEqual({ code: 5, out: '' });
    expect(err).toMatch(/^dse needs Node 24\.15 or newer, this is 20\.19\.0: run `npm ci` .*\n$/);
  });

  it.each(['node_modules/node/bin/node', 'node_modules/.bin/node'])(
    'hands over to %s with the same arguments',
    async (node) => {
      put(node, '#!/bin/sh\nshift\necho "$2 $3 $4"\nexit 7\n');
      expect(await run([OLD], ['task', 'show', 'x'])).toMatchObject({
        code: 7,
        out: 'task show x\n',
        err: '',
      });
    },
  );

  it('ends by the signal that ended the Node it handed over to', async () => {
    put('node_modules/node/bin/node', '#!/bin/sh\nkill -TERM $$\n');
    expect(await run([OLD], [])).toMatchObject({ code: null, signal: 'SIGTERM' });
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('passes %s on', async (signal) => {
    const name = signal.slice(3);
    put(
      'node_modules/node/bin/node',
      `#!/bin/sh\ntrap 'echo got ${name}; exit 3' ${name}\necho ready\nwhile :; do sleep 0.05; done\n`,
    );
    expect(await run([OLD], [], (pid) => process.kill(pid, signal))).toMatchObject({
      code: 3,
      out: `ready\ngot ${name}\n`,
    });
  });

  it('says so when the Node it found does not start', async () => {
    put('node_modules/node/bin/node', '#!/no/such/interpreter\n');
    const { code, err } = await run([OLD], []);
    expect(code).toBe(5);
    expect(err).toContain('run `npm ci` again');
  });
});

import { spawn } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServe } from '../../infra/bench/serveProcess.ts';
import type { ServeProcess } from '../../infra/bench/serveProcess.ts';
import { ended } from './typed.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const BIN = join(ROOT, 'infra/cli/bin.js');
const BLOCK = /^```(\w+) ?([^\n]*)\n(.*?)^```$/gms;
/** Where pages say that a server answers. */
const SERVED = 'http://127.0.0.1:3730';

export type Ran = {
  readonly commands: string;
  readonly expected: number;
  readonly code: number | null;
  readonly printed: string;
  readonly missing: readonly string[];
};

/** The words of a command line; quotes hold words together. */
const words = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map((found) => found[1] ?? found[2] ?? found[3]!);

/**
 * Types a page word for word in a folder: writes its files (`file=`), starts its server (`serve`), runs its commands (`run`), and gives for
 * each group what was to come out (`expect`) and did not.
 */
export async function typedPage(page: string, folder: string): Promise<readonly Ran[]> {
  for (const known of ['node_modules', 'docs']) symlinkSync(join(ROOT, known), join(folder, known));
  const ran: Ran[] = [];
  let server: ServeProcess | null = null;
  try {
    for (const [, , info = '', text = ''] of page.matchAll(BLOCK)) {
      const file = /^file=(\S+)$/.exec(info)?.[1];
      const lines = text.trim().split('\n');
      const last = ran.at(-1);
      if (file) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), text);
      } else if (info === 'serve') {
        server = startServe(join(folder, '.dse'));
        await server.url;
      } else if (info.startsWith('run')) {
        const url = server ? await server.url : SERVED;
        const done = [];
        for (const line of lines) done.push(await typed(line.replaceAll(SERVED, url), folder));
        ran.push({
          commands: text,
          expected: Number(/exit=(\d)/.exec(info)?.[1] ?? 0),
          code: done[0]!.code,
          printed: done.map(({ out, err }) => out + err).join(''),
          missing: [],
        });
      } else if (info === 'expect' && last) {
        ran[ran.length - 1] = { ...last, missing: lines.filter((line) => !last.printed.includes(line)) };
      }
    }
  } finally {
    server?.child.kill('SIGTERM');
    await server?.ended;
  }
  return ran;
}

/** Runs one line: `npm run -s dse -- …` and `npx node …` with this Node, `curl …` by asking in its place. */
async function typed(line: string, folder: string) {
  const parts = words(line);
  const set: Record<string, string> = {};
  for (let named = /^([A-Z_]+)=(.*)$/.exec(parts[0]!); named; named = /^([A-Z_]+)=(.*)$/.exec(parts[0]!)) {
    set[named[1]!] = named[2]!;
    parts.shift();
  }
  if (parts[0] === 'curl') return curled(parts.slice(1));
  const args = line.includes('npm run -s dse -- ') ? [BIN, ...parts.slice(5)] : parts.slice(2);
  return ended(
    spawn(process.execPath, args, { cwd: folder, env: { ...process.env, DSE_FOLDER: '', ...set } }),
  );
}

/** What `curl -s` does, as far as the pages use it. */
async function curled(parts: readonly string[]) {
  const headers: Record<string, string> = {};
  let body: string | undefined;
  let url = '';
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at]!;
    if (part === '-H') {
      const [, name, value] = /^([^:]+): (.*)$/.exec(parts[(at += 1)]!)!;
      headers[name!] = value!;
    } else if (part === '-d') {
      body = parts[(at += 1)]!;
      headers['content-type'] = 'application/x-www-form-urlencoded';
    } else if (part !== '-s') url = part;
  }
  const method = body === undefined ? 'GET' : 'POST';
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
  return { code: 0, out: `${await response.text()}\n`, err: '' };
}

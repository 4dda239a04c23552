import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { doubledEvaluations, recordedEvaluations } from '../../infra/bench/resume/evaluations.ts';
import { decisionTrace, EXCLUDED_FIELDS } from '../../infra/bench/resume/trace.ts';
import { openLog } from '../../infra/log/open.ts';
import { verifyLog } from '../../infra/log/verify.ts';
import { randomFrom } from '../../machines/rules/random.ts';

const BIN = new URL('../../infra/cli/bin.js', import.meta.url).pathname;

/** Runs the demo; with `killAfterMs` it is killed with -9 at that moment. Gives the exit code, null when killed. */
function demo(folder: string, args: readonly string[], killAfterMs: number | null): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, 'demo', '--folder', folder, ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (data: Buffer) => (said = (said + data.toString()).slice(-4000)));
    const timer = killAfterMs === null ? null : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
    child.once('error', reject);
    child.once('exit', (code) => {
      if (timer) clearTimeout(timer);
      if (code !== 0 && code !== null) reject(new Error(`the demo ended with ${code}: ${said}`));
      else resolve(code);
    });
  });
}

async function inspected(folder: string) {
  const log = await openLog(`sqlite:${folder}`);
  try {
    const { problems } = await verifyLog(log);
    const trace = await decisionTrace(log);
    return { trace, doubled: doubledEvaluations(await recordedEvaluations(log, trace)), problems };
  } finally {
    await log.close();
  }
}

/**
 * Kills the demo with -9 at `kills` seeded moments, spread over `folders` data folders, lets each complete, and holds every log
 * against an undisturbed one: same decisions, same content, nothing twice, chain whole.
 */
export async function surviveKills({
  args,
  kills,
  folders,
  seed,
}: {
  args: readonly string[];
  kills: number;
  folders: number;
  seed: number;
}): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'dse-chaos-'));
  try {
    const calm = join(home, 'calm');
    const started = Date.now();
    expect(await demo(calm, args, null)).toBe(0);
    const lasted = Date.now() - started;
    const expected = await inspected(calm);
    expect(expected.problems).toEqual([]);
    expect(expected.doubled).toEqual([]);
    const random = randomFrom(seed);
    let hit = 0;
    for (let index = 0; index < folders; index += 1) {
      const folder = join(home, `killed-${index}`);
      for (let kill = 0; kill < kills / folders; kill += 1) {
        // Starting up takes a part of the time; later kills of a folder come sooner, since less and less is left to do.
        const share = Math.max(0.12, (0.15 + 0.8 * random.uniform()) * 0.6 ** kill);
        const moment = Math.round(lasted * share);
        if ((await demo(folder, args, moment)) === null) hit += 1;
      }
      expect(await demo(folder, args, null)).toBe(0);
      const survived = await inspected(folder);
      expect(survived.problems).toEqual([]);
      expect(survived.doubled).toEqual([]);
      expect(survived.trace).toEqual(expected.trace);
    }
    process.stdout.write(
      `chaos: ${hit} of ${kills} kills hit a running demo of ${lasted} ms; traces equal but for ${EXCLUDED_FIELDS.join(', ')}, workers and times\n`,
    );
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

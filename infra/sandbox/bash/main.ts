/**
 * The child process for bash: loads the interpreter, gives up every right it can, then answers frames on its standard streams until the input ends.
 * One order at a time: while one is carried out nothing is read, and between two nothing runs.
 */
import { readSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type * as JustBash from 'just-bash/browser';
import type { ServedOutcome } from '../../../actors/ports.ts';
import { CALL_COUNTED, encodeFrame, FrameReader, type Frame, Kind } from '../frames.ts';
import { encodeServed } from '../served.ts';
import type { EvaluateOrder } from '../worker/main.ts';
import { dropRights } from '../worker/rights.ts';
import type { ServeOrder } from '../worker/serve.ts';
import { evaluate } from './evaluate.ts';
import { BashProgram } from './program.ts';
import { Shell } from './shell.ts';
import { standStill } from './still.ts';

export type BashSetup = { readonly module: string; readonly longestFrame: number };

/** A served artifact always sees this seed. */
const SEED = 0;

const setup = JSON.parse(process.argv[2] ?? '') as BashSetup;
// First of all: what is loaded may keep the clock it finds.
const still = standStill();
const module = (await import(pathToFileURL(setup.module).href)) as typeof JustBash;
const shell = new Shell(module, still);
const artifacts = new Map<number, BashProgram>();

function say(frame: Buffer): void {
  for (let at = 0; at < frame.length;) at += writeSync(1, frame, at);
}

async function handle({ kind, task, body }: Frame): Promise<void> {
  if (kind === Kind.call) {
    const artifact = artifacts.get(body.readUInt32LE(0));
    if (artifact === undefined) throw new Error('a call to an artifact that is not loaded here');
    const counted = ((body[4] as number) & CALL_COUNTED) !== 0;
    const outcome = await artifact.call(body.toString('utf8', 5), counted);
    return say(encodeServed(task, { ...outcome, judged: null } as ServedOutcome));
  }
  if (kind === Kind.evaluate) {
    const { job, from, careful } = JSON.parse(body.toString()) as EvaluateOrder;
    const done = await evaluate(
      shell,
      job,
      from,
      () => careful && say(encodeFrame(Kind.loaded, task, '')),
      (outcome) => say(encodeFrame(Kind.calls, task, JSON.stringify([outcome]))),
    );
    return say(encodeFrame(Kind.done, task, JSON.stringify(done)));
  }
  if (kind === Kind.load) {
    const { id, order } = JSON.parse(body.toString()) as { id: number; order: ServeOrder };
    const program = await BashProgram.load(shell, order.program, order.limits, SEED);
    if (program instanceof BashProgram) artifacts.set(id, program);
    const refusal = program instanceof BashProgram ? null : program;
    return say(encodeFrame(Kind.loaded, task, JSON.stringify(refusal)));
  }
  if (kind === Kind.unload) return void artifacts.delete(Number(body.toString()));
  throw new Error(`a frame of unknown kind ${kind}`);
}

const walls = dropRights('files of a script in memory only', setup.module);
say(encodeFrame(Kind.ready, 0, JSON.stringify({ walls, node: process.versions.node })));
const reader = new FrameReader(setup.longestFrame);
const chunk = Buffer.allocUnsafeSlow(256 * 1024);
for (;;) {
  const size = readSync(0, chunk);
  if (size === 0) process.exit(0);
  // Bodies are views of the chunk, which is not read into again before all of them are done with.
  for (const frame of reader.push(chunk.subarray(0, size))) {
    try {
      await handle(frame);
    } catch (error) {
      say(encodeFrame(Kind.fault, frame.task, error instanceof Error ? error.message : String(error)));
    }
  }
}

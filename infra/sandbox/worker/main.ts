/**
 * The child process: loads engine, parser and coverage, gives up every right it can, then answers frames on its standard streams until the
 * input ends. It blocks on reading: nothing else ever runs here, and when the parent is gone the read ends and so does the process.
 */
import { readSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { EvaluationJob } from '../../../actors/ports.ts';
import { CALL_CAREFUL, CALL_COUNTED, encodeFrame, FrameReader, type Frame, Kind } from '../frames.ts';
import { encodeServed } from '../served.ts';
import { useCoverage } from './cover.ts';
import { Evaluator } from './evaluate.ts';
import { type EngineFiles, openCells } from './openCells.ts';
import { useParser } from './parser.ts';
import { dropRights } from './rights.ts';
import { ServedArtifact, type ServeOrder } from './serve.ts';
import { Shelf } from './shelf.ts';

export type Setup = {
  readonly engine: EngineFiles;
  readonly parser: string;
  readonly coverage: string | null;
  readonly longestFrame: number;
};
export type EvaluateOrder = { readonly job: EvaluationJob; readonly from: number; readonly careful: boolean };

const ONE_PER_ARTIFACT = {
  'isolated-vm': 'one V8 isolate per artifact',
  quickjs: 'one QuickJS in WebAssembly memory per artifact',
} as const;

const FLUSH_BYTES = 64 * 1024;
/** The parent works on these answers while this process makes the next ones. */
const FLUSH_FRAMES = 16;
const FLUSH_MS = 1;
/** The parent hears from a job at least this often between calls, so its watchdog can tell slow from stuck. */
const PROGRESS_MS = 50;

const setup = JSON.parse(process.argv[2] ?? '') as Setup;
const load = createRequire(import.meta.url);
const cells = await openCells(setup.engine);
useParser((load(setup.parser) as { parse: never }).parse);
useCoverage(setup.coverage === null ? null : (load(setup.coverage) as { instrument: never }).instrument);
const evaluator = new Evaluator(cells);
const shelf = new Shelf();

let pending: Buffer[] = [];
let pendingBytes = 0;
let pendingSince = 0;
let pendingWallMs = 0;

function flush(): void {
  if (pendingBytes === 0) return;
  const data = pending.length === 1 ? (pending[0] as Buffer) : Buffer.concat(pending);
  pending = [];
  pendingBytes = 0;
  for (let at = 0; at < data.length;) at += writeSync(1, data, at);
}

function post(frame: Buffer): void {
  const now = performance.now();
  if (pendingBytes === 0) pendingSince = now;
  pending.push(frame);
  pendingBytes += frame.length;
  if (pending.length >= FLUSH_FRAMES || pendingBytes > FLUSH_BYTES || now - pendingSince > FLUSH_MS) flush();
}

function say(kind: number, task: number, body: string): void {
  post(encodeFrame(kind, task, body));
}

function evaluate(task: number, order: EvaluateOrder): void {
  flush();
  let calls: unknown[] = [];
  let told = performance.now();
  const tell = (): void => {
    if (calls.length > 0) say(Kind.calls, task, JSON.stringify(calls));
    calls = [];
    told = performance.now();
  };
  const done = evaluator.evaluate(
    order.job,
    order.from,
    () => {
      if (!order.careful) return;
      say(Kind.loaded, task, '');
      flush();
    },
    (outcome) => {
      calls.push(outcome);
      if (!order.careful && performance.now() - told < PROGRESS_MS) return;
      tell();
      flush();
    },
  );
  tell();
  say(Kind.done, task, JSON.stringify(done));
}

function handle({ kind, task, body }: Frame): void {
  if (kind === Kind.call) {
    const artifact = shelf.take(body.readUInt32LE(0));
    // The parent believes the call of the oldest answer it waits for to be running: that one must have the same time, or it waits too long.
    if (((body[4] as number) & CALL_CAREFUL) !== 0 || artifact.wallMs !== pendingWallMs) flush();
    pendingWallMs = artifact.wallMs;
    return post(
      encodeServed(task, artifact.call(body.toString('utf8', 5), ((body[4] as number) & CALL_COUNTED) !== 0)),
    );
  }
  if (kind === Kind.evaluate) return evaluate(task, JSON.parse(body.toString()) as EvaluateOrder);
  if (kind === Kind.load) {
    const { id, order } = JSON.parse(body.toString()) as { id: number; order: ServeOrder };
    const artifact = new ServedArtifact(cells, order);
    const refusal = artifact.load();
    if (refusal === null) shelf.put(id, artifact);
    else artifact.unload();
    say(Kind.loaded, task, JSON.stringify(refusal));
    return flush();
  }
  if (kind === Kind.unload) {
    return shelf.remove(Number(body.toString()));
  }
  throw new Error(`a frame of unknown kind ${kind}`);
}

say(
  Kind.ready,
  0,
  JSON.stringify({
    walls: dropRights(ONE_PER_ARTIFACT[setup.engine.name], setup.parser),
    node: process.versions.node,
  }),
);
flush();
const reader = new FrameReader(setup.longestFrame);
const chunk = Buffer.allocUnsafeSlow(256 * 1024);
for (;;) {
  const size = readSync(0, chunk);
  if (size === 0) process.exit(0);
  for (const frame of reader.push(chunk.subarray(0, size))) {
    try {
      handle(frame);
      const restocking = cells.restock();
      if (restocking !== null) await restocking;
    } catch (error) {
      say(Kind.fault, frame.task, error instanceof Error ? error.message : String(error));
    }
  }
  flush();
  evaluator.prepareSpares();
}

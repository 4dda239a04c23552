/**
 * The least a hardened child can be, for `bench sandbox`: the same flags, dropped rights, frames and native engine, and nothing else. It runs
 * one function in one isolate.
 */
import { readSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Isolate, Reference } from 'isolated-vm';
import { encodeFrame, FrameReader } from '../../sandbox/frames.ts';
import type { IsolateMaker } from '../../sandbox/worker/isolateCell.ts';
import type { Setup } from '../../sandbox/worker/main.ts';
import { dropRights } from '../../sandbox/worker/rights.ts';
import { Bare } from './questions.ts';

const setup = JSON.parse(process.argv[2] ?? '') as Setup;
if (setup.engine.name !== 'isolated-vm') throw new Error('bench sandbox: the bare child calls isolated-vm');
const { ivm } = createRequire(import.meta.url)(setup.engine.binary) as { ivm: { Isolate: IsolateMaker } };
const LIMIT = { timeout: 10_000 };
const held: Isolate[] = [];
let ask: Reference | null = null;

function load(source: string): Reference {
  const isolate = new ivm.Isolate({ memoryLimit: 64 });
  held.push(isolate);
  const context = isolate.createContextSync();
  const script = isolate.compileScriptSync(`${source}; (input) => JSON.stringify(f(JSON.parse(input)))`);
  return script.runSync(context, { reference: true });
}

function call(input: string): string {
  return ask?.applySync(undefined, [input], LIMIT) as string;
}

/** Times of so many calls, in µs, shortest first. */
function time(calls: number): number[] {
  const times: number[] = [];
  for (let index = 0; index < calls; index += 1) {
    const began = performance.now();
    call(String(index));
    times.push((performance.now() - began) * 1000);
  }
  return times.sort((a, b) => a - b);
}

function answer(kind: number, body: string): string {
  if (kind === Bare.call) return call(body);
  if (kind === Bare.time) return JSON.stringify(time(Number(body)));
  if (kind === Bare.hold) {
    for (let index = 0; index < Number(body); index += 1) load(`const f = (x) => x + ${index}`);
    return '';
  }
  const began = performance.now();
  ask = load(body);
  call('0');
  return String(performance.now() - began);
}

dropRights('one V8 isolate per artifact', setup.parser);
const reader = new FrameReader(setup.longestFrame);
const chunk = Buffer.allocUnsafeSlow(256 * 1024);
for (;;) {
  const size = readSync(0, chunk);
  if (size === 0) process.exit(0);
  const answers: Buffer[] = [];
  for (const { kind, task, body } of reader.push(chunk.subarray(0, size)))
    answers.push(encodeFrame(kind, task, answer(kind, body.toString())));
  const data = Buffer.concat(answers);
  for (let at = 0; at < data.length;) at += writeSync(1, data, at);
}

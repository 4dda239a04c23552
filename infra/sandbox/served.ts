import type { ServedOutcome } from '../../actors/ports.ts';
import { BODY, Kind, openFrame } from './frames.ts';

const STATUSES = ['ok', 'error', 'fuel', 'timeout', 'memory', 'output', 'crash'] as const;
const HEAD = 37;

/**
 * The frame of an answer: `u8 status, f64 fuel (NaN: none), f64 wall µs, f64 CPU µs, f64 bytes (NaN: not measured), u32 length of the first text, text, rest`. The texts are output and
 * judgement, name and message of an error, or detail and nothing.
 */
export function encodeServed(task: number, outcome: ServedOutcome): Buffer {
  const [text, rest] =
    outcome.status === 'ok'
      ? [outcome.output, outcome.judged ?? '']
      : outcome.status === 'error'
        ? [outcome.error.name, outcome.error.message]
        : [outcome.detail, ''];
  const size = Buffer.byteLength(text);
  const frame = openFrame(Kind.served, task, HEAD + size + (rest === '' ? 0 : Buffer.byteLength(rest)));
  frame[BODY] = STATUSES.indexOf(outcome.status);
  frame.writeDoubleLE(outcome.fuel ?? NaN, BODY + 1);
  frame.writeDoubleLE(outcome.wallUs, BODY + 9);
  frame.writeDoubleLE(outcome.cpuUs ?? NaN, BODY + 17);
  frame.writeDoubleLE(outcome.peakBytes ?? NaN, BODY + 25);
  frame.writeUInt32LE(size, BODY + 33);
  frame.write(text, BODY + HEAD);
  if (rest !== '') frame.write(rest, BODY + HEAD + size);
  return frame;
}

export function decodeServed(body: Buffer): ServedOutcome {
  const status = STATUSES[body[0] ?? 0] ?? 'crash';
  const fuel = body.readDoubleLE(1);
  const size = body.readUInt32LE(33);
  const text = body.toString('utf8', HEAD, HEAD + size);
  const rest = body.toString('utf8', HEAD + size);
  const [cpuUs, peakBytes] = [body.readDoubleLE(17), body.readDoubleLE(25)];
  const base = {
    fuel: Number.isNaN(fuel) ? null : fuel,
    wallUs: body.readDoubleLE(9),
    ...(Number.isNaN(cpuUs) ? {} : { cpuUs }),
    ...(Number.isNaN(peakBytes) ? {} : { peakBytes }),
  };
  if (status === 'ok') return { ...base, status, output: text, judged: rest === '' ? null : rest };
  if (status === 'error') return { ...base, status, error: { name: text, message: rest }, judged: null };
  return { ...base, status, detail: text, judged: null };
}

import type { ServedOutcome } from '../../actors/ports.ts';

const STATUSES = ['ok', 'error', 'fuel', 'timeout', 'memory', 'output', 'crash'] as const;
const HEAD = 21;

/** `u8 status, f64 fuel (NaN: none), f64 µs, u32 length of the first text, text, judged`; an error's name and message are the two texts. */
export function encodeServed(outcome: ServedOutcome): Buffer {
  const [text, rest] =
    outcome.status === 'ok'
      ? [outcome.output, outcome.judged ?? '']
      : outcome.status === 'error'
        ? [outcome.error.name, outcome.error.message]
        : [outcome.detail, ''];
  const size = Buffer.byteLength(text);
  const body = Buffer.allocUnsafe(HEAD + size + Buffer.byteLength(rest));
  body[0] = STATUSES.indexOf(outcome.status);
  body.writeDoubleLE(outcome.fuel ?? NaN, 1);
  body.writeDoubleLE(outcome.wallUs, 9);
  body.writeUInt32LE(size, 17);
  body.write(text, HEAD);
  if (rest !== '') body.write(rest, HEAD + size);
  return body;
}

export function decodeServed(body: Buffer): ServedOutcome {
  const status = STATUSES[body[0] ?? 0] ?? 'crash';
  const fuel = body.readDoubleLE(1);
  const size = body.readUInt32LE(17);
  const text = body.toString('utf8', HEAD, HEAD + size);
  const rest = body.toString('utf8', HEAD + size);
  const base = { fuel: Number.isNaN(fuel) ? null : fuel, wallUs: body.readDoubleLE(9) };
  if (status === 'ok') return { ...base, status, output: text, judged: rest === '' ? null : rest };
  if (status === 'error') return { ...base, status, error: { name: text, message: rest }, judged: null };
  return { ...base, status, detail: text, judged: null };
}

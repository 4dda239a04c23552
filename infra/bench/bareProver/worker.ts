import { proveSuite } from '../../../actors/proving/controls.ts';
import { prove } from '../../../actors/proving/prove.ts';
import { suiteOf } from '../../../events/suite.ts';
import { openSandbox } from '../../sandbox/pool.ts';
import { provingOrder } from '../provingOrder.ts';

/** What the process is told: how many sandbox children, how many proofs at the same time. */
export type ProverSetting = { readonly children: number; readonly parallel: number };
/** Sent when it can begin. */
export type ProverReady = { readonly ready: true };
/** `go`: prove until `stop`. */
export type ProverOrder = 'go' | 'stop';
/** What was proved between the two. */
export type ProverReport = { readonly proofs: number; readonly seconds: number };

/** The proofs of the bench's tasks again and again, in a sandbox, without log, actors or queue. */
const { children, parallel } = JSON.parse(process.argv[2]!) as ProverSetting;
const sandbox = await openSandbox({ size: children });
const stopping = new AbortController();
let proofs = 0;

async function proveOne(number: number): Promise<void> {
  const { spec } = provingOrder(`primes-${process.pid}-${number}`);
  const suite = suiteOf(spec);
  const seed = spec.seeds[0]!;
  const verdict = await proveSuite(spec, suite, sandbox);
  if (verdict.verdict === 'refused') throw new Error(`bench: ${verdict.reason}`);
  if (!stopping.signal.aborted) proofs += 1;
  await prove({
    spec,
    suite,
    source: seed.source,
    language: 'javascript',
    sandbox,
    seed: number,
    heldOut: true,
    // As a worker proves what is new: with the strength of its suite.
    deep: true,
  });
  if (!stopping.signal.aborted) proofs += 1;
}

async function run(): Promise<void> {
  const started = performance.now();
  let next = 0;
  process.once('message', () => {
    stopping.abort();
    process.send!({ proofs, seconds: (performance.now() - started) / 1000 } satisfies ProverReport);
  });
  const lane = async (): Promise<void> => {
    while (!stopping.signal.aborted) await proveOne((next += 1));
  };
  await Promise.all(Array.from({ length: parallel }, lane));
  await sandbox.close();
  process.disconnect();
}

process.once('message', () => void run());
process.send!({ ready: true } satisfies ProverReady);

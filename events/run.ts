import { z } from 'zod';
import { Id, Sha256, Timestamp } from './commit.ts';

/** How a run ended. Everything but `ok` counts as an error in drift rules. */
export const Outcome = z.enum(['ok', 'error', 'timeout', 'memory', 'output', 'fuel', 'crash']);

/**
 * A value that never stands in a commit: small ones inline in run batches, larger ones as blobs (DESIGN 4). Small is up to 4 KiB; prompts
 * and completions up to 16 KiB.
 */
export const Value = z.union([
  z.strictObject({ hash: Sha256, json: z.string().max(16_384) }),
  z.strictObject({ hash: Sha256, blob: z.literal(true) }),
]);
export type Value = z.infer<typeof Value>;

/** How a call of a model ended: `stop` and `length` with an answer, the others without. */
export const ModelEnd = z.enum([
  'stop',
  'length',
  'unknown_model',
  'bad_key',
  'rate_limited',
  'unavailable',
  'timeout',
  'aborted',
  'context',
  'refused',
  'cut',
  'malformed',
  'unrecorded',
  'bad_request',
]);

/** What a run of a language model has beside the rest: who answered, for whom, and what is billed. */
export const ModelCall = z.strictObject({
  /** `openai`, `ollama` or `recorded`. */
  provider: z.string().min(1).max(64),
  /** What the provider calls the model. */
  model: z.string().min(1).max(200),
  /** The capability it was asked for; null: none. */
  for: Id.nullable(),
  input_tokens: z.int().min(0),
  output_tokens: z.int().min(0),
  /** The provider did not count: tokens are guessed from lengths. */
  estimated: z.boolean(),
  /** Calls over the wire, the retried ones included. */
  attempts: z.int().min(0),
  ended: ModelEnd,
  /** Answer or price are not real ones (law 11). */
  simulated: z.boolean(),
});
export type ModelCall = z.infer<typeof ModelCall>;

/** What models were asked for one answer of a prompt (SPEC E3, E9). Each of the calls is a run of its own. */
export const AskedModels = z.strictObject({
  calls: z.int().min(1),
  tokens: z.int().min(0),
  /** Answers that did not fit the output schema and were asked for again. */
  repairs: z.int().min(0),
  /** Of the cost of this run, micro-dollars: booked with the calls. */
  cost_micro: z.int().min(0),
});
export type AskedModels = z.infer<typeof AskedModels>;

/** By which rollout this run was given to what ran, and with what chance (law 5). */
export const Assigned = z.strictObject({
  rollout: Id,
  /** Of the arm that was drawn, in (0, 1]: what ran, or whom it ran instead of. */
  propensity: z.number().gt(0).max(1),
  /** sha256 of the unit that keeps its arm: a customer, a session; of the input where the caller names none. */
  unit: Sha256,
  /** The challenger whose turn it was and that cannot be called: the incumbent answered for it. */
  instead_of: Id.optional(),
});
export type Assigned = z.infer<typeof Assigned>;

/** What a challenger made of the same input while the incumbent answered; nobody was given it. */
export const Beside = z.strictObject({
  artifact: Id,
  outcome: Outcome,
  quality: z.number().min(0).max(1).nullable(),
  /** Whether it gave the same output; null where one of them gave none. */
  same: z.boolean().nullable(),
  fuel: z.int().min(0).nullable(),
  wall_us: z.int().min(0),
});
export type Beside = z.infer<typeof Beside>;

/** One execution of an artifact, tool, workflow or step (DESIGN 1). Durations µs, money micro-dollars. */
export const Run = z.strictObject({
  /** Unique per run; `<batch id>/<index>` unless the producer named it. */
  id: z.string().min(1).max(200),
  kind: z.enum(['artifact', 'tool', 'workflow']),
  /** The id of the artifact, tool or workflow that ran. */
  ran: Id,
  input: Value,
  output: Value.nullable(),
  outcome: Outcome,
  /** Bounded; null when ok. */
  error: z.string().max(500).nullable(),
  /** Share of the capability's postconditions, properties and output schema that hold (DESIGN 9); null when there are none. */
  quality: z.number().min(0).max(1).nullable(),
  /** Names of the postconditions that failed. */
  failed: z.array(z.string()).max(32),
  latency_us: z.int().min(0),
  /** Counted on a sample chosen by input hash (DESIGN 8). */
  fuel: z.int().min(0).nullable(),
  /** Wall and CPU time of the call where the code ran; CPU null where it cannot be told apart (services, workflows). */
  wall_us: z.int().min(0),
  cpu_us: z.int().min(0).nullable(),
  /** The most memory its isolate was seen to hold, heap and buffers; null where it is not measured. */
  peak_bytes: z.int().min(0).nullable(),
  /** Of the output as JSON; 0 without one. */
  output_bytes: z.int().min(0),
  /** Priced compute unless a provider billed it. */
  cost_micro: z.int().min(0),
  cache: z.enum(['hit', 'miss', 'none']),
  /** Whether the first tool of the capability's ladder answers this input, whoever did; absent without a ladder. */
  shadow: z.enum(['hit', 'miss']).optional(),
  /** Absent outside of rollouts. */
  assigned: Assigned.optional(),
  beside: z.array(Beside).max(3).optional(),
  at: Timestamp,
  /** The workflow run this was a step of. */
  parent: z.string().nullable(),
  correlation: z.string().max(200),
  /** Only when a prompt ran and models were asked. */
  asked: AskedModels.optional(),
  /** Only when a language model ran: `ran` is then its name in the settings, and the batch's capability `model-<name>`. */
  model: ModelCall.optional(),
});
export type Run = z.infer<typeof Run>;

/** Runs travel in batches; a batch is written whole or not at all (DESIGN 4, Runs). */
export const RunBatch = z.strictObject({
  v: z.literal(1),
  /** Appending the same id twice is appending once. */
  id: z.string().min(1).max(200),
  capability: Id,
  writer: z.string().min(1),
  /** Gapless per writer, from 1. */
  n: z.int().min(1),
  /** The highest event position the writer had seen. */
  after: z.int().min(0),
  runs: z.array(Run).min(1).max(1000),
});
export type RunBatch = z.infer<typeof RunBatch>;

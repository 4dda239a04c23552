import type { JsonSchema } from '../events/jsonSchema.ts';
import type { Json } from '../events/json.ts';
import type { Seen } from '../machines/rules/adaptiveTimeout.ts';
import type { Variant } from '../machines/rules/feasible.ts';

/**
 * What the actors need from outside. `infra/` implements these; `infra/dse.ts` wires them.
 * Sandbox: DESIGN 8. Generators: DESIGN 9. ReadModel: DESIGN 6.
 */

/** What an engine runs: code, or the JSON text of a tool (`http`), of a workflow or of a prompt's genome. */
export type Language = 'javascript' | 'typescript' | 'python' | 'bash' | 'http' | 'workflow' | 'prompt';

/** What a prompt is asked to do. `examples` may be shown to the model; nothing held out is among them. */
export type PromptContract = {
  readonly capability: string;
  readonly description: string;
  readonly input: JsonSchema;
  readonly output: JsonSchema;
  readonly examples: readonly { readonly input: Json; readonly output: Json }[];
};

/** What a program may be and run on; what is beyond is refused by name. */
export type ProgramScope = {
  readonly languages: readonly Language[];
  /** Null: any. */
  readonly engines: readonly string[] | null;
  readonly maxLength: number;
  readonly forbidden: readonly string[];
  readonly required: readonly string[];
};

/** Code that a program may `require` by name; `hash` is the sha256 it must have. */
export type PackageCode = {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
  readonly source: string;
};

/** Something to run and where to enter it. `entry(input)`; with `spread`, `entry(...input)`. */
export type Program = {
  readonly language: Language;
  readonly source: string;
  readonly entry: string;
  readonly spread?: boolean;
  /** None: it may be anything. */
  readonly scope?: ProgramScope;
  /** None: it stands alone. For JavaScript and TypeScript. */
  readonly packages?: readonly PackageCode[];
  /** For prompts, which cannot be asked without it. */
  readonly contract?: PromptContract;
};

/** What one call may use. `fuel` null: not counted. `depth` bounds the nesting of an output. */
export type Limits = {
  readonly fuel: number | null;
  readonly wallMs: number;
  readonly memoryMb: number;
  readonly outputBytes: number;
  readonly depth: number;
};

/** `plain` is the build that serves; `fuel` counts work; `coverage` counts statements and branches. */
export type Mode = 'plain' | 'fuel' | 'coverage';

/** What models took for one answer. Each of the calls is a run of its own, with its part of the cost. */
export type Spent = {
  readonly calls: number;
  /** In and out. */
  readonly tokens: number;
  /** Answers that broke the schema and were asked for again (SPEC E15). */
  readonly repairs: number;
  /** Micro-dollars. */
  readonly costMicro: number;
};

/** One call. `output` is JSON text; `wallUs` is measured where the code runs and never decides anything (law 7). */
export type CallOutcome = {
  readonly fuel: number | null;
  readonly wallUs: number;
  /** CPU time of the call, all threads of its process, µs; absent where nobody can tell (services, workflows). */
  readonly cpuUs?: number;
  /**
   * The most bytes that what it runs in was seen to hold, heap and buffers: JavaScript its isolate, Python its process since that began, bash the
   * heap of the interpreter. Absent where it is not measured.
   */
  readonly peakBytes?: number;
  /** What models took for this answer; absent where none was asked. */
  readonly spent?: Spent;
  /** Start offsets (in the given source) of the statements that ran; only when the job asked for a trace. */
  readonly executed?: readonly number[];
} & (
  | { readonly status: 'ok'; readonly output: string }
  | { readonly status: 'error'; readonly error: { readonly name: string; readonly message: string } }
  | {
      /** A limit said no: `fuel`, `timeout` (wall), `memory`, `output` (bytes or depth), `crash` (the process died). */
      readonly status: 'fuel' | 'timeout' | 'memory' | 'output' | 'crash';
      readonly detail: string;
    }
);

export type Ratio = { readonly covered: number; readonly total: number };
export type Coverage = { readonly statements: Ratio; readonly branches: Ratio };

export type Evaluation =
  | { readonly status: 'ok'; readonly calls: readonly CallOutcome[]; readonly coverage: Coverage | null }
  | {
      readonly status: 'unloadable';
      readonly error: { readonly name: string; readonly message: string; readonly line: number | null };
    };

export type EvaluationJob = {
  readonly program: Program;
  /** One JSON text per call; each call sees a fresh copy. All calls of a job share one fresh context. */
  readonly inputs: readonly string[];
  readonly mode: Mode;
  readonly limits: Limits;
  /** Seeds `Math.random` inside; the clock inside is fixed. */
  readonly seed: number;
  readonly trace?: boolean;
  /** Stop after the first call whose status is not `ok` (later calls are then absent). */
  readonly stopOnFailure?: boolean;
};

/** Why an artifact is not called any more: a call of it, alone and again, ended the process it ran in. */
export type Quarantine = { readonly cause: 'timeout' | 'memory' | 'crash'; readonly detail: string };

/** A stored artifact that stays loaded. `judge(input, output)` runs beside it, isolated from it, in the same hop. */
export type Served = {
  /** Set by its first offence: that call says how it ended, later ones end as `crash` without being run. */
  readonly quarantine: Quarantine | null;
  call(input: string, options?: { readonly fuel?: boolean }): Promise<ServedOutcome>;
  close(): Promise<void>;
};
export type ServedOutcome = CallOutcome & {
  /** The judge's JSON answer, or null without a judge or when the call failed. */
  readonly judged: string | null;
  /** False when it was not run at all, because the artifact is quarantined. */
  readonly ran?: false;
};

/** The walls that stood while something ran; part of every proof (DESIGN 8). */
export type Walls = {
  readonly engine: string;
  readonly engineVersion: string;
  readonly node: string;
  readonly fuelTable: number;
  readonly walls: readonly string[];
};

export interface Sandbox {
  evaluate(job: EvaluationJob): Promise<Evaluation>;
  serve(program: Program, limits: Limits, judge?: Program): Promise<Served>;
  /** Of the engine for that language; of the one for JavaScript unless it is named. */
  walls(language?: Language): Promise<Walls>;
  close(): Promise<void>;
}

/** What a generator learns about one candidate: nothing but the visible suite. */
export type Score = {
  /** Every visible check holds (and, for speed, `fuel` is comparable). */
  readonly ok: boolean;
  readonly checks: readonly boolean[];
  /** Total fuel over the visible inputs; null when the candidate did not finish. */
  readonly fuel: number | null;
  /** Per check, the statements that ran (start offsets), when asked for. */
  readonly executed?: readonly (readonly number[])[];
  /** Per check, the JSON of the output or the error, for behaviour dedupe. */
  readonly outputs: readonly string[];
};

export type GenerationRequest = {
  readonly goal: 'repair' | 'speed';
  readonly language: 'javascript' | 'typescript';
  readonly entry: string;
  readonly parent: { readonly hash: string; readonly source: string };
  /** Further sources worth crossing with (earlier versions, other seeds, plausible candidates). */
  readonly relatives: readonly { readonly hash: string; readonly source: string }[];
  /** Literals worth trying: from examples and descriptions. */
  readonly literals: readonly (string | number | boolean)[];
  /** At most this many calls of `evaluate` (the baseline counts). */
  readonly budget: number;
  readonly seed: number;
  evaluate(source: string, options?: { readonly trace?: boolean }): Promise<Score>;
};

export type Candidate = {
  readonly source: string;
  /** Typed operators applied, in order, e.g. `const`, `cmp`, `includes-to-set`. */
  readonly operators: readonly string[];
  /** Evaluations spent when it was found. */
  readonly foundAt: number;
  readonly score: Score;
  /** The parents it came from, content hashes. */
  readonly parents: readonly string[];
};

export type Generation = {
  /** Best first; empty when nothing plausible was found. Winning patches are minimised. */
  readonly candidates: readonly Candidate[];
  readonly evaluations: number;
  /** Evaluations per operator and how many of them were plausible: the yield table. */
  readonly yields: Readonly<Record<string, { readonly tried: number; readonly plausible: number }>>;
};

export interface Generator {
  readonly name: string;
  readonly version: number;
  propose(request: GenerationRequest): Promise<Generation>;
}

/** A fix that worked, as `fix.learned` keeps it. */
export type LearnedFix = { readonly position: number; readonly fix: string };

export type SimilarQuestion = {
  readonly text: string;
  readonly limit: number;
  readonly minSimilarity: number;
  readonly types: readonly ('function' | 'test')[];
  readonly languages: readonly Language[];
};

export type SimilarFound = {
  readonly position: number;
  readonly embedder: string;
  readonly found: readonly {
    readonly artifact: string;
    readonly capability: string;
    readonly description: string;
    readonly similarity: number;
    readonly quality: number;
  }[];
};

/** What actors read of the projections (DESIGN 6): choices among many, never invariants. */
export interface ReadModel {
  /** Fixes learned up to a position of the log, oldest first. */
  fixes(upTo: number): Promise<readonly LearnedFix[]>;
  /** What was stored and is described like this, the best first; with the position of the log it was read at. */
  similar(question: SimilarQuestion): Promise<SimilarFound>;
  /** What a model's answered calls took: those for this capability, then all. */
  modelLatency(model: string, capability: string): Promise<readonly Seen[]>;
  /** The implementations of a capability that can be called, oldest first; none where it is not known. */
  variants(capability: string): Promise<readonly Variant[]>;
  /** What is served, by name: what steps of a workflow may run. */
  served(): Promise<readonly { readonly capability: string; readonly spec: string }[]>;
}

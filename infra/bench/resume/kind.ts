import type { ModelGenerator } from '../../../actors/generators/model/modelGenerator.ts';
import type { Substrate } from '../../../events/substrate/substrate.ts';
import type { OptimizationSettings } from '../../config/settings/optimization.ts';
import type { Dse } from '../../dse.ts';

/** Hears of each piece of work that the script does itself, before it does it; it has a name of its own. */
export type Begun = (name: string) => void;

/** A kind of work that is killed and has to end as if nothing had happened. */
export type Kind = {
  readonly name: string;
  /** Language models it asks; their answers are simulated and follow from the question. */
  readonly models: readonly ModelGenerator[];
  /** Bounds of sessions; absent: the defaults. */
  readonly settings?: OptimizationSettings;
  /** What stands before anything is disturbed. */
  prepare(dse: Dse): Promise<void>;
  /** The work as a script. Every process that comes after a killed one goes through it from its beginning: what was said is said again. */
  work(dse: Dse, begun: Begun): Promise<void>;
  /** Whether everything the script asks for has come to its end in the log. */
  done(log: Substrate): Promise<boolean>;
  /** The session that is to be ended next, where it can be paused by hand; null: there is none left. */
  open?(log: Substrate): Promise<string | null>;
};

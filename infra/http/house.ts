import type { Projection } from '../../projections/index.ts';
import type { Dse } from '../dse.ts';
import type { StoreMemory } from '../memory/storeMemory.ts';
import type { OnTrouble } from './errors.ts';
import type { Caller } from './scope.ts';
import type { RecordMode } from '../../actors/recorder.ts';

/** What the routes stand on: one open data folder. */
export type HttpHouse = {
  dse(): Promise<Dse>;
  /** The projection, caught up with the log. */
  knowledge(): Promise<Projection>;
  memory(): Promise<StoreMemory>;
};

/** What every request carries. */
export type Env = {
  Variables: {
    requestId: string;
    house: HttpHouse;
    caller: Caller;
    /** When a run counts as recorded, unless the request says otherwise. */
    record: RecordMode;
    /** Fires when the server shall end: streams stop then. */
    leaving: AbortSignal;
    /** Hears of what nobody expected where the answer has begun already. */
    onTrouble: OnTrouble;
  };
};

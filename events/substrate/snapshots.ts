import type { ActorRef } from '../commit.ts';

/** A cache of a fold, never truth: deleting it changes nothing but speed. */
export type ActorSnapshot = {
  readonly actor: ActorRef;
  readonly machine: string;
  readonly machineVersion: number;
  /** The actor version the state includes. */
  readonly version: number;
  readonly token: string;
  /** Hash of the last included commit's body. */
  readonly prev: string;
  readonly at: string;
  /** JSON of {value, historyValue, context}. */
  readonly state: string;
  /** The last 1,000 handled command ids, oldest first. */
  readonly commands: readonly string[];
};

export interface SnapshotStore {
  get(actor: ActorRef, machine: string, machineVersion: number): Promise<ActorSnapshot | null>;
  put(snapshot: ActorSnapshot): Promise<void>;
  /** Removes all; they come back by folding. */
  clear(): Promise<void>;
}

import { z } from 'zod';
import { Id, Sha256 } from './commit.ts';
import { Count, Score01 } from './proof.ts';
import { ToolVersion } from './toolTiers.ts';

/** What two contracts of one name were found to have in common. */
export const ContractsCompared = z.strictObject({
  /** Inputs that either of them has an example of, and of these those whose outcome is the same in both. */
  inputs: Count,
  same: Count,
  /** Words of the descriptions and paths of the schemas of either, and of these those of both. */
  words: Count,
  shared: Count,
});
export type ContractsCompared = z.infer<typeof ContractsCompared>;

/** A manifest that calls itself a version of this capability is another tool (SPEC B10): it got no name here. */
export const ToolSplitFound = z.strictObject({
  /** As its manifest names it. */
  version: ToolVersion,
  /** The manifest as JSON, a blob. */
  manifest: Sha256,
  /** The capability's contract that it was held against. */
  against: Sha256,
  /** The position of the log when the contract was read. */
  read: Count,
  compared: ContractsCompared,
  /** Share of the inputs on which the two do not say the same; what descriptions and schemas do not share; how far so many inputs are to be believed. */
  tests: Score01,
  spec: Score01,
  confidence: Score01,
  /** What it could be called. */
  proposed: Id,
  /** What the name it came under should say to who meant the other (its `usage_notes`). */
  pointer: z.string().max(300),
});

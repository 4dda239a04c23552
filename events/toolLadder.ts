import { z } from 'zod';
import { Id } from './commit.ts';
import { Count, Score01 } from './proof.ts';

const rules = {
  cache_hit_min: Score01.default(0.9).describe(
    'Of what the first tool would answer; below it the second takes over',
  ),
  cache_hit_back: Score01.default(0.95).describe('From this on the next cheaper tool may answer again'),
  quality_min: Score01.default(0.75).describe('Mean quality below which the next dearer tool takes over'),
  quality_back: Score01.default(0.85).describe('A cheaper tool takes over only from this mean quality on'),
  quality_spare: Score01.default(0.9).describe(
    'Mean quality above which the fourth tool and those after it hand back to a cheaper one that needs no cache',
  ),
  error_rate_max: Score01.default(0.05).describe(
    'Share of failed runs above which the next dearer tool takes over',
  ),
  rest_checks: z
    .int()
    .min(0)
    .max(1000)
    .default(10)
    .describe(
      'Checks for which a tool after the second that failed by itself is passed over on the way back',
    ),
};

/**
 * Tools that answer one after the other, cheapest first (SPEC P65-P68, C19): the first is a cache alone, the second the cache and something
 * behind it, those after it need no cache. A check is a window of `observe`.
 */
export const ToolLadder = z
  .strictObject({
    /** Names of seeds, the cache first. */
    tools: z.array(Id).min(2).max(8),
    ...rules,
  })
  .superRefine((ladder, context) => {
    const issue = (path: string, message: string, remedy: string): void =>
      context.addIssue({ code: 'custom', path: [path], message, params: { remedy } });
    if (new Set(ladder.tools).size < ladder.tools.length)
      issue('tools', 'a tool is there twice', 'Name each tool once.');
    // Without a gap between them the ladder would go up and down on the same number.
    if (ladder.cache_hit_back <= ladder.cache_hit_min)
      issue('cache_hit_back', 'not above `cache_hit_min`', 'Make it larger than `cache_hit_min`.');
    if (ladder.quality_back <= ladder.quality_min)
      issue('quality_back', 'not above `quality_min`', 'Make it larger than `quality_min`.');
  });
export type ToolLadder = z.infer<typeof ToolLadder>;

/** The same as it is declared: each tool with the artifact its seed becomes when it is stored. */
export const DeclaredLadder = z.strictObject({
  tools: z
    .array(z.strictObject({ name: Id, artifact: Id }))
    .min(2)
    .max(8),
  cache_hit_min: Score01,
  cache_hit_back: Score01,
  quality_min: Score01,
  quality_back: Score01,
  quality_spare: Score01,
  error_rate_max: Score01,
  rest_checks: Count,
});
export type DeclaredLadder = z.infer<typeof DeclaredLadder>;

/** What a check saw in a window, shares; null: nothing was measured. */
export const LadderSeen = z.strictObject({
  /** Of what the first tool would have answered, whoever did (C19). */
  cache_hit_rate: Score01.nullable(),
  quality: Score01.nullable(),
  error_rate: Score01,
});
export type LadderSeen = z.infer<typeof LadderSeen>;

/** Why a tool was left (SPEC P67), or that a cheaper one can answer again. */
export const LadderReason = z.enum(['cache', 'quality', 'reliability', 'recovered']);
export type LadderReason = z.infer<typeof LadderReason>;

const seen = {
  metrics: LadderSeen,
  /** Checks since the ladder was declared. */
  check: Count,
};

/** Facts of a capability whose file declares a ladder (SPEC P69). */
export const ladderFacts = {
  /** A tool of the ladder is stored and may be switched to. */
  'tool.joined': z.strictObject({ tool: Id, artifact: Id }),
  'tool.switched': z.strictObject({
    from: Id,
    to: Id,
    artifact: Id,
    direction: z.enum(['escalation', 'de-escalation']),
    reason: LadderReason,
    ...seen,
  }),
  /** A dearer tool is needed and there is none; said once until the next switch. */
  'tool.ladder_exhausted': z.strictObject({ tool: Id, artifact: Id, reason: LadderReason, ...seen }),
};

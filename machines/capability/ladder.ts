import { fact } from '../../events/catalog.ts';
import type { FactData, FactOf, FactType } from '../../events/catalog.ts';
import type { RunWindow } from '../../events/capabilityFacts.ts';
import type { LadderSeen } from '../../events/toolLadder.ts';
import { ladderMove } from '../rules/toolLadder.ts';
import type { CapabilityContext } from './machine.ts';

/** The tools of a capability that take over from each other, and how they did. */
export type LadderState = {
  /** Cheapest first. An evolution puts what it found into the place of what it came from. */
  readonly tools: readonly {
    readonly name: string;
    readonly artifact: string;
    readonly stored: boolean;
    /** The way back of a rollback while it answers, as `before` of the capability. */
    readonly before: readonly string[];
    /** The check at which it last failed by itself; null: never. */
    readonly failedAt: number | null;
  }[];
  /** Windows that were large enough to be judged. */
  readonly checks: number;
  /** It was said that there is no dearer tool, and nothing moved since. */
  readonly exhausted: boolean;
};

type Ladder = Pick<CapabilityContext, 'ladder'>;

/** The key is there only with a ladder, so that states of logs without one stay what they were. */
export function ladderOf({ ladder }: Pick<FactData<'capability.declared'>, 'ladder'>): Ladder {
  if (ladder === undefined) return {};
  const tools = ladder.tools.map((tool) => ({ ...tool, stored: false, before: [], failedAt: null }));
  return { ladder: { tools, checks: 0, exhausted: false } };
}

/** What a stored artifact that offers itself is said to be, where it is a tool of the ladder. */
export function joined({ ladder }: Ladder, artifact: string): readonly FactOf<'tool.joined'>[] {
  const tool = ladder?.tools.find((one) => one.artifact === artifact);
  return tool === undefined || tool.stored ? [] : [fact('tool.joined', { tool: tool.name, artifact })];
}

function isCheck({ declared, served, detector }: CapabilityContext, window: RunWindow): boolean {
  // While a descendant of what is served is searched for, it stays where it is.
  return window.ran === served && detector.alarm !== 'confirmed' && window.n >= declared!.observe.min_samples;
}

const share = (sum: number, n: number): number => Math.round((sum / n) * 1e6) / 1e6;

function seenIn({ shadow, quality, errors, n }: RunWindow): LadderSeen {
  return {
    cache_hit_rate: shadow !== undefined && shadow.n > 0 ? share(shadow.hits, shadow.n) : null,
    quality: quality.n > 0 ? share(quality.sum, quality.n) : null,
    error_rate: share(errors, n),
  };
}

/** What the ladder says of a window of what is served (SPEC C19, C20, P69): nothing, a switch, or that there is nothing to switch to. */
export function ladderFacts(context: CapabilityContext, window: RunWindow): readonly FactOf<FactType>[] {
  const rules = context.declared?.ladder;
  const { ladder } = context;
  if (rules === undefined || ladder === undefined || !isCheck(context, window)) return [];
  const at = ladder.tools.findIndex(({ artifact }) => artifact === window.ran);
  if (at === -1) return [];
  const check = ladder.checks + 1;
  const rungs = ladder.tools.map(({ stored, failedAt }) => ({
    stored,
    resting: failedAt !== null && check - failedAt <= rules.rest_checks,
  }));
  const metrics = seenIn(window);
  const move = ladderMove(at, rungs, metrics, rules);
  if (move.move === 'stay') return [];
  const from = ladder.tools[at]!;
  const { reason } = move;
  if (move.move === 'exhausted') {
    if (ladder.exhausted) return [];
    const { name: tool, artifact } = from;
    return [fact('tool.ladder_exhausted', { tool, artifact, reason, metrics, check })];
  }
  const to = ladder.tools[move.to]!;
  const direction = move.to > at ? 'escalation' : 'de-escalation';
  const evidence = `${direction} from ${from.name} to ${to.name} (${reason}) at check ${check}`;
  return [
    fact('tool.switched', {
      from: from.name,
      to: to.name,
      artifact: to.artifact,
      direction,
      reason,
      metrics,
      check,
    }),
    fact('capability.promoted', {
      artifact: to.artifact,
      from: from.artifact,
      reason: 'ladder',
      task: null,
      evidence,
    }),
  ];
}

type Tool = LadderState['tools'][number];

function withTools({ ladder }: Ladder, change: (tool: Tool) => Tool): Ladder {
  return ladder === undefined ? {} : { ladder: { ...ladder, tools: ladder.tools.map(change) } };
}

export function afterJoined(context: Ladder, { tool }: FactData<'tool.joined'>): Ladder {
  return withTools(context, (one) => (one.name === tool ? { ...one, stored: true } : one));
}

export function afterSwitched(context: Ladder, { from, reason, check }: FactData<'tool.switched'>): Ladder {
  const byItself = reason === 'quality' || reason === 'reliability';
  const { ladder } = withTools(context, (one) =>
    one.name === from && byItself ? { ...one, failedAt: check } : one,
  );
  return ladder === undefined ? {} : { ladder: { ...ladder, exhausted: false } };
}

export function afterExhausted({ ladder }: Ladder): Ladder {
  return ladder === undefined ? {} : { ladder: { ...ladder, exhausted: true } };
}

/** A window was observed: it counts as a check where it could be judged. */
export function afterChecked(context: CapabilityContext, window: RunWindow): Ladder {
  const { ladder } = context;
  if (ladder === undefined || !isCheck(context, window)) return {};
  return { ladder: { ...ladder, checks: ladder.checks + 1 } };
}

/**
 * Who is served now, and the way back of a rollback. A switch leaves the way back of the one tool with it and takes up that of the
 * other: a rollback never leads from one tool to another. A descendant, or who comes back by rollback, takes the place in the ladder.
 */
export function servedAfter(
  context: CapabilityContext,
  { artifact, from, reason }: FactData<'capability.promoted'>,
): Pick<CapabilityContext, 'served' | 'before'> & Ladder {
  if (reason === 'ladder') {
    const before = context.ladder?.tools.find((tool) => tool.artifact === artifact)?.before ?? [];
    const left = withTools(context, (tool) =>
      tool.artifact === from ? { ...tool, before: context.before } : tool,
    );
    return { served: artifact, before, ...left };
  }
  const before =
    reason === 'rollback'
      ? context.before.slice(0, -1)
      : from
        ? [...context.before, from].slice(-10)
        : context.before;
  const taken = withTools(context, (tool) =>
    from !== null && tool.artifact === from ? { ...tool, artifact } : tool,
  );
  return { served: artifact, before, ...taken };
}

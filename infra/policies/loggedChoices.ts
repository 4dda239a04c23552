import { z } from 'zod';
import type { PolicyFile } from '../../events/policy.ts';
import type { ReadChoice } from '../../machines/rules/offPolicy/readChoice.ts';
import type { QueryOptions, QueryResult } from '../../projections/index.ts';

/** What tells choices apart, as the view `choices` has it. */
export const CHOICE_COLUMNS = [
  'capability',
  'language',
  'mode',
  'wants',
  'strategy',
  'attempt',
  'cause',
  'rollout',
] as const;

const Arm = z.object({ arm: z.string(), propensity: z.number(), alpha: z.number(), beta: z.number() });
const Cell = z.union([z.string(), z.number(), z.bigint(), z.boolean(), z.null()]);
const Row = z.object({
  action: z.string(),
  propensity: z.number().nullable(),
  reward: z.number(),
  seq: z.number(),
  idx: z.number(),
});

const PAGE = 5000;
const TIMEOUT_MS = 60_000;

export type Query = (sql: string, options?: QueryOptions) => Promise<QueryResult>;

export type LoggedChoices = {
  readonly choices: readonly ReadChoice[];
  /** Made, and nothing has come of them yet. */
  readonly waiting: number;
  /** Where each choice stands in the log. */
  readonly places: readonly string[];
};

/** Choices of a house as the view `choices` has them, in the order they were made. */
export async function loggedChoices(
  query: Query,
  { choices: kind, capability }: Pick<PolicyFile, 'choices' | 'capability'>,
): Promise<LoggedChoices> {
  const here = `kind = '${kind === 'generators' ? 'generator' : 'rollout'}'${capability === undefined ? '' : ` AND capability = '${capability}'`}`;
  const [counted] = (await query(`SELECT count(*) AS n FROM choices WHERE ${here} AND reward IS NULL`)).rows;
  const choices: ReadChoice[] = [];
  const places: string[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const { rows } = await query(
      `SELECT * FROM choices WHERE ${here} AND reward IS NOT NULL ORDER BY seq, idx LIMIT ${PAGE} OFFSET ${offset}`,
      { rows: PAGE, timeoutMs: TIMEOUT_MS },
    );
    for (const row of rows) {
      const { action, propensity, reward, seq, idx } = Row.parse(row);
      const arms = row['arms'] === null ? null : z.array(Arm).parse(asJson(row['arms']));
      choices.push({
        columns: Object.fromEntries(
          CHOICE_COLUMNS.map((column) => [column, text(Cell.parse(row[column] ?? null))]),
        ),
        action,
        propensity,
        reward,
        open:
          arms?.map(({ arm, propensity: chance, alpha, beta }) => ({
            action: arm,
            propensity: chance,
            known: { alpha, beta },
          })) ?? null,
      });
      places.push(`position ${seq}.${idx}`);
    }
    if (rows.length < PAGE) return { choices, places, waiting: Number(counted?.['n'] ?? 0) };
  }
}

const asJson = (cell: unknown): unknown => (typeof cell === 'string' ? JSON.parse(cell) : cell);
const text = (cell: z.infer<typeof Cell>): string => (cell === null ? '' : String(cell));

import { z } from 'zod';
import type { Projection } from '../../../projections/index.ts';
import { compareVersions } from '../../../machines/rules/versions.ts';

/** A row of the view `tools`. */
export const ToolRow = z.looseObject({
  tool: z.string(),
  tool_version: z.string(),
  artifact: z.string(),
  state: z.string().nullable(),
  served_artifact: z.string().nullable(),
  quality: z.number().nullable(),
  demotion: z.number(),
  priority: z.number(),
  immutable: z.boolean(),
});
export type ToolRow = z.infer<typeof ToolRow>;

/** Every version there is: by priority, then name, the newest of a name first. */
export async function toolRows(knowledge: Projection): Promise<readonly ToolRow[]> {
  const { rows } = await knowledge.query('SELECT * FROM tools');
  return z
    .array(ToolRow)
    .parse(rows)
    .toSorted(
      (a, b) =>
        b.priority - a.priority ||
        (a.tool < b.tool ? -1 : a.tool > b.tool ? 1 : compareVersions(b.tool_version, a.tool_version)),
    );
}

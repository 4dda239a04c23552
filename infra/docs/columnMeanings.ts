import type { ViewName } from '../../projections/index.ts';
import { artifactsColumns } from './columns/artifacts.ts';
import { logColumns } from './columns/log.ts';
import { optimizingColumns } from './columns/optimizing.ts';
import { populationsColumns } from './columns/populations.ts';
import { tasksColumns } from './columns/tasks.ts';

/** What columns mean where their name does not say it, by view; a name that the view does not have is refused. */
export const columnMeanings: Readonly<Record<ViewName, Readonly<Record<string, string>>>> = {
  ...logColumns,
  ...artifactsColumns,
  ...tasksColumns,
  ...optimizingColumns,
  ...populationsColumns,
};

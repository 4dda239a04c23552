import { openSync, writeSync } from 'node:fs';
import { createDse } from '../../dse.ts';
import { kinds } from './kinds.ts';

/** What a process of the bench is started to do. */
export type ResumeOrder = {
  readonly kind: string;
  readonly isSmall: boolean;
  /** `work` goes through the script; `help` only works on what is pending, until it is told to end. */
  readonly role: 'prepare' | 'work' | 'help';
  readonly folder: string;
  readonly log: string;
  readonly seed: number;
  /** A file that gets the key of each effect, and of what the script does itself, before it is worked on. */
  readonly executions: string;
};

/** What it tells of, as it happens. */
export type ResumeNews =
  | { readonly type: 'ready' }
  | { readonly type: 'begun'; readonly key: string }
  | { readonly type: 'committed'; readonly position: number; readonly id: string };

const order = JSON.parse(process.argv[2]!) as ResumeOrder;
const kind = kinds[order.kind]!(order.isSmall);
const executions = openSync(order.executions, 'a');
const tell = (news: ResumeNews): void => void process.send?.(news);
// Without a parent there is nobody to work for.
process.once('disconnect', () => process.exit(1));
const begun = (key: string): void => {
  writeSync(executions, `${key}\n`);
  tell({ type: 'begun', key });
};
const toldToEnd = new Promise<void>((resolve) => process.once('message', () => resolve()));

const dse = await createDse({
  folder: order.folder,
  log: order.log,
  seed: order.seed,
  models: new Map(kind.models.map(({ name, model }) => [name, model])),
  modelGenerators: kind.models,
  ...(kind.settings === undefined ? {} : { optimization: kind.settings }),
  onEffect: ({ key }) => begun(key),
});
dse.host.onCommit(({ id }, position) => tell({ type: 'committed', position, id }));
tell({ type: 'ready' });
if (order.role === 'prepare') await kind.prepare(dse);
else if (order.role === 'work') await kind.work(dse, begun);
else await toldToEnd;
await dse.close();
process.removeAllListeners('disconnect');
process.disconnect();

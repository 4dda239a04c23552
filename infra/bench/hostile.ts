import { catalogueOf } from './hostile/catalogue.ts';
import { CONTENDERS } from './hostile/engines.ts';
import { HostProcess } from './hostile/hostProcess.ts';
import type { BenchOutcome, BenchRow } from './outcome.ts';

export type BenchHostileOptions = {
  /** Only programs whose class or name contains it. */
  readonly only?: string;
  readonly progress?: (line: string) => void;
};

/** One engine and one class of hostile programs. */
export type HostileRow = {
  readonly engine: string;
  readonly class: string;
  readonly programs: number;
  /** Ended as they should, their process alive. */
  readonly contained: number;
  /** Ended with their process, from outside; their artifact is quarantined, their neighbours were answered. */
  readonly killed: number;
  readonly failed: number;
  /** Not run, because the wall they need does not stand here. */
  readonly open: number;
  readonly worst_lag_ms: number;
  /** Who failed and how, and who needs which wall. */
  readonly remarks: readonly string[];
};

export type HostileOutcome = BenchOutcome & {
  readonly table: readonly HostileRow[];
  readonly host_restarts: number;
  readonly walls: Readonly<Record<string, readonly string[]>>;
};

type Count = { -readonly [K in keyof HostileRow]: HostileRow[K] } & { remarks: string[] };

/** Every hostile program against every engine, each engine in a host process of its own that has to survive them all. */
export async function benchHostile(options: BenchHostileOptions = {}): Promise<HostileOutcome> {
  const { only = '', progress = () => {} } = options;
  const table: HostileRow[] = [];
  const walls: Record<string, readonly string[]> = {};
  const versions: Record<string, string> = { node: process.version };
  let restarts = 0;
  for (const contender of CONTENDERS) {
    const { engine, catalogue } = contender;
    const why = (await contender.missing?.()) ?? null;
    if (why !== null) {
      table.push(...notAttacked(engine, catalogue, why));
      continue;
    }
    const host = new HostProcess(catalogue, engine);
    await host.start();
    walls[engine] = host.walls;
    versions[engine] = host.engine;
    const counts = new Map<string, Count>();
    for (const program of catalogueOf(catalogue, engine)) {
      if (!program.class.includes(only) && !program.name.includes(only)) continue;
      const count = counts.get(program.class) ?? emptyCount(engine, program.class);
      counts.set(program.class, count);
      count.programs += 1;
      const report = await host.run({ program: program.name });
      if (report === null || 'ready' in report) {
        count.failed += 1;
        count.remarks.push(`${program.name}: the host died or fell silent`);
      } else {
        const { failures, quarantine, needs, lagMs } = report.verdict;
        if (needs.length > 0) count.open += 1;
        else if (failures.length > 0) count.failed += 1;
        else if (quarantine !== null) count.killed += 1;
        else count.contained += 1;
        count.remarks.push(...needs.map((need) => `${program.name}: needs ${need}`));
        count.remarks.push(...failures.map((failure) => `${program.name}: ${failure}`));
        count.worst_lag_ms = Math.max(count.worst_lag_ms, Math.round(lagMs));
      }
    }
    await host.stop();
    restarts += host.restarts;
    for (const count of counts.values()) {
      table.push(count);
      progress(
        `${engine}, ${count.class}: ${count.contained} contained, ${count.killed} killed, ${count.failed} failed, ${count.open} open`,
      );
    }
  }
  const rows = [...table.map(rowOf), restartRow(restarts), lagRow(table)];
  return {
    bench: 'hostile',
    config: { only },
    seeds: [],
    versions,
    rows,
    holds: rows.every(({ holds }) => holds),
    table,
    host_restarts: restarts,
    walls,
  };
}

/** Without its engine nothing of a catalogue can run: all of it stays open. */
function notAttacked(engine: string, catalogue: string, why: string): HostileRow[] {
  const counts = new Map<string, Count>();
  for (const { class: name } of catalogueOf(catalogue, engine)) {
    const count = counts.get(name) ?? { ...emptyCount(engine, name), remarks: [why] };
    counts.set(name, count);
    count.programs += 1;
    count.open += 1;
  }
  return [...counts.values()];
}

function emptyCount(engine: string, name: string): Count {
  const none = { programs: 0, contained: 0, killed: 0, failed: 0, open: 0, worst_lag_ms: 0 };
  return { engine, class: name, ...none, remarks: [] };
}

function rowOf(row: HostileRow): BenchRow {
  const held = row.contained + row.killed;
  return {
    name: `${row.engine}: ${row.class}`,
    ours: held,
    reference: row.programs,
    ratio: held / row.programs,
    spread: null,
    rule: 'every program contained or killed; none failed',
    holds: row.failed === 0 && row.programs > 0,
  };
}

function restartRow(restarts: number): BenchRow {
  return {
    name: 'restarts of the host',
    ours: restarts,
    reference: null,
    ratio: null,
    spread: null,
    rule: '0',
    holds: restarts === 0,
  };
}

function lagRow(table: readonly HostileRow[]): BenchRow {
  return {
    name: 'worst lag of the host’s event loop, ms',
    ours: Math.max(0, ...table.map(({ worst_lag_ms }) => worst_lag_ms)),
    reference: null,
    ratio: null,
    spread: null,
    rule: 'stated; the host answers',
    holds: true,
  };
}

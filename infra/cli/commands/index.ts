import type { AnyCommand } from '../command.ts';

/**
 * The commands by the first word they are typed with, in the order the help lists them (DESIGN 10: grow it, do not rename). Each word loads
 * only its own: most of a short command's time is reading modules.
 */
const loaders = new Map<string, () => Promise<readonly AnyCommand[]>>([
  ['demo', async () => [(await import('./demo.ts')).demo, ...(await import('./demoNamed.ts')).namedDemos]],
  [
    'task',
    async () => [(await import('./taskSubmit.ts')).taskSubmit, (await import('./taskShow.ts')).taskShow],
  ],
  [
    'tasks',
    async () => [
      (await import('./tasksDead.ts')).tasksDead,
      (await import('./tasksQuarantine.ts')).tasksQuarantine,
    ],
  ],
  ['run', async () => [(await import('./run.ts')).run]],
  ['find', async () => [(await import('./find.ts')).find]],
  [
    'artifact',
    async () => [
      (await import('./artifactList.ts')).artifactList,
      (await import('./artifactShow.ts')).artifactShow,
      (await import('./artifactSource.ts')).artifactSource,
      (await import('./artifactStore.ts')).artifactStore,
    ],
  ],
  [
    'tools',
    async () => [
      (await import('./toolsLoad.ts')).toolsLoad,
      (await import('./toolsList.ts')).toolsList,
      (await import('./toolsShow.ts')).toolsShow,
    ],
  ],
  ['lineage', async () => [(await import('./lineage.ts')).lineage]],
  ['why', async () => [(await import('./why.ts')).why]],
  [
    'audit',
    async () => [
      (await import('./audit.ts')).auditActor,
      (await import('./auditVerify.ts')).auditVerify,
      (await import('./auditViews.ts')).auditViews,
    ],
  ],
  ['events', async () => [(await import('./events.ts')).events]],
  ['replay', async () => [(await import('./replay.ts')).replay]],
  ['query', async () => [(await import('./query.ts')).query]],
  ['cost', async () => [(await import('./costProject.ts')).costProject]],
  ['batch', async () => [(await import('./batch.ts')).batch]],
  ['tiers', async () => [(await import('./tiers.ts')).tiers]],
  ['optimize', async () => [(await import('./optimize.ts')).optimize]],
  ['evolve', async () => [(await import('./evolve.ts')).evolve]],
  ['daemon', async () => [(await import('./daemon.ts')).daemon]],
  [
    'golden',
    async () => [
      (await import('./goldenBuild.ts')).goldenBuild,
      (await import('./goldenShow.ts')).goldenShow,
    ],
  ],
  ['evaluate-policy', async () => [(await import('./evaluatePolicy.ts')).evaluatePolicy]],
  ['generators', async () => [(await import('./generators.ts')).generators]],
  ['status', async () => [(await import('./status.ts')).status]],
  ['rollback', async () => [(await import('./rollback.ts')).rollback]],
  [
    'rollout',
    async () => [
      (await import('./rolloutStart.ts')).rolloutStart,
      (await import('./rolloutShow.ts')).rolloutShow,
      (await import('./rolloutStop.ts')).rolloutStop,
    ],
  ],
  [
    'pressure',
    async () => [
      (await import('./pressureShow.ts')).pressureShow,
      (await import('./pressureSet.ts')).pressureSet,
      (await import('./pressureRelease.ts')).pressureRelease,
      (await import('./pressureNegotiate.ts')).pressureNegotiate,
    ],
  ],
  ['log', async () => [(await import('./logCopy.ts')).logCopy, (await import('./logSeal.ts')).logSeal]],
  ['blob', async () => [(await import('./blobErase.ts')).blobErase]],
  ['work', async () => [(await import('./work.ts')).work]],
  ['serve', async () => [(await import('./serve.ts')).serve]],
  ['keys', async () => [(await import('./keysAdd.ts')).keysAdd]],
  ['health', async () => [(await import('./health.ts')).health]],
  ['models', async () => [(await import('./models.ts')).models]],
  [
    'config',
    async () => [
      (await import('./configValidate.ts')).configValidate,
      (await import('./configGet.ts')).configGet,
    ],
  ],
  ['doctor', async () => [(await import('./doctor.ts')).doctor]],
  ['bench', async () => [(await import('./bench.ts')).bench]],
]);

/** The first words of all commands, in the order of the help. */
export const firstWords: readonly string[] = [...loaders.keys()];

/** The commands that begin with this word; all of them where none does, for help and for usage errors. */
export async function commandsOf(word: string | undefined): Promise<readonly AnyCommand[]> {
  const load = word === undefined ? undefined : loaders.get(word);
  return load === undefined ? (await Promise.all(firstWords.map(commandsOf))).flat() : load();
}

/** The command of this whole name, such as `task submit`. */
export async function commandNamed(name: string): Promise<AnyCommand | undefined> {
  const [word] = name.split(' ');
  return (await commandsOf(word)).find((command) => command.name === name);
}

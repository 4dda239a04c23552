import type { AnyCommand } from '../command.ts';
import { artifactList } from './artifactList.ts';
import { artifactShow } from './artifactShow.ts';
import { artifactSource } from './artifactSource.ts';
import { artifactStore } from './artifactStore.ts';
import { auditActor } from './audit.ts';
import { auditVerify } from './auditVerify.ts';
import { auditViews } from './auditViews.ts';
import { batch } from './batch.ts';
import { bench } from './bench.ts';
import { blobErase } from './blobErase.ts';
import { configGet } from './configGet.ts';
import { configValidate } from './configValidate.ts';
import { costProject } from './costProject.ts';
import { daemon } from './daemon.ts';
import { demo } from './demo.ts';
import { namedDemos } from './demoNamed.ts';
import { doctor } from './doctor.ts';
import { evaluatePolicy } from './evaluatePolicy.ts';
import { events } from './events.ts';
import { evolve } from './evolve.ts';
import { find } from './find.ts';
import { goldenBuild } from './goldenBuild.ts';
import { goldenShow } from './goldenShow.ts';
import { generators } from './generators.ts';
import { health } from './health.ts';
import { keysAdd } from './keysAdd.ts';
import { lineage } from './lineage.ts';
import { logCopy } from './logCopy.ts';
import { logSeal } from './logSeal.ts';
import { models } from './models.ts';
import { optimize } from './optimize.ts';
import { pressureNegotiate } from './pressureNegotiate.ts';
import { pressureRelease } from './pressureRelease.ts';
import { pressureSet } from './pressureSet.ts';
import { pressureShow } from './pressureShow.ts';
import { query } from './query.ts';
import { replay } from './replay.ts';
import { rollback } from './rollback.ts';
import { rolloutShow } from './rolloutShow.ts';
import { rolloutStart } from './rolloutStart.ts';
import { rolloutStop } from './rolloutStop.ts';
import { run } from './run.ts';
import { serve } from './serve.ts';
import { status } from './status.ts';
import { taskShow } from './taskShow.ts';
import { taskSubmit } from './taskSubmit.ts';
import { tasksDead } from './tasksDead.ts';
import { tasksQuarantine } from './tasksQuarantine.ts';
import { tiers } from './tiers.ts';
import { toolsList } from './toolsList.ts';
import { toolsLoad } from './toolsLoad.ts';
import { toolsShow } from './toolsShow.ts';
import { why } from './why.ts';
import { work } from './work.ts';

/** Every command, in the order the help lists them (DESIGN 10: grow it, do not rename). */
export const allCommands: readonly AnyCommand[] = [
  demo,
  ...namedDemos,
  taskSubmit,
  taskShow,
  tasksDead,
  tasksQuarantine,
  run,
  find,
  artifactList,
  artifactShow,
  artifactSource,
  artifactStore,
  toolsLoad,
  toolsList,
  toolsShow,
  lineage,
  why,
  auditActor,
  auditVerify,
  auditViews,
  events,
  replay,
  query,
  costProject,
  batch,
  tiers,
  optimize,
  evolve,
  daemon,
  goldenBuild,
  goldenShow,
  evaluatePolicy,
  generators,
  status,
  rollback,
  rolloutStart,
  rolloutShow,
  rolloutStop,
  pressureShow,
  pressureSet,
  pressureRelease,
  pressureNegotiate,
  logCopy,
  logSeal,
  blobErase,
  work,
  serve,
  keysAdd,
  health,
  models,
  configValidate,
  configGet,
  doctor,
  bench,
];

export function commandNamed(name: string): AnyCommand | undefined {
  return allCommands.find((command) => command.name === name);
}

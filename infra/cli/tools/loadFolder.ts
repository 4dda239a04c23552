import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compareVersions } from '../../../machines/rules/versions.ts';
import { problemText } from '../../config/strictFile.ts';
import { readToolManifest } from '../../config/toolManifest.ts';
import type { Dse } from '../../dse.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';
import { loadTool } from './loadTool.ts';
import type { Loaded } from './loadTool.ts';

export type LoadedFile = Omit<Loaded, 'result'> & {
  readonly file: string;
  readonly tool: string | null;
  readonly version: string | null;
  readonly result: Loaded['result'] | 'wrong';
};

/**
 * Loads every manifest of a folder, each for itself: what is wrong with one keeps none of the others out. Of a name the newest
 * version comes first, so that of a new tool it is what is served. Ends early when stopped.
 */
export async function* loadFolder(
  dse: Dse,
  folder: string,
  signal: AbortSignal,
): AsyncGenerator<LoadedFile, void> {
  const readings = [];
  for (const file of await manifestsIn(folder)) {
    const path = join(folder, file);
    const reading = await readToolManifest(path);
    if (reading.status === 'wrong') {
      const detail = reading.problems.map(problemText).join('\n');
      yield { file, tool: null, version: null, result: 'wrong', artifact: null, detail };
    } else readings.push({ file, path, reading });
  }
  readings.sort(({ reading: { manifest: a } }, { reading: { manifest: b } }) =>
    a.name === b.name ? compareVersions(b.version, a.version) : a.name < b.name ? -1 : 1,
  );
  for (const { file, path, reading } of readings) {
    const { name: tool, version } = reading.manifest;
    const loaded = await loadTool(dse, reading, path, signal);
    if (!loaded) return;
    yield { file, tool, version, ...loaded };
  }
}

async function manifestsIn(folder: string): Promise<string[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    throw new CliProblem(
      EXIT.usage,
      `${folder} is no folder of tool manifests (${(error as Error & { code?: string }).code}): name a folder with .yaml files`,
    );
  }
  return names.filter((name) => /\.(ya?ml|json)$/.test(name)).sort();
}

import { resolve } from 'node:path';
import { z } from 'zod';
import { command, group } from '../command.ts';
import type { Form, Said } from '../command.ts';
import { EXIT } from '../exitCodes.ts';
import type { ExitCode } from '../exitCodes.ts';
import { sayRows } from '../print/say.ts';
import type { LoadedFile } from '../tools/loadFolder.ts';

const COLUMNS = ['file', 'tool', 'version', 'result', 'artifact'];

/** The worst comes first. */
const CODES: readonly (readonly [LoadedFile['result'], ExitCode])[] = [
  ['wrong', EXIT.usage],
  ['conflict', EXIT.conflict],
  ['rejected', EXIT.refused],
];

/** `dse tools load DIR`: proves and names the tools whose manifests are in a folder (SPEC B22); with `--watch` again whenever one changes. */
export const toolsLoad = command({
  name: 'tools load',
  needs: 'workers',
  creates: true,
  opensDoor: true,
  untilStopped: true,
  options: z.strictObject({ folder: z.string(), watch: z.boolean().default(false) }),
  configure: (program, act) =>
    void group(program, 'tools', 'tools and their versions')
      .command('load <dir>')
      .description('prove the tools whose manifests are in a folder, and give their versions their names')
      .option('--watch', 'go on, and load again what is new or changed; until Ctrl-C')
      .action((folder: string, { watch }: { watch?: boolean }) =>
        act({ folder: resolve(folder), watch: watch ?? false }),
      ),
  async *run({ house, form, signal }, { folder, watch }) {
    const dse = await house.dse();
    const [{ loadFolder }, { FolderChanges }] = await Promise.all([
      import('../tools/loadFolder.ts'),
      import('../tools/folderChanges.ts'),
    ]);
    const loaded: LoadedFile[] = [];
    for await (const one of loadFolder(dse, folder, signal)) loaded.push(one);
    yield* sayLoaded(loaded, form, `there is no manifest in ${folder}: they end in .yaml`);
    if (!watch) {
      if (signal.aborted) return EXIT.unavailable;
      return CODES.find(([result]) => loaded.some((one) => one.result === result))?.[1] ?? EXIT.ok;
    }
    // What changed during the first load is loaded now.
    const changes = new FolderChanges(folder, signal);
    try {
      yield { err: `watching ${folder}; Ctrl-C ends it` };
      do {
        const news: LoadedFile[] = [];
        for await (const one of loadFolder(dse, folder, signal)) {
          const before = loaded.find(({ file }) => file === one.file);
          if (one.result === 'unchanged' || (before && same(before, one))) continue;
          news.push(one);
          if (before) loaded.splice(loaded.indexOf(before), 1);
          loaded.push(one);
        }
        if (news.length > 0) yield* sayLoaded(news, form, '');
      } while (await changes.next());
      return EXIT.ok;
    } finally {
      changes.close();
    }
  },
});

/** What was said of a file is not said again. */
function same(a: LoadedFile, b: LoadedFile): boolean {
  return a.result === b.result && a.version === b.version && a.detail === b.detail;
}

function* sayLoaded(loaded: readonly LoadedFile[], form: Form, none: string): Generator<Said> {
  yield* sayRows(loaded, COLUMNS, form, none);
  if (form.json) return;
  for (const { file, detail } of loaded) {
    if (detail !== '') yield { err: `${file}: ${detail}` };
  }
}

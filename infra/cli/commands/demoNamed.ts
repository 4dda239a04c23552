import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { demos } from '../../demo/demos.ts';
import { command, group } from '../command.ts';
import { EXIT } from '../exitCodes.ts';

/** `dse demo NAME`: a demo in a folder of its own, gone afterwards. */
export const namedDemos = demos.map(({ name, description, tell }) =>
  command({
    name: `demo ${name}`,
    needs: 'nothing',
    options: z.strictObject({}),
    configure: (program, act) =>
      void group(program, 'demo', '')
        .command(name)
        .description(description)
        .action(() => act({})),
    async *run({ house, form }) {
      const folder = await mkdtemp(join(tmpdir(), `dse-demo-${name}-`));
      try {
        for await (const out of tell({ folder, seed: house.seed ?? 1, json: form.json })) yield { out };
      } finally {
        await rm(folder, { recursive: true });
      }
      return EXIT.ok;
    },
  }),
);

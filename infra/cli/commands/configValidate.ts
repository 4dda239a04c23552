import { z } from 'zod';
import { command, group } from '../command.ts';
import { EXIT } from '../exitCodes.ts';
import { sayOne, sayRows } from '../print/say.ts';

/** `dse config validate`: reads the settings file and says everything that is wrong with it, without using it. */
export const configValidate = command({
  name: 'config validate',
  needs: 'nothing',
  options: z.strictObject({}),
  configure: (program, act) =>
    void group(program, 'config', 'the settings file')
      .command('validate')
      .description('check the settings file; every problem with its line')
      .action(() => act({})),
  async *run({ house, form }) {
    const [{ readSettings, SETTINGS_FILE }, { problemText }, { keyVariable, openModels }] = await Promise.all(
      [
        import('../../config/settings/settingsFile.ts'),
        import('../../config/strictFile.ts'),
        import('../../models/openModels.ts'),
      ],
    );
    const read = await readSettings(house.config);
    if (!read.ok) {
      if (form.json) yield* sayRows(read.problems, [], form, '');
      else for (const problem of read.problems) yield { out: problemText(problem) };
      return EXIT.usage;
    }
    const { file, models, generators } = read.settings;
    // Stored completions are read, since no command would go on with a file of them that is wrong; nobody is called.
    await openModels(read.settings, {});
    yield* sayOne(
      {
        file: file ?? `none: there is no ${SETTINGS_FILE} here, everything is as by default`,
        models: Object.keys(models),
        generators: generators.map(({ name }) => name),
      },
      form,
    );
    for (const [name, entry] of Object.entries(models)) {
      const variable = keyVariable(entry);
      if (variable !== null && !process.env[variable])
        yield { err: `model ${name}: ${variable} is not set, so every call will fail as bad_key` };
    }
    return EXIT.ok;
  },
});

import { z } from 'zod';
import { command, group } from '../command.ts';
import { EXIT, requireSent } from '../exitCodes.ts';

/** `dse pressure release`: what was set ends, what is measured decides again. */
export const pressureRelease = command({
  name: 'pressure release',
  needs: 'log',
  options: z.strictObject({}),
  configure: (program, act) =>
    void group(program, 'pressure', '')
      .command('release')
      .description('end what was set: what is measured decides again')
      .action(() => act({})),
  async *run({ house, form }) {
    const [{ logHost }, { currentPressure, pressureInputs }, { machineNow }, { tellPressure }] =
      await Promise.all([
        import('../logHost.ts'),
        import('../../pressure/currentPressure.ts'),
        import('../../pressure/machineNow.ts'),
        import('../../pressure/tellPressure.ts'),
      ]);
    const [here, settings] = await Promise.all([logHost(house), house.settings()]);
    const machine = machineNow(process.env);
    const inputs = await pressureInputs(here, settings.pressure_management, null, machine);
    requireSent(await tellPressure(here.host, { type: 'release', inputs }), 'pressure/main');
    const pressure = await currentPressure(here, settings.pressure_management, null, machine);
    yield {
      out: form.json
        ? JSON.stringify(pressure)
        : `${pressure.level} pressure (${pressure.reason}), as measured`,
    };
    return EXIT.ok;
  },
});

import { z } from 'zod';
import { command, group } from '../command.ts';
import { EXIT, requireSent } from '../exitCodes.ts';

/** `dse pressure release`: what was set ends, what is measured decides again. */
export const pressureRelease = command({
  name: 'pressure release',
  needs: 'server',
  options: z.strictObject({}),
  configure: (program, act) =>
    void group(program, 'pressure', '')
      .command('release')
      .description('end what was set: what is measured decides again')
      .action(() => act({})),
  async *run({ house, form }) {
    const { currentPressure, PRESSURE, pressureInputs } = await import('../../pressure/currentPressure.ts');
    const { machineNow } = await import('../../pressure/machineNow.ts');
    const dse = await house.dse();
    const inputs = await pressureInputs(dse, dse.pressure, null, machineNow(process.env));
    requireSent(await dse.send(PRESSURE, { type: 'release', inputs }), 'pressure/main');
    const pressure = await currentPressure(dse, dse.pressure);
    yield {
      out: form.json
        ? JSON.stringify(pressure)
        : `${pressure.level} pressure (${pressure.reason}), as measured`,
    };
    return EXIT.ok;
  },
});

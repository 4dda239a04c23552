import { z } from 'zod';
import type { Hardware } from '../../../events/pressure.ts';
import { modelsThatFit } from '../../../machines/rules/hardware.ts';
import { command, group } from '../command.ts';
import { EXIT } from '../exitCodes.ts';
import { sayRows } from '../print/say.ts';

const COLUMNS = [
  'level',
  'min_quality',
  'max_latency_ms',
  'optimization_level',
  'can_reject',
  'fallback_pressure',
];

/** `dse pressure show`: looks at the machine, and says the level, why, what each level means, and what the machine has. */
export const pressureShow = command({
  name: 'pressure show',
  needs: 'log',
  creates: true,
  options: z.strictObject({}),
  configure: (program, act) =>
    void group(program, 'pressure', 'how much the house can afford at the moment')
      .command('show')
      .description('look at the machine, and say the level, why, and what each level means')
      .action(() => act({})),
  async *run({ house, form }) {
    const [{ logHost }, { currentPressure }, { probeHardware }] = await Promise.all([
      import('../logHost.ts'),
      import('../../pressure/currentPressure.ts'),
      import('../../pressure/hardware.ts'),
    ]);
    const [here, settings] = await Promise.all([logHost(house), house.settings()]);
    const pressure = await currentPressure(here, settings.pressure_management);
    const { hardware, grewAt } = await probeHardware(here);
    const fits = modelsThatFit(hardware.gpu_mb);
    const { levels } = settings.pressure_management;
    if (form.json) {
      yield {
        out: JSON.stringify({ ...pressure, levels, hardware, grew_at: grewAt, models_that_fit: fits }),
      };
      return EXIT.ok;
    }
    const { level, reason, optimisation, position } = pressure;
    yield {
      out: `${level} pressure (${reason}), position ${position}: ${optimisation === 'none' ? 'nothing is improved' : `improved with ${optimisation} means`}`,
    };
    yield* sayRows(
      Object.entries(levels).map(([name, rules]) => ({ level: name, ...rules })),
      COLUMNS,
      form,
      '',
    );
    yield {
      out: `${hardwareText(hardware)}: ${fits.generator} (${fits.size}) fits${fits.large ? ', larger ones too' : ''}`,
    };
    if (grewAt !== null) yield { out: `the machine grew by more than half: recorded at position ${grewAt}` };
    return EXIT.ok;
  },
});

function hardwareText({ gpu_mb, memory_mb, cores }: Hardware): string {
  const card = gpu_mb === null ? 'no graphics card' : `${gpu_mb} MB of graphics memory`;
  return `${card}, ${memory_mb} MB, ${cores} ${cores === 1 ? 'core' : 'cores'}`;
}

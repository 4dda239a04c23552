import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { ServeSettings } from '../../config/settings/serve.ts';
import { command, wholeNumber } from '../command.ts';
import { CliProblem, EXIT } from '../exitCodes.ts';
import { observeRuns } from '../observing.ts';

/** What was given; the rest comes from the settings. */
const Options = z.strictObject({
  host: z.string().optional(),
  port: z.int().optional(),
  keys: z.string().optional(),
  allow_hosts: z.array(z.string()).optional(),
  body_limit: z.int().optional(),
  rate_per_minute: z.int().optional(),
  record: z.enum(['buffered', 'durable']).optional(),
});
type Flags = {
  readonly host?: string;
  readonly port?: number;
  readonly keys?: string;
  readonly allowHost?: string[];
  readonly bodyLimit?: number;
  readonly ratePerMinute?: number;
  readonly record?: string;
};

/** `dse serve`: a worker that also answers over HTTP, until it is stopped. */
export const serve = command({
  name: 'serve',
  needs: 'workers',
  creates: true,
  opensDoor: true,
  alone: true,
  untilStopped: true,
  options: Options,
  configure: (program, act) =>
    void program
      .command('serve')
      .description(
        'serve what is proven over HTTP (REST, OpenAI-compatible, MCP) and work as `dse work` does; until Ctrl-C',
      )
      .option('--host <address>', 'address that is listened on (default 127.0.0.1)')
      .option('--port <n>', 'port, 0 for any free one (default 3730)', wholeNumber('--port'))
      .option('--keys <file>', 'file of API keys (default: keys.yaml in the data folder, where it is there)')
      .option('--allow-host <name...>', 'a name by which others reach this server')
      .option('--body-limit <bytes>', 'most bytes of a body (default 1048576)', wholeNumber('--body-limit'))
      .option(
        '--rate-per-minute <n>',
        'most requests a minute of a caller whose key says no other number (default: no bound)',
        wholeNumber('--rate-per-minute'),
      )
      .option('--record <mode>', '`durable`: answer a run when it is in the log (default buffered)')
      .action((flags: Flags) => act(given(flags))),
  async *run({ house, signal }, options) {
    const settings = ServeSettings.parse({ ...(await house.settings()).serve, ...options });
    const { host, port, allow_hosts, body_limit, rate_per_minute, record } = settings;
    const [{ isLoopback, listen }, { BadKeys, readKeys }] = await Promise.all([
      import('../../http/listen.ts'),
      import('../../http/keys.ts'),
    ]);
    const file = settings.keys ?? join(house.folder, 'keys.yaml');
    const asksForKeys = settings.keys !== null || existsSync(file);
    const callers = !asksForKeys
      ? null
      : await readKeys(file, rate_per_minute).catch((error: unknown) => {
          throw error instanceof BadKeys ? new CliProblem(EXIT.usage, error.message) : error;
        });
    if (callers === null && !isLoopback(host))
      throw new CliProblem(
        EXIT.usage,
        `--host ${host}: others could reach this server, so it needs keys; \`dse keys add NAME --scopes run,read\` makes the first one`,
      );
    const dse = await house.dse();
    const listening = await listen(house, {
      host,
      port,
      callers,
      allowHosts: allow_hosts,
      bodyLimit: body_limit,
      ratePerMinute: rate_per_minute,
      record,
      clock: () => Date.now(),
      // Said at once: this command may say nothing else for hours.
      onTrouble: (message) => void process.stderr.write(`dse: ${message}\n`),
    }).catch((error: unknown) => {
      throw new CliProblem(
        EXIT.unavailable,
        `cannot listen on ${host}:${port}: ${error instanceof Error ? error.message : String(error)}; use another --port`,
      );
    });
    try {
      yield { out: listening.url };
      yield {
        err: `serving ${house.folder} at ${listening.url} (${callers === null ? 'no key needed, this machine only' : `keys of ${file}`}); ${listening.url}/docs says what can be asked; Ctrl-C ends it`,
      };
      yield* observeRuns(dse, signal);
      yield { err: 'stopping: requests and what runs are finished, what is pending waits in the log' };
    } finally {
      await listening.close();
    }
    return EXIT.ok;
  },
});

/** The flags as settings, wrong ones refused before a folder is opened. @throws CliProblem naming the option. */
function given({ allowHost, bodyLimit, keys, ratePerMinute, ...rest }: Flags): z.infer<typeof Options> {
  const options = {
    ...rest,
    ...(keys === undefined ? {} : { keys: resolve(keys) }),
    ...(allowHost === undefined ? {} : { allow_hosts: allowHost }),
    ...(bodyLimit === undefined ? {} : { body_limit: bodyLimit }),
    ...(ratePerMinute === undefined ? {} : { rate_per_minute: ratePerMinute }),
  };
  const read = ServeSettings.safeParse(options);
  if (!read.success) {
    const [issue] = read.error.issues;
    const option = String(issue?.path[0] ?? '').replaceAll('_', '-');
    throw new CliProblem(EXIT.usage, `--${option}: ${issue?.message ?? 'cannot be'}`);
  }
  if (read.data.keys !== null && !existsSync(read.data.keys))
    throw new CliProblem(
      EXIT.usage,
      `--keys ${keys}: there is no such file; \`dse keys add NAME\` makes one`,
    );
  return Options.parse(options);
}

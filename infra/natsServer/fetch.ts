import { fetchServer, SUITES } from './fetchServer.ts';
import { compareVersions, serversHere } from './places.ts';

/** `npm run nats:fetch`: makes sure that the oldest supported and a current nats-server are here. */
const here = serversHere();
for (const suite of SUITES) {
  const fits =
    suite === 'sid' ? (v: string) => compareVersions(v, '2.12.0') >= 0 : (v: string) => v.startsWith('2.9.');
  const found = here.find(({ version }) => fits(version));
  const { version, path } = found ?? fetchServer(suite);
  process.stdout.write(`nats-server ${version} ${found ? 'is here' : 'was fetched'}: ${path}\n`);
}

import { serversHere } from './places.ts';
import { startCluster } from './startCluster.ts';

/** `npm run nats:cluster`: three nats-servers as one cluster, on loopback with temporary stores, until Ctrl-C. For trying out what a loss does. */
const place = serversHere().at(-1);
if (!place) {
  process.stderr.write('no nats-server is here: `npm run nats:fetch` gets one\n');
  process.exit(5);
}
const cluster = await startCluster({ path: place.path });
const lines = [
  `three nats-servers ${place.version} are one cluster: DSE_LOG='${cluster.url}'`,
  ...cluster.nodes.map(({ name, port, pid }) => `${name}: port ${port}, process ${pid}`),
  'kill -9 one of the processes: the other two go on. Ctrl-C stops all and removes their stores.',
];
process.stdout.write(`${lines.join('\n')}\n`);
// The servers are not ours to wait for: without this the process would end here.
const alive = setInterval(() => {}, 60_000);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    clearInterval(alive);
    void cluster.remove();
  });

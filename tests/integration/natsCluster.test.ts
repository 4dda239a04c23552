import { connect, headers } from '@nats-io/transport-node';
import { expect, test } from 'vitest';
import { connectGround } from '../../infra/log/nats/connect.ts';
import { prepareStreams } from '../../infra/log/nats/streams.ts';
import { openLog } from '../../infra/log/open.ts';
import { onCluster, onServer } from '../nats/servers.ts';

const SUBJECT = 'dse.event.artifact.cut';

onCluster('current', (_name, cluster) => {
  test('a node that is cut off acknowledges nothing, and who was connected to it goes on at another', async () => {
    const ground = await connectGround(cluster().url);
    try {
      await prepareStreams(ground);
      const publish = async (body: string): Promise<number> => {
        const own = headers();
        own.set('Nats-Msg-Id', body);
        return (await ground.publisher.publish(SUBJECT, body, own)).seq;
      };
      expect(await publish('before')).toBe(1);
      const left = ground.nc.getServer();
      const node = cluster().nodes.find(({ port }) => left.endsWith(`:${port}`))!;
      const lonely = await connect({ servers: `127.0.0.1:${node.port}` });
      node.cutOff();
      const said = lonely.request(SUBJECT, 'lonely', { timeout: 5000 }).then(
        (answer) => (answer.data.length > 0 && !answer.json<{ error?: unknown }>().error ? 'stored' : ''),
        () => '',
      );
      expect(await publish('meanwhile')).toBe(2);
      expect(ground.nc.getServer()).not.toBe(left);
      expect(await said).not.toBe('stored');
      node.heal();
      expect(await publish('after')).toBe(3);
      await lonely.close();
    } finally {
      for (const node of cluster().nodes) node.heal();
      await ground.nc.close();
    }
  });

  test('a log of three copies is made while the third server still starts', async () => {
    const [, , third] = cluster().nodes;
    await third!.stop('SIGKILL');
    const opening = openLog(cluster().url.replace('?', '/young?'));
    await third!.start();
    const log = await opening;
    expect(await log.events.position()).toBe(0);
    await log.close();
  });
});

onCluster('2.9', (name, cluster) => {
  test('copies are refused where two commits could be stored for one version', async () => {
    await expect(openLog(cluster().url)).rejects.toThrow(
      /nats-server 2\.9\.\d+ may store two commits for one version.*2\.11 or newer/,
    );
    const log = await openLog(cluster().url.replace('?replicas=3', ''));
    expect(await log.events.position(), name).toBe(0);
    await log.close();
  });
});

onServer('current', (_name, server) => {
  test('three copies on a server that stands alone are refused at once, with what to do', async () => {
    await expect(openLog(`nats://127.0.0.1:${server().port}/alone?replicas=3`)).rejects.toThrow(
      /DSE_ALONE_\w+ was not made: 3 copies need as many servers.*\?replicas=1/,
    );
  });
});

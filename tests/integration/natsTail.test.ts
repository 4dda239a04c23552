import type { JsMsg } from '@nats-io/jetstream';
import { expect, test } from 'vitest';
import { connectGround } from '../../infra/log/nats/connect.ts';
import { prepareStreams, streamNames } from '../../infra/log/nats/streams.ts';
import { Tail } from '../../infra/log/nats/tail.ts';
import { onServer } from '../nats/servers.ts';

for (const kind of ['2.9', 'current'] as const)
  onServer(kind, (_name, server) => {
    test('waiting for a message that was deleted before it was heard ends', async () => {
      const { host, port } = server();
      const ground = await connectGround(`nats://${host}:${port}/tail`);
      const heard: number[] = [];
      try {
        await prepareStreams(ground);
        const stream = streamNames(ground).tasks;
        for (const text of ['first', 'second']) await ground.js.publish('dse-tail.task.sum', text);
        await ground.jsm.streams.deleteMessage(stream, 2);
        const hear = ({ seq }: JsMsg): void => void heard.push(seq);
        const tail = new Tail(ground, { stream, from: 'all', hear });
        tail.start();
        await tail.until(2);
        await tail.stop();
      } finally {
        await ground.nc.close();
      }
      expect(heard).toEqual([1]);
    });
  });

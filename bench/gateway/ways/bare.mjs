// rabbitmq-client alone, as its README shows it: the same messages, made by hand.
import { randomUUID } from 'node:crypto';
import { Connection } from 'rabbitmq-client';
import { Confirms } from '../confirms.mjs';
import { PROPERTIES, QUEUE } from '../samples.mjs';

export async function open({ address }) {
  const connection = new Connection({ url: `amqp://guest:guest@${address}` });
  await connection.onConnect();
  const publisher = connection.createPublisher({ confirm: true, maxAttempts: 2 });
  const confirms = new Confirms();
  const { contentType: _, ...properties } = PROPERTIES;
  return {
    get confirmed() {
      return confirms.count;
    },
    until: (isSo) => confirms.until(isSo),
    send(sample) {
      const messageId = randomUUID();
      const body = { ...sample, schemaVersion: 1, messageId, timestamp: new Date().toISOString() };
      const message = { routingKey: QUEUE, mandatory: true, messageId, correlationId: randomUUID(), ...properties };
      publisher.send(message, body).then(
        () => confirms.add(1),
        (error) => confirms.fail(error),
      );
    },
    async close() {
      await publisher.close();
      await connection.close();
    },
  };
}

// rabbitmq-client alone, as its README shows it, with the properties of a message that ours has.
import { Connection } from 'rabbitmq-client';
import { APP, newId, QUEUE, SOURCE } from '../messages.mjs';

export async function open({ address }) {
  const connection = new Connection({ url: `amqp://guest:guest@${address}` });
  await connection.onConnect();
  const publisher = connection.createPublisher({ confirm: true, maxAttempts: 2 });
  return {
    send: (body) =>
      publisher.send(
        {
          routingKey: QUEUE,
          durable: true,
          mandatory: true,
          messageId: newId(),
          correlationId: newId(),
          appId: APP.name,
          headers: { 'eip-schema-version': 1, 'eip-app-instance': APP.instance, 'eip-source': SOURCE },
        },
        body,
      ),
    async close() {
      await publisher.close();
      await connection.close();
    },
  };
}

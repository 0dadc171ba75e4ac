// The client of this package.
import { RabbitClient } from '../../../dist/rabbitmq.mjs';
import { APP, QUEUE, SOURCE } from '../messages.mjs';

export async function open({ address }) {
  const client = new RabbitClient({ addresses: address }, { app: APP });
  await client.connect();
  return {
    send: (body) => client.sendMessage(body, { queue: QUEUE, source: SOURCE }),
    close: () => client.close(),
  };
}

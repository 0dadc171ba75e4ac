// The gateway: each sample a record that is emitted, with a spool in `folder` or without one.
import { Gateway } from '../../../dist/gateway.mjs';
import { RabbitClient, RabbitSink } from '../../../dist/rabbitmq.mjs';
import { createRecord } from '../../../dist/telemetry.mjs';
import { Confirms } from '../confirms.mjs';
import { APP, QUEUE } from '../samples.mjs';

/** Tells what was confirmed. */
class CountingSink extends RabbitSink {
  confirms = new Confirms();

  async writeEncoded(batch, options) {
    const result = await super.writeEncoded(batch, options);
    if (result.status === 'success') this.confirms.add(batch.length);
    else this.confirms.fail(new Error(result.failures[0].reason));
    return result;
  }
}

export async function open({ address, folder }) {
  const client = new RabbitClient({ addresses: address }, { app: APP });
  await client.connect();
  const sink = new CountingSink(client, { queue: QUEUE });
  const gateway = new Gateway({ app: APP, sinks: [sink], spool: folder === undefined ? false : { folder } });
  await gateway.start();
  return {
    get confirmed() {
      return sink.confirms.count;
    },
    until: (isSo) => sink.confirms.until(isSo),
    send(sample) {
      gateway.emit(createRecord(sample)).catch((error) => sink.confirms.fail(error));
    },
    async close() {
      await gateway.stop();
      await client.close();
    },
  };
}

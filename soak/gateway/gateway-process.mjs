// The gateway of a storm; it tells its status to its parent. Argument: the configuration.
//
//   { state }   { status }: after `status`

import { Gateway, historyFor, ImplicitSource } from '../../dist/gateway.mjs';
import { Adapter, loadConfig } from '../../dist/index.mjs';
import { RabbitClient, RabbitSink } from '../../dist/rabbitmq.mjs';

const config = loadConfig({ files: process.argv[2], env: {} });
const { app, telemetry, rabbitmq } = config;
const { sources, delivery, stopMs } = config.gateway;
const adapter = new Adapter(historyFor(config.adapter, sources.cell));
const broker = new RabbitClient(rabbitmq, { app });
broker.on('error', () => {});
void broker.connect().catch(() => {});
const gateway = new Gateway({
  app,
  sources: [new ImplicitSource('cell', sources.cell, { adapter, app })],
  sinks: [new RabbitSink(broker, telemetry.sinks.rabbitmq)],
  spool: { ...telemetry.spool, sinks: { rabbitmq: {}, ...telemetry.spool.sinks } },
  delivery,
  stopMs,
});
const tell = (message) => process.send?.(message);

gateway.on('state', (state) => tell({ state, at: Date.now() }));
process.on('message', (message) => {
  if (message === 'status') tell({ status: gateway.status() });
  if (message === 'stop')
    void gateway
      .stop()
      .then(() => broker.close())
      .then(() => process.disconnect());
});
process.on('disconnect', () => process.exit());
await gateway.start();

// A web service around the machine link: what the PLC sends, and the tags of a controller, over HTTP. Log, signals and
// the end belong to the application; the package takes none of them.
//
//   node examples/embed-fastify.mjs [address of the adapter] [address of the controller] [port of HTTP]
import { Adapter, ExplicitClient, int, layout, real } from '@strokmatic/eip-native';
import { createLogging, withCorrelationId } from '@strokmatic/eip-native/logging';
import Fastify from 'fastify';

const [address = '127.0.0.2', controller = '127.0.0.3', port = '8080'] = process.argv.slice(2);

const logging = createLogging({ app: { name: 'vision-cell', instance: address } });
const log = logging.getLogger('cell');
const fastify = Fastify({ loggerInstance: logging.getLogger('http') });

const adapter = new Adapter({
  host: address,
  identity: { vendorId: 1234, serialNumber: 0xabcdef01, productName: 'Vision cell' },
  assemblies: {
    command: { instance: 150, kind: 'output', layout: layout({ recipe: int(0) }) },
    result: { instance: 100, kind: 'input', layout: layout({ score: real(0) }) },
  },
  connections: [{ type: 'exclusiveOwner', output: 'command', input: 'result' }],
});
const client = new ExplicitClient({ host: controller });

adapter.on('connection', ({ kind, connection }) => log.info({ peer: connection.originator.address }, kind));
client.on('error', (err) => log.error({ err }, 'the controller is given up'));

// Each line of a request carries its id.
fastify.addHook('onRequest', (request, _reply, done) => withCorrelationId(request.id, done));

fastify.get('/recipe', () => {
  const { value, run } = adapter.output('command').read();
  return { run, recipe: value.recipe };
});
fastify.post('/score', ({ body }) => {
  adapter.input('result').set({ score: body.score });
  log.info({ score: body.score }, 'the score is set');
  return { score: body.score };
});
fastify.get('/tags/:name', async ({ params }) => ({ value: await client.readTag(params.name) }));
fastify.get('/health', () => ({ adapter: adapter.status().state, client: client.state }));

// What the application opens it closes: with the server, in whatever way that ends.
fastify.addHook('onClose', async () => {
  await client.close();
  await adapter.stop();
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await fastify.close();
    await logging.close();
  });
}

/** Once connected the client connects again by itself; until then it is the application that tries. */
async function connect() {
  try {
    await client.connect();
  } catch (err) {
    if (client.state === 'closed') return;
    log.warn({ err }, 'no controller yet');
    setTimeout(connect, 5000).unref();
  }
}

await adapter.start();
void connect();
await fastify.listen({ host: '127.0.0.1', port: Number(port) });

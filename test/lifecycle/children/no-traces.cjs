// Everything of the package in one process, twice: what it leaves in the process while it runs and when it is closed.
const { on } = require('node:events');
const { constants } = require('node:os');
const { join } = require('node:path');
// What dependencies keep in the process is theirs.
require('zod');

const root = join(__dirname, '../../..');
const events = ['exit', 'beforeExit', 'uncaughtException', 'unhandledRejection', 'uncaughtExceptionMonitor', 'warning'];
const watched = [...events, 'rejectionHandled', 'message', 'disconnect', ...Object.keys(constants.signals)];

function traces() {
  const listeners = watched.map((name) => [name, process.listenerCount(name)]).filter(([, count]) => count > 0);
  const patched = [Object.prototype, Array.prototype, Promise.prototype, Promise, Math, JSON, console].map((object) =>
    Reflect.ownKeys(object).map(String).sort(),
  );
  return {
    listeners: Object.fromEntries(listeners),
    others: process.eventNames().filter((name) => !watched.includes(name)),
    capture: process.hasUncaughtExceptionCaptureCallback(),
    globals: Reflect.ownKeys(globalThis).map(String).sort(),
    patched,
    environment: Object.keys(process.env).sort(),
    folder: process.cwd(),
    title: process.title,
    exitCode: process.exitCode ?? null,
    umask: process.umask(),
  };
}

/** Each entry of the package, by its name in "exports". */
function requireAll() {
  const { exports: entries } = require(join(root, 'package.json'));
  const own = Object.entries(entries).filter(([, target]) => target.require !== undefined);
  return Object.fromEntries(own.map(([name, target]) => [name, require(join(root, target.require.default))]));
}

/** One of each part, number `n`, running. */
async function one(n, { '.': eip, './testing': testing, './logging': logging, './rabbitmq': rabbitmq }) {
  const lines = [];
  const write = (fields, message) => lines.push({ ...fields, message });
  const logger = { debug: write, info: write, warn: write, error: write };
  const log = logging.createLogging({ logger, level: 'info', app: { name: `service-${n}` } });
  const plc = new testing.LogixSimulator({ host: `127.0.54.${10 + n}`, tags: { Speed: { type: 'DINT', value: n } } });
  await plc.start();
  const client = new eip.ExplicitClient({ host: `127.0.54.${10 + n}` });
  await client.connect();
  const adapter = new eip.Adapter({
    host: `127.0.54.${20 + n}`,
    identity: { vendorId: 1, serialNumber: n, productName: `Cell ${n}` },
    assemblies: {
      command: { instance: 150, kind: 'output', size: 2 },
      result: { instance: 100, kind: 'input', size: 2 },
    },
    connections: [{ type: 'exclusiveOwner', output: 'command', input: 'result' }],
  });
  await adapter.start();
  const target = { host: `127.0.54.${20 + n}`, bind: `127.0.54.${30 + n}`, rpiMs: 10, config: null };
  const sizes = { output: { instance: 150, size: 2 }, input: { instance: 100, size: 2 } };
  const scanner = new testing.Scanner({ ...target, ...sizes });
  await scanner.open();
  const secrets = new eip.SecretStores();
  // Nobody listens there: what it tells stands in the error, and it can be closed like another.
  const broker = new rabbitmq.RabbitClient({ addresses: `127.0.54.${40 + n}:1`, maxRetries: 0 }, { logger });
  return { n, log, lines, plc, client, adapter, scanner, secrets, broker };
}

/** True when all of it works, and gives its own values. */
async function works({ n, log, lines, client, adapter, scanner, secrets, broker }) {
  adapter.input('result').write(Uint8Array.of(n, 0));
  for await (const [{ value }] of on(scanner, 'data')) if (value[0] === n) break;
  log.getLogger('cell').info({ n }, 'works');
  log.getLogger('cell').debug({ n }, 'too much');
  process.env.EIP_TEST_SECRET = `secret-${n}`;
  const secret = await secrets.read('env:EIP_TEST_SECRET');
  delete process.env.EIP_TEST_SECRET;
  const { message } = await broker.connect().catch((error) => error);
  const refused = message.includes(`127.0.54.${40 + n}:1`);
  const told = lines.splice(0).filter(({ message }) => message === 'works' || message === 'too much').length;
  return (await client.readTag('Speed')) === n && told === 1 && secret === `secret-${n}` && refused;
}

async function close({ log, plc, client, adapter, scanner, secrets, broker }) {
  await broker.close();
  await scanner.close();
  await client.close();
  await plc.stop();
  await adapter.stop();
  await secrets.close();
  await log.close();
}

async function main() {
  const before = traces();
  const entries = requireAll();
  const required = traces();
  const [first, second] = [await one(1, entries), await one(2, entries)];
  const both = [await works(first), await works(second)];
  const running = traces();
  first.log.reconfigure({ level: 'error' });
  await close(first);
  const secondAlone = await works(second);
  await close(second);
  const names = Object.keys(entries);
  console.log(JSON.stringify({ names, before, required, running, after: traces(), both, secondAlone }));
}
void main();

/** A gateway's desk of commands in a process of its own, to be killed: it tells each step, and holds still at one. */
const { setTimeout: never } = require('node:timers');
const { CommandDesk, ExplicitSource } = require('../../../dist/gateway.js');
const { RabbitClient } = require('../../../dist/rabbitmq.js');

const { address, queue, port, journal, hold } = JSON.parse(process.argv[2]);
const app = { name: 'press-gateway', instance: `process ${process.pid}` };
const tell = (step, more = {}) => process.stdout.write(`${JSON.stringify({ step, ...more })}\n`);

async function passes(step) {
  tell(step);
  if (step === hold) await new Promise(() => never(() => {}, 1e9));
}

function watched(source) {
  return {
    name: source.name,
    targetState: () => source.targetState(),
    tagOf: (name) => source.tagOf(name),
    lastGood: (tag) => source.lastGood(tag),
    acknowledgeProgram: () => source.acknowledgeProgram(),
    async readTags(names, options) {
      await passes('reading');
      return source.readTags(names, options);
    },
    async writeTags(values, options) {
      await passes('writing');
      const results = await source.writeTags(values, options);
      await passes('written');
      return results;
    },
  };
}

async function main() {
  const source = new ExplicitSource('press-1', { host: '127.0.0.1', port, reconnectMinMs: 10 }, { app });
  const connected = new Promise((resolve) => {
    void source.start(async (record) => {
      if (record.name === 'connected') resolve();
    });
  });
  await connected;
  const broker = new RabbitClient({ addresses: address, maxRetries: Infinity, retryDelayMs: 50 }, { app });
  broker.on('error', () => {});
  const settings = {
    queue,
    writable: { 'press-1': ['*'] },
    allow: [],
    interlocks: [],
    maxDeadlineMs: 600_000,
    writeTimeoutMs: 600_000,
    rememberMs: 86_400_000,
  };
  const targets = new Map([['press-1', watched(source)]]);
  const desk = new CommandDesk(settings, { broker, targets, app, journal });
  await desk.start(async (record) => {
    if (record.kind === 'commandResult') await passes('told');
    else tell('audit', { tag: record.tag, status: record.result.status, code: record.result.code });
  });
  tell('started', { active: desk.status().active });
}

void main();

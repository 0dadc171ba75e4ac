// Puts, takes, confirms and gives back at random until it is killed, and says each step on stdout once it holds.
// argv: folder, seed, number of the first entry, durability.
const { writeSync } = require('node:fs');
const { Spool } = require('../../../dist/telemetry/spool/index.js');

const [folder, seed, first, durability] = process.argv.slice(2);
const say = (what, ids) => writeSync(1, ids.map((id) => `${what} ${id}\n`).join(''));

let state = Number(seed) | 1;
function random(below) {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
  return (state >>> 8) % below;
}

async function puts(spool) {
  for (let next = Number(first); ; ) {
    const ids = Array.from({ length: 1 + random(20) }, () => next++);
    const stored = ids.map(async (number) => {
      const priority = ['alarm', 'audit', 'normal', 'normal'][number % 4];
      const messageId = `${priority}-${number}`;
      const body = Buffer.from(JSON.stringify({ number }).padEnd(20 + random(5_000)));
      if (await spool.put('broker', { messageId, body, priority })) say('accepted', [messageId]);
    });
    await Promise.all(stored);
  }
}

async function takes(spool) {
  const reader = spool.reader('broker');
  for (;;) {
    const batch = await reader.take({ maxEntries: 1 + random(30) });
    for (const { messageId, body } of batch.entries) {
      if (JSON.parse(Buffer.from(body)).number !== Number(messageId.split('-')[1])) say('wrong', [messageId]);
    }
    const ids = batch.entries.map(({ messageId }) => messageId);
    say('delivered', ids);
    const count = random(4) === 0 ? random(ids.length + 1) : ids.length;
    const confirmed = batch.confirm(batch.entries.slice(0, count)).then(() => say('confirmed', ids.slice(0, count)));
    batch.giveBack();
    if (random(2) === 0) await confirmed;
  }
}

async function main() {
  const spool = await Spool.open({ folder, durability, sinks: { broker: {} } });
  say('open', [0]);
  await Promise.all([puts(spool), takes(spool)]);
}

void main();

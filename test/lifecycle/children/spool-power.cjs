// Stores entries one after the other, and says so on stdout once each is accepted, or why it is not.
const { writeSync } = require('node:fs');
const { Spool } = require('../../../dist/telemetry/spool/index.js');

const [folder, durability] = process.argv.slice(2);

async function main() {
  const spool = await Spool.open({ folder, durability, sinks: { broker: {} } });
  for (let index = 0; index < 10; index++) {
    writeSync(1, `begin ${index}\n`);
    await spool.put('broker', { messageId: `id-${index}`, body: Buffer.from('{}') }).then(
      () => writeSync(1, `accepted ${index}\n`),
      ({ code }) => writeSync(1, `refused ${code}\n`),
    );
  }
  await spool.close();
}

void main();

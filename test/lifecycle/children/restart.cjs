// The same adapter object is started and stopped again and again while a scanner keeps coming back.
const { connectedScanner, report, startedAdapter } = require('./rig.cjs');

async function main() {
  const adapter = await startedAdapter();
  let served = 0;
  for (let i = 0; i < 10; i++) {
    const scanner = await connectedScanner(adapter.status().port);
    await new Promise((done) => adapter.output('command').once('data', done));
    served++;
    const ended = new Promise((done) => scanner.once('closed', done));
    await adapter.stop();
    scanner.destroy();
    await ended;
    await adapter.start();
  }
  await adapter.stop();
  report({ served });
}
void main();

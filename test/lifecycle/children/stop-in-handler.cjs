// stop() inside a handler, with data flowing; the process then ends by itself.
const { connectedScanner, report, startedAdapter } = require('./rig.cjs');

async function main(where) {
  const adapter = await startedAdapter();
  let calls = 0;
  const stop = async () => {
    calls++;
    await adapter.stop();
    await adapter.stop();
  };
  if (where === 'connection') adapter.once('connection', stop);
  const scanner = await connectedScanner(adapter.status().port);
  if (where === 'data') adapter.output('command').on('data', stop);
  await new Promise((done) => scanner.once('closed', done));
  report({ calls, state: adapter.status().state });
}
void main(process.argv[2]);

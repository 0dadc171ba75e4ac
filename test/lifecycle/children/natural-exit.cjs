// The last thing that keeps the process alive is let go of while the adapter is open.
const { connectedScanner, startedAdapter } = require('./rig.cjs');

async function main() {
  const adapter = await startedAdapter();
  const scanner = await connectedScanner(adapter.status().port);
  adapter.unref();
  adapter.output('command').once('data', () => scanner.destroy());
}
void main();

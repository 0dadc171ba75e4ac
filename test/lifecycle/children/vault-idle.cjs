// Reads a secret from a vault and then has nothing to do: the lease that goes on may not keep the process.
const { Secret, SecretStores } = require('../../../dist/index.js');

const [address, how] = process.argv.slice(2);
const vault = { address, roleId: 'role-of-cell', secretId: 'secret-of-cell', timeoutMs: 60_000 };
const store = new SecretStores({ vault });

async function main() {
  const value = await new Secret('vault:secret/cell-7#password').within(store).reveal();
  console.log(JSON.stringify({ value }));
  // Stays until it is told that the renewal is under way.
  if (how === 'renewing') process.stdin.resume().once('data', () => process.stdin.destroy());
  else process.stdin.destroy();
}
void main();

// npm run storm:gateway -- [--samples 100000] [--seed S] [--json]: from a PLC at 2 ms to the broker, which is stopped, killed
// and held up at random; the gateway is killed once. Exit code 1 when a sample is gone that was not to go.
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../scripts/lib/paths.mjs';
import { CommandError, main } from '../scripts/lib/run.mjs';
import { importTypeScript } from '../scripts/lib/typescript.mjs';
import { plannedTroubles } from './gateway/plan.mjs';
import { spoilers } from './gateway/spoil.mjs';
import { gatewayStorm } from './gateway/storm.mjs';

function settings() {
  try {
    const { values } = parseArgs({
      options: {
        samples: { type: 'string', default: '100000' },
        seed: { type: 'string', default: String(randomInt(2 ** 31)) },
        json: { type: 'boolean', default: false },
      },
    });
    const samples = Number(values.samples);
    if (!(Number.isInteger(samples) && samples > 0)) throw new Error('--samples takes 1, 2 ...');
    return { ...values, samples };
  } catch (error) {
    throw new CommandError(error.message, 2);
  }
}

async function run({ samples, seed }) {
  const { Broker } = await importTypeScript(join(root, 'test', 'support', 'broker', 'broker.ts'));
  const broker = await Broker.launch();
  const folder = mkdtempSync(join(tmpdir(), 'eip-storm-'));
  try {
    const spoil = spoilers[process.env.EIP_SOAK_CORRUPT]?.();
    return await gatewayStorm({ broker, folder, samples, troubles: plannedTroubles({ seed, samples }), spoil });
  } finally {
    await broker.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main(async () => {
  const given = settings();
  const began = performance.now();
  const report = await run(given);
  const seconds = Math.round((performance.now() - began) / 1_000);
  const shown = { ...report, seed: given.seed, seconds };
  process.stdout.write(given.json ? `${JSON.stringify(shown)}\n` : `${JSON.stringify(shown, undefined, 2)}\n`);
  const verdict = report.broken.length === 0 ? 'all of it holds' : `${report.broken.length} sentences are broken`;
  if (!given.json) process.stdout.write(`--samples ${given.samples} --seed ${given.seed}: ${verdict}\n`);
  return report.broken.length === 0 ? 0 : 1;
});

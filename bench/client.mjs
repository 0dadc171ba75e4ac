// npm run bench:client [-- CLIENT ...] [--rounds 6] [--seconds 0.25] [--update-docs] [--corrupt]
//                      [--host ADDRESS [--port 44818] [--slot 0]]
//
// Reads of tags: this package's client beside others and beside bare sockets (the floor), against a server whose replies
// are prepared, all on one core. Exit code 1: a value was wrong, a client could not run, or the floor was too slow for the
// figures to mean anything. `--host`: another server, with the tags of client/tags.mjs.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogixSimulator } from '../dist/testing.mjs';
import { root } from '../scripts/lib/paths.mjs';
import { CommandError, main } from '../scripts/lib/run.mjs';
import { Recorder } from './client/recorder.mjs';
import { COLUMNS, clientRows, floorTooSlow } from './client/rows.mjs';
import { FIGURES, simulatorOptions } from './client/tags.mjs';
import { compilePrograms } from './lib/compile.mjs';
import { replaceBetweenMarks } from './lib/docs.mjs';
import { machineText } from './lib/machine.mjs';
import { parsedWith } from './lib/options.mjs';
import { ADAPTER, REFERENCE, TCP_PORT } from './lib/places.mjs';
import { CORE, NodeProcess, Program, pinned, using } from './lib/process.mjs';
import { tableText } from './lib/table.mjs';

const CLIENTS = ['ours', 'st-ethernet-ip', 'ethernet-ip', 'floor'];
/** These know one port only. */
const FIXED_PORT = new Set(['st-ethernet-ip', 'ethernet-ip']);
const PAGE = join(root, 'docs', 'performance.md');
const OPTIONS = {
  host: { type: 'string' },
  port: { type: 'string', default: String(TCP_PORT) },
  slot: { type: 'string', default: '0' },
};

function settings() {
  const { values, positionals } = parsedWith(OPTIONS);
  const [rounds, seconds, port, slot] = ['rounds', 'seconds', 'port', 'slot'].map((name) => Number(values[name]));
  const unknown = positionals.find((name) => !CLIENTS.includes(name));
  if (unknown !== undefined) throw new CommandError(`no client ${unknown}; there are: ${CLIENTS.join(', ')}`, 2);
  if (!(Number.isInteger(rounds) && rounds > 0 && seconds > 0 && port > 0 && slot >= 0)) {
    throw new CommandError('--rounds 1, 2 ...; --seconds and --port above 0; --slot 0, 1 ...', 2);
  }
  const isUsable = (name) => port === TCP_PORT || !FIXED_PORT.has(name);
  const names = CLIENTS.filter((name) => name === 'floor' || positionals.length === 0 || positionals.includes(name));
  const updates = values['update-docs'];
  if (updates && (names.length < CLIENTS.length || values.host !== undefined)) {
    throw new CommandError('--update-docs: all clients, and the own server', 2);
  }
  return {
    names: names.filter(isUsable),
    rounds,
    seconds,
    host: values.host,
    port,
    slot,
    updates,
    corrupt: values.corrupt,
  };
}

const print = (text) => process.stdout.write(`${text}\n`);
const startClient = (client, place) => NodeProcess.start('../client/client-process.mjs', { client, ...place });

/** Each client asks everything once, through the recorder. */
async function prepareReplies({ names, corrupt }, path) {
  await using(startSimulator(), async () => {
    const recorder = await new Recorder({ host: REFERENCE, port: TCP_PORT }).listen(ADAPTER, TCP_PORT);
    try {
      for (const name of names) {
        await using(startClient(name, { host: ADAPTER, port: TCP_PORT, slot: 0 }), (client) => runAll(client, 0));
      }
      recorder.save(path, corrupt);
    } finally {
      await recorder.close();
    }
  });
}

async function startSimulator() {
  const simulator = new LogixSimulator(simulatorOptions(REFERENCE, TCP_PORT));
  await simulator.start();
  return simulator;
}

async function runAll(client, seconds) {
  for (const figure of Object.values(await client.ask('figures'))) await client.ask('run', { figure, seconds });
}

/** What this client does for a figure; the floor has something else to do where it lacks that. */
function partIn(figure, name, figures) {
  if (figures.includes(figure)) return figure;
  return name === 'floor' ? FIGURES[figure].against : undefined;
}

/** Each in turn; the first round does not count. */
async function measureFigure(figure, clients, results, { rounds, seconds }) {
  for (let round = -1; round < rounds; round++) {
    for (const [name, { figures, client }] of Object.entries(clients)) {
      const part = partIn(figure, name, figures);
      if (part === undefined) continue;
      const result = await client.ask('run', { figure: part, seconds });
      if (round < 0) continue;
      results[name][figure] ??= [];
      results[name][figure].push(result);
    }
  }
}

/** Results by client and figure. */
async function measure(clients, given) {
  const results = Object.fromEntries(Object.keys(clients).map((name) => [name, {}]));
  for (const [figure, { what }] of Object.entries(FIGURES)) {
    process.stderr.write(`${what} ...\n`);
    await measureFigure(figure, clients, results, given);
  }
  return results;
}

/** Starts all, measures, stops all. */
async function withClients(names, place, body, clients = {}) {
  const [name, ...others] = names;
  if (name === undefined) return body(clients);
  return using(startClient(name, place), async (client) => {
    const figures = Object.values(await client.ask('figures'));
    return withClients(others, place, body, { ...clients, [name]: { client, figures } });
  });
}

/** What another server's tags hold is what our client reads there: all have to agree. */
async function agreeOnValues(place) {
  const values = await using(startClient('ours', place), (client) => client.ask('values'));
  return (clients) => Promise.all(Object.values(clients).map(({ client }) => client.ask('expect', values)));
}

async function measureThere(given) {
  const { names, host, port, slot } = given;
  const place = { host, port, slot };
  const agree = await agreeOnValues(place);
  return withClients(names, place, async (clients) => {
    await agree(clients);
    return measure(clients, given);
  });
}

async function measureHere(given, programs) {
  const folder = mkdtempSync(join(tmpdir(), 'eip-replies-'));
  const path = join(folder, 'replies');
  try {
    await prepareReplies(given, path);
    const server = new Program(programs.tag_answer, [ADAPTER, TCP_PORT, path]);
    return await using(server.ready(), () =>
      withClients(given.names, { host: ADAPTER, port: TCP_PORT, slot: 0 }, (clients) => measure(clients, given)),
    ).catch((error) => {
      throw server.child.exitCode === null ? error : server.failure();
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function textOf(rows, { rounds, seconds, host }, load) {
  const cells = rows.map((row) => COLUMNS.map((column) => row[column]));
  const where = pinned ? `client and server on core ${CORE}` : 'not bound to cores';
  const against = host === undefined ? '' : `, against ${host}`;
  const how = `${machineText(load)}; ${rounds} rounds of ${seconds} s, ${where}${against}.`;
  return `${how}\n\n${tableText(COLUMNS, cells, ['client', 'what', 'wanted', 'met'])}\n`;
}

await main(async () => {
  const [load] = loadavg();
  const given = settings();
  const results = given.host === undefined ? await measureHere(given, compilePrograms()) : await measureThere(given);
  const rows = clientRows(results);
  const text = textOf(rows, given, load);
  print(`\n${text}`);
  const isVoid = given.host === undefined && pinned && floorTooSlow(results);
  if (isVoid) throw new CommandError('void: the floor did not reach 40,000 single reads/s on this machine', 1);
  if (given.updates) writeFileSync(PAGE, replaceBetweenMarks(readFileSync(PAGE, 'utf8'), text, 'bench:client'));
  return 0;
});

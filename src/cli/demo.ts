#!/usr/bin/env node
import { Command } from 'commander';
import { Adapter, layout, udint } from '../adapter/index.js';
import { Scanner } from '../scanner/scanner.js';
import { durationSeconds } from './arguments.js';
import { holdOpen } from './hold-open.js';
import { type Context, runCommand, type Summary } from './run-command.js';
import { runMain } from './run-main.js';
import { SAMPLE_ASSEMBLIES, SAMPLE_CONNECTIONS, SAMPLE_LIMITS, SAMPLE_SIZE, sampleIdentity } from './sample-adapter.js';
import { spreadText } from './texts.js';

/**
 * `npm start`: an adapter and a scanner against each other, over real sockets. Both want UDP port 2222, so each has a
 * loopback address of its own.
 */
const ADAPTER_ADDRESS = '127.0.0.2';
const SCANNER_ADDRESS = '127.0.0.1';
const RPI_MS = 10;

interface DemoOptions {
  readonly duration?: number;
  readonly json?: boolean;
}

const QUESTION = layout({ question: udint(0) });
const ANSWER = layout({ question: udint(0), answer: udint(4) });

/** The adapter's part: its data handler answers every question with the square of its number. */
function createAdapter() {
  const adapter = new Adapter({
    host: ADAPTER_ADDRESS,
    identity: sampleIdentity(ADAPTER_ADDRESS),
    assemblies: {
      ...SAMPLE_ASSEMBLIES,
      output: { ...SAMPLE_ASSEMBLIES.output, layout: QUESTION },
      input: { ...SAMPLE_ASSEMBLIES.input, layout: ANSWER },
    },
    connections: SAMPLE_CONNECTIONS,
    limits: SAMPLE_LIMITS,
  });
  adapter.output('output').on('data', ({ value: { question }, run }) => {
    if (run) adapter.input('input').set({ question, answer: question ** 2 });
  });
  return adapter;
}

/** The scanner's part: asks the next question when the answer to the last one is there and right. */
class Questioner {
  /** Questions that went to the adapter's JavaScript and came back answered. */
  answered = 0;
  lastAnswer = 0;
  private question = 0;

  constructor(private readonly scanner: Scanner) {
    scanner.on('data', ({ value }) => this.take(ANSWER.read(new DataView(value.buffer, value.byteOffset))));
    this.ask();
  }

  private take({ question, answer }: { question: number; answer: number }): void {
    if (question !== this.question || answer !== question ** 2) return;
    this.answered++;
    this.lastAnswer = answer;
    this.ask();
  }

  /** From 1 on: an adapter that never answers leaves zeros. The square has to fit 32 bits. */
  private ask(): void {
    this.question = (this.question % 0xffff) + 1;
    const bytes = new Uint8Array(SAMPLE_SIZE);
    QUESTION.write(new DataView(bytes.buffer), { question: this.question });
    this.scanner.write(bytes);
  }
}

type DemoAdapter = ReturnType<typeof createAdapter>;

async function demo({ duration, json }: DemoOptions): Promise<void> {
  const adapter = createAdapter();
  const scanner = new Scanner({ host: ADAPTER_ADDRESS, bind: SCANNER_ADDRESS, rpiMs: RPI_MS });
  const questioner = new Questioner(scanner);
  await runCommand(
    json === true,
    (context) => run(adapter, scanner, questioner, duration, context),
    () => summaryOf(scanner, questioner),
  );
}

async function run(
  adapter: DemoAdapter,
  scanner: Scanner,
  questioner: Questioner,
  duration: number | undefined,
  { output, stop }: Context,
): Promise<void> {
  adapter.on('error', (error) => stop.fail(error));
  adapter.on('connection', ({ kind, reason }) => output.message(`adapter: ${kind} (${reason})`));
  scanner.on('closed', ({ error }) => {
    if (error) stop.fail(error);
  });
  await adapter.start();
  try {
    output.message(`adapter on ${ADAPTER_ADDRESS}, scanner on ${SCANNER_ADDRESS}, every ${RPI_MS} ms; Ctrl-C ends it`);
    await scanner.open({ signal: stop.signal });
    stop.after(duration);
    stop.every(output.statusIntervalMs, () =>
      output.status(statusFields(scanner, questioner), statusText(scanner, questioner)),
    );
    await holdOpen(scanner, stop);
  } finally {
    scanner.destroy();
    await adapter.stop();
  }
}

function statusFields(scanner: Scanner, { answered, lastAnswer }: Questioner) {
  const { sent, received, lost, outOfOrder } = scanner.stats();
  return { type: 'status', sent, received, lost, outOfOrder, answered, lastAnswer };
}

function statusText(scanner: Scanner, { answered, lastAnswer }: Questioner): string {
  const { sent, received, lost } = scanner.stats();
  return `O->T ${sent}  T->O ${received}  lost ${lost}  answered by JavaScript ${answered}, the last one ${lastAnswer}`;
}

function summaryOf(scanner: Scanner, { answered }: Questioner): Summary {
  const { sent, received, lost, outOfOrder, intervalUs, apiMs } = scanner.stats();
  const counts = `O->T ${sent}, T->O ${received}, lost ${lost}, answered ${answered}`;
  return {
    fields: { sent, received, lost, outOfOrder, intervalUs, apiMs, answered },
    text: scanner.connection === undefined ? undefined : `${counts}; T->O interval ${spreadText(intervalUs)}`,
  };
}

const program = new Command('npm start --')
  .description('an adapter and a scanner against each other on this machine')
  .option('--duration <seconds>', 'end after so long (default: Ctrl-C)', durationSeconds)
  .option('--json', 'one JSON object a line on stdout, the last one the summary')
  .exitOverride()
  .action(demo);

void runMain(program);

// A process of a storm: its messages are waited for.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export class Actor {
  #child;
  #name;
  #isExpected = false;
  messages = [];
  #failure;
  /** Resolved with the next message, or at the end. */
  #next;
  #wake;

  constructor(name, args, execArgv = []) {
    this.#name = name;
    this.#awaitNext();
    this.#child = fork(join(import.meta.dirname, `${name}-process.mjs`), args, {
      execArgv,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let errors = '';
    this.#child.stderr.setEncoding('utf8').on('data', (text) => {
      errors += text;
    });
    this.#child.on('message', (message) => {
      this.messages.push(message);
      this.#turn();
    });
    this.#child.on('close', (code, signal) => {
      if (!this.#isExpected) this.#failure = new Error(`the ${name} ended (${signal ?? code}):\n${errors}`);
      this.#turn();
    });
  }

  get pid() {
    return this.#child.pid;
  }

  say(message) {
    this.#child.send(message);
  }

  /** The first message from `from` on that fits, or has this key. @throws when the process ends by itself before. */
  async hears(what, from = 0) {
    const fits = typeof what === 'string' ? (message) => what in message : what;
    for (;;) {
      const found = this.messages.slice(from).find(fits);
      if (found !== undefined) return found;
      if (this.#failure !== undefined) throw this.#failure;
      await this.#next;
    }
  }

  async ask(question, key = question) {
    const from = this.messages.length;
    this.say(question);
    return (await this.hears(key, from))[key];
  }

  /** As asked for: ends by itself. */
  async ended() {
    this.#isExpected = true;
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'close');
    if (this.#child.exitCode) throw new Error(`the ${this.#name} ended with ${this.#child.exitCode}`);
  }

  async kill() {
    this.#isExpected = true;
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGKILL');
    await closed;
  }

  #turn() {
    const wake = this.#wake;
    this.#awaitNext();
    wake();
  }

  #awaitNext() {
    this.#next = new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

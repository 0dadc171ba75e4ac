/**
 * What a service tells systemd (sd_notify): when it is ready, reloads and stops, and that it is alive.
 *
 * Node.js has no datagrams over UNIX sockets, so the program `systemd-notify` sends them, one after the other. It is a
 * process of its own: the unit needs `NotifyAccess=all`.
 */
import { spawn } from 'node:child_process';

/** More than a busy machine takes; what hangs is ended. */
const SEND_MS = 5_000;
const PROGRAM = 'systemd-notify';

type Environment = Readonly<Record<string, string | undefined>>;

export interface ServiceManager {
  ready(status: string): void;
  /** From now until `ready`. */
  reloading(): void;
  stopping(): void;
  /** One line for people: `systemctl status` shows it. */
  status(text: string): void;
  alive(): void;
  /** How often `alive()` has to be told, ms; undefined: not at all. */
  readonly watchdogMs: number | undefined;
  /** Resolves when all that was told has left. */
  settled(): Promise<void>;
}

/** Nobody is told where there is no NOTIFY_SOCKET. @param warn is told once what can't be sent */
export function serviceManager(env: Environment, warn: (text: string) => void): ServiceManager {
  return new Notifier(env, warn);
}

class Notifier implements ServiceManager {
  private turn: Promise<void> = Promise.resolve();
  private told: string | undefined;
  private isAliveWaiting = false;
  private hasWarned = false;

  constructor(
    private readonly env: Environment,
    private readonly warn: (text: string) => void,
  ) {}

  /** Half of what the manager waits for; a watchdog of another process is none of ours. */
  get watchdogMs(): number | undefined {
    const { NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID } = this.env;
    const us = Number(WATCHDOG_USEC);
    if (!NOTIFY_SOCKET || !Number.isSafeInteger(us) || us <= 0) return undefined;
    if (WATCHDOG_PID !== undefined && Number(WATCHDOG_PID) !== process.pid) return undefined;
    return Math.max(1, Math.floor(us / 2_000));
  }

  ready(status: string): void {
    this.told = status;
    this.send(['READY=1', `STATUS=${line(status)}`]);
  }

  reloading(): void {
    this.told = undefined;
    const us = process.hrtime.bigint() / 1_000n;
    this.send(['RELOADING=1', `MONOTONIC_USEC=${us}`, 'STATUS=reads its configuration again']);
  }

  stopping(): void {
    this.told = undefined;
    this.send(['STOPPING=1', 'STATUS=stops: what waits is delivered as far as time allows']);
  }

  status(text: string): void {
    if (text === this.told) return;
    this.told = text;
    this.send([`STATUS=${line(text)}`]);
  }

  /** One that waits says it for all. */
  alive(): void {
    if (this.isAliveWaiting) return;
    this.isAliveWaiting = true;
    this.send(['WATCHDOG=1'], () => {
      this.isAliveWaiting = false;
    });
  }

  settled(): Promise<void> {
    return this.turn;
  }

  private send(assignments: readonly string[], begun?: () => void): void {
    if (!this.env.NOTIFY_SOCKET) return;
    this.turn = this.turn.then(async () => {
      begun?.();
      const fault = await sent(assignments, this.env);
      if (fault === undefined || this.hasWarned) return;
      this.hasWarned = true;
      this.warn(`systemd can't be told (${assignments[0]}): ${fault}`);
    });
  }
}

/** What went wrong; undefined: nothing. */
function sent(assignments: readonly string[], env: Environment): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(PROGRAM, [`--pid=${process.pid}`, ...assignments], {
      env: { PATH: env.PATH, NOTIFY_SOCKET: env.NOTIFY_SOCKET },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: SEND_MS,
      killSignal: 'SIGKILL',
    });
    let said = '';
    child.stderr.on('data', (text) => {
      said = `${said}${text}`.slice(0, 500);
    });
    child.once('error', ({ code, message }: NodeJS.ErrnoException) => {
      resolve(code === 'ENOENT' ? `the program ${PROGRAM} is not there (package systemd)` : message);
    });
    child.once('close', (code, signal) => {
      const end = signal === null ? `exit code ${code}` : `ended by ${signal} after ${SEND_MS} ms`;
      resolve(code === 0 ? undefined : `${PROGRAM}: ${said.trim() || end}`);
    });
  });
}

/** An assignment is a line. */
function line(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, 500);
}

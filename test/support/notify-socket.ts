/** What a service tells systemd, received as systemd does: a real AF_UNIX datagram socket. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

export class NotifySocket {
  /** Assignments, one message each. */
  readonly messages: (readonly string[])[] = [];
  private waiting: (() => void)[] = [];

  private constructor(
    /** Value of NOTIFY_SOCKET. */
    readonly address: string,
    private readonly child: ChildProcess,
  ) {}

  static async listen(address: string): Promise<NotifySocket> {
    const child = spawn('python3', [resolve(__dirname, 'notify-socket.py'), address], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const socket = new NotifySocket(address, child);
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    await once(lines, 'line');
    lines.on('line', (text) => {
      // `BARRIER=1` is of systemd-notify itself.
      const message = (JSON.parse(text) as string[]).filter((one) => one !== 'BARRIER=1');
      if (message.length > 0) socket.messages.push(message);
      for (const tell of socket.waiting.splice(0)) tell();
    });
    return socket;
  }

  /** The next message from `first` on that has an assignment like this. */
  async message(pattern: RegExp, first = 0): Promise<readonly string[]> {
    for (;;) {
      const found = this.messages.slice(first).find((message) => message.some((one) => pattern.test(one)));
      if (found !== undefined) return found;
      await new Promise<void>((tell) => this.waiting.push(tell));
    }
  }

  async close(): Promise<void> {
    this.child.kill('SIGKILL');
    await once(this.child, 'close');
  }
}

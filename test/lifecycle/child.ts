/** Runs one of the scripts in `children/` in a process of its own and waits for its end. `npm run build` comes first. */
import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';

export interface ChildResult {
  readonly code: number | null;
  /** A crash is a signal: SIGSEGV, SIGABRT. */
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
  /** The last line of stdout, an object; undefined when there was none. */
  readonly report: Record<string, unknown> | undefined;
  readonly ms: number;
}

interface ChildOptions {
  readonly args?: readonly string[];
  readonly nodeArgs?: readonly string[];
  /** Called with the process as soon as it has written a line. */
  readonly onLine?: (child: ChildProcess) => void;
  readonly timeoutMs?: number;
}

/** @returns how it ended; one that hangs is ended with SIGKILL after `timeoutMs`, default 50,000. */
export function runChild(script: string, options: ChildOptions = {}): Promise<ChildResult> {
  const { args = [], nodeArgs = [], onLine, timeoutMs = 50_000 } = options;
  const began = performance.now();
  const child = spawn(process.execPath, [...nodeArgs, resolve(__dirname, 'children', script), ...args]);
  const killer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    if (text.includes('\n')) onLine?.(child);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((done) => {
    child.once('close', (code, signal) => {
      clearTimeout(killer);
      const last = stdout.trim().split('\n').at(-1);
      const report = last === undefined || last === '' ? undefined : JSON.parse(last);
      done({ code, signal, stderr, report, ms: performance.now() - began });
    });
  });
}

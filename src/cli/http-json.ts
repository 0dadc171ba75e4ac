/** One question over HTTP whose answer is JSON: bounded in time and size, and no redirect is followed. */
import { request } from 'node:http';

const MOST_BYTES = 4 * 1_024 * 1_024;

export interface JsonAnswer {
  readonly status: number;
  /** Undefined: it is no JSON. */
  readonly body: unknown;
}

export interface Patience {
  readonly withinMs: number;
  /** Ends the wait. */
  readonly signal: AbortSignal;
}

/** @throws Error when there is no answer, in words */
export function askedForJson(url: URL, { withinMs, signal }: Patience): Promise<JsonAnswer> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { agent: false, headers: { accept: 'application/json' } });
    const end = (why: string) => asking.destroy(new Error(why));
    const onAbort = () => end('the wait was ended');
    const timer = setTimeout(() => end(`no answer within ${withinMs / 1_000} s`), withinMs);
    signal.addEventListener('abort', onAbort);
    asking.once('close', () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      reject(new Error('the connection was closed before the answer was whole'));
    });
    asking.once('error', reject);
    asking.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        if (text.length > MOST_BYTES) end('the answer is too long');
      });
      response.once('error', reject);
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body: parsed(text) }));
    });
    asking.end();
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

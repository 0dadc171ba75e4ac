/** Answers requests: GET and HEAD of the pages, and nothing else. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { LogTarget } from '../../logging/logger.js';
import { type Answer, jsonAnswer, PAGES, type PageParts } from './pages.js';

const METHODS = ['GET', 'HEAD'];

export function requestListener(parts: PageParts, logger: LogTarget): RequestListener {
  return (request, response) => {
    answered(request, parts, logger).then(
      (answer) => send(request, response, answer),
      (err: unknown) => logger.error({ err }, 'a request could not be answered'),
    );
  };
}

async function answered(request: IncomingMessage, parts: PageParts, logger: LogTarget): Promise<Answer> {
  const [path = ''] = (request.url ?? '').split('?', 1);
  const page = PAGES.get(path);
  const pages = [...PAGES.keys()].join(', ');
  if (page === undefined) return jsonAnswer(404, { error: `there is nothing here; there are ${pages}` });
  if (!METHODS.includes(request.method ?? '')) return jsonAnswer(405, { error: `only ${METHODS.join(' and ')}` });
  try {
    return await page(parts);
  } catch (err) {
    logger.error({ err, path }, 'a page could not be made');
    return jsonAnswer(500, { error: 'this page could not be made; the log says why' });
  }
}

function send(request: IncomingMessage, response: ServerResponse, { status, type, body }: Answer): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(status === 405 && { allow: METHODS.join(', ') }),
    // What comes with a request is not looked at: not waiting for it ends the connection.
    ...(hasBody(request) && { connection: 'close' }),
  });
  // Of HEAD it is not sent.
  response.end(body);
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
}

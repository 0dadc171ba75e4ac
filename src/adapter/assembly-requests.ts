/** Configuration and explicit writes: from the request to the assembly that it is about. */
import type { AssemblySet } from './assembly-set.js';
import type { ConnectionTable } from './connection-table.js';
import type { RequestDesk, RequestHandler } from './request-desk.js';

export function answerWrites(desk: RequestDesk, assemblies: AssemblySet, table: ConnectionTable): void {
  const answer: RequestHandler = (request, signal) => {
    const assembly = assemblies.ofInstance(request.instance);
    const connection = request.connection && table.candidate(request.connection);
    return assembly?.answer(request, connection, signal) ?? GONE;
  };
  desk.on('configuration', answer);
  desk.on('assembly', answer);
}

/** Path destination unknown. */
const GONE = { general: 0x05, extended: 0 };

import { describe, expect, it } from 'vitest';
import { noOriginator } from '../../../../src/adapter/implicit/no-originator.js';
import type { ConnectionStatus } from '../../../../src/adapter/index.js';

const before = { encapMessages: 10, openFormatRejects: 1, openResourceRejects: 0, openOtherRejects: 2, timeouts: 3 };
const connection = {} as ConnectionStatus;

const told = (grown: Partial<typeof before>, connections: readonly ConnectionStatus[] = []) =>
  noOriginator(500, ['no originator is connected to "command"'], before, {
    address: '10.0.0.5',
    port: 44_818,
    ioPort: 2222,
    counters: { ...before, ...grown },
    connections,
  });

describe('nobody came in time', () => {
  it('says how long, where, and what is missing', () => {
    const error = told({});
    expect(error).toMatchObject({ code: 'EIP_ORIGINATOR_TIMEOUT', address: '10.0.0.5' });
    expect(error.message).toContain(
      'Waited 500 ms at 10.0.0.5, TCP 44818 and UDP 2222: no originator is connected to "command". ',
    );
  });

  it.each<[string, Parameters<typeof told>, string]>([
    ['nothing came', [{}], 'Nobody has spoken to it'],
    ['a session, no Forward Open', [{ encapMessages: 12 }], 'It was spoken to, and no Forward Open came'],
    ['other connections', [{ encapMessages: 12 }, [connection]], 'not with data to each of these assemblies'],
    ['a connection that timed out', [{ encapMessages: 12, timeouts: 4 }], '1 connections were opened and timed out'],
    ['a malformed Forward Open', [{ encapMessages: 12, openFormatRejects: 2 }], '1 Forward Opens were refused'],
    ['no resources', [{ encapMessages: 12, openResourceRejects: 1 }], '1 Forward Opens were refused'],
    ['others refused', [{ timeouts: 4, openOtherRejects: 7 }, [connection]], '5 Forward Opens were refused'],
  ])('%s: tells it', (_case, seen, words) => expect(told(...seen).message).toContain(words));

  it('counts only what happened during the wait', () => expect(told({}).message).not.toContain('refused'));
});

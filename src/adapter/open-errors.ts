/** What the addon throws when it can't open, as an error that says what to check. */
import { EipConfigError, EipConnectionError } from '../errors.js';
import { addressList, ownAddresses } from './host.js';

/** As the addon fills it in (src/native/binding.ts, `NativeAdapter.open`). */
interface SystemError extends Error {
  code?: string;
  syscall?: string;
  address?: string;
  port?: number;
  transport?: 'tcp' | 'udp';
}

/** @param host the address that was asked for */
export function openFailed(thrown: unknown, host: string): EipConfigError | EipConnectionError {
  const cause = thrown as SystemError;
  const option = SCHEDULING_OPTIONS.get(cause.syscall ?? '');
  if (option !== undefined) return schedulingRefused(option, cause);
  if (cause.syscall === 'getrandom') return noRandomNumbers(cause, host);
  return notBound(cause, host);
}

/** Without them connection ids could be guessed. */
function noRandomNumbers(cause: SystemError, address: string): EipConnectionError {
  const what = `The adapter on ${address} could not be opened: the kernel gives no random numbers (${cause.message}); a filter of system calls may forbid getrandom`;
  return new EipConnectionError('EIP_OPEN_FAILED', what, { cause, address });
}

/** Which option a refused system call comes from. */
const SCHEDULING_OPTIONS: ReadonlyMap<string, string> = new Map([
  ['sched_setscheduler', 'scheduling.policy'],
  ['sched_setaffinity', 'scheduling.cpu'],
]);

function schedulingRefused(option: string, cause: SystemError): EipConfigError {
  const what = `The system does not grant ${option}: ${cause.message}`;
  return new EipConfigError('EIP_SCHEDULING_REFUSED', what, { cause, option });
}

function notBound(cause: SystemError, host: string): EipConnectionError {
  const { code, port, transport } = cause;
  const details = {
    cause,
    address: host,
    ...(port === undefined ? {} : { port }),
    ...(transport ? { transport } : {}),
  };
  const where = port === undefined ? host : `${transport === 'udp' ? 'UDP' : 'TCP'} port ${port} of ${host}`;
  switch (code) {
    case 'EADDRINUSE':
      return new EipConnectionError('EIP_PORT_IN_USE', `${where} is in use by another program or adapter`, details);
    case 'EADDRNOTAVAIL': {
      const what = `${host} is no address of this machine, which has ${addressList(ownAddresses())}`;
      return new EipConnectionError('EIP_ADDRESS_UNAVAILABLE', what, details);
    }
    case 'EACCES':
    case 'EPERM':
      return new EipConnectionError('EIP_PORT_DENIED', `${where} may not be opened by this user (${code})`, details);
    default:
      return new EipConnectionError(
        'EIP_OPEN_FAILED',
        `The adapter on ${host} could not be opened: ${cause.message}`,
        details,
      );
  }
}

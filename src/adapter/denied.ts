/** What is told of peers that were denied something. */
import { EipConnectionError } from '../errors.js';
import type { NativeEvent } from '../native/binding.js';

/** By the counter of each. */
const DENIED: Readonly<Record<string, string>> = {
  tcpDenied: 'a TCP connection: its address is not allowed',
  udpDenied: 'an answer on the explicit UDP port: its address is not allowed',
  opensDenied: 'an I/O connection: its address is not allowed I/O',
  ioDenied: 'its cyclic data: its address is not allowed I/O',
  perPeerDenied: 'one more TCP connection: it has as many as "maxSessionsPerPeer" allows',
  writesDenied: 'a change by an explicit message: the adapter is read only',
};

export function peerDenied({ address, counter, count }: Extract<NativeEvent, { type: 'denied' }>): EipConnectionError {
  const who = address ?? 'Further addresses';
  const verb = address === undefined ? 'were' : 'was';
  const what = `${who} ${verb} denied ${DENIED[counter] ?? counter} (${count} times since it was told last)`;
  return new EipConnectionError('EIP_PEER_DENIED', what, { ...(address !== undefined && { address }), counter, count });
}

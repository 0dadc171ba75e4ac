import { CipDecodeError, decodeSendData, type SequencedMessage, splitSequenced } from '../cip/index.js';

/** What SendUnitData carries. */
export interface ConnectedMessage extends SequencedMessage {
  readonly connectionId: number;
}

/** Undefined for data that is no connected message. */
export function connectedMessage(data: Uint8Array): ConnectedMessage | undefined {
  try {
    const [address, message] = decodeSendData(data).items;
    if (address?.type !== 'connectedAddress' || message?.type !== 'connectedData') return undefined;
    return { connectionId: address.connectionId, ...splitSequenced(message.data) };
  } catch (error) {
    if (error instanceof CipDecodeError) return undefined;
    throw error;
  }
}

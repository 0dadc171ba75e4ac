/** One end of a packet. */
export interface WireEnd {
  readonly address: string;
  readonly port: number;
}

/** A message as it went over the wire: for captures and for looking closely. */
export interface WirePacket {
  readonly transport: 'tcp' | 'udp';
  readonly from: WireEnd;
  readonly to: WireEnd;
  /** TCP: exactly one encapsulation message. UDP: the datagram. */
  readonly bytes: Uint8Array;
}

/** Called for every packet, sent or received, in order. It must not throw. */
export type WireTap = (packet: WirePacket) => void;

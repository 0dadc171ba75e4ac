/** Where all devices of a subnet hear (docs/protocol.md, "ListIdentity"). */

/** To every device on the wire, in whichever subnet: it leaves by the interface that has the sender's address. */
export const LIMITED_BROADCAST = '255.255.255.255';

/** The last address of the subnet; without a mask, or in a subnet without room for one, that of this network. */
export function broadcastOf(address: string, netmask: string): string {
  const mask = netmask.split('.').map(Number);
  if (mask.length !== 4 || (mask[3] ?? 0) >= 254) return LIMITED_BROADCAST;
  return address
    .split('.')
    .map((part, i) => (Number(part) | (~(mask[i] ?? 0) & 0xff)).toString())
    .join('.');
}

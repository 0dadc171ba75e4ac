// A whole value, as bench/native/datagram.h has it: its number first, every byte behind it follows from that number.

/** Whether the values of this run are to be wrong, so that a test sees somebody notice. */
export const corrupts = process.env.EIP_BENCH_CORRUPT !== undefined;

export function writePattern(bytes, number) {
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(0, number, true);
  for (let i = 4; i < bytes.length; i++) bytes[i] = number + i;
  if (corrupts) bytes[bytes.length - 1] ^= 1;
}

/** The number; -1 when the bytes belong to two values, or to none. */
export function readPattern(bytes) {
  const number = (bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) | (bytes[3] << 24)) >>> 0;
  for (let i = 4; i < bytes.length; i++) if (bytes[i] !== ((number + i) & 0xff)) return -1;
  return number;
}

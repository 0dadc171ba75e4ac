// Addresses and ports of the benches: a block of 127.0.0.0/8 of their own.
export const ADAPTER = '127.0.77.2';
export const REFERENCE = '127.0.77.3';
export const SENDER = '127.0.77.4';
export const LOAD = '127.0.77.16';
/** A second load generator beside the first. */
export const LOAD_2 = '127.0.77.48';

export const TCP_PORT = 44818;
export const IO_PORT = 2222;
/** Of what comes from no connection; bench/native/fleet.h has the same. */
export const T2O_ID = 0xbe000000;

// Compiled by consumer.test.ts, never run: the types of the package as a user sees them, required.
import native = require('@strokmatic/eip-native');
import testing = require('@strokmatic/eip-native/testing');

export const scanner: testing.Scanner = new testing.Scanner({ host: '127.0.0.2' });
export const isOurs = (error: unknown): error is native.EipError => error instanceof native.EipError;
export const layout = native.layout({ ready: native.bool(0, 0) });

declare const input: native.InputAssembly;
declare const output: native.ReceivedAssembly;
// @ts-expect-error what only the package itself calls is no part of its types
export const attach = input.attach;
// @ts-expect-error what only the package itself calls is no part of its types
export const deliver = output.deliver;

const cell = new native.Adapter({
  identity: { vendorId: 1, serialNumber: 1, productName: 'Cell' },
  assemblies: { result: { instance: 100, kind: 'input', layout } },
});
/** A typed adapter is an `Adapter`: what takes any of them needs no type parameter. */
export const anyAdapter: native.Adapter = cell;

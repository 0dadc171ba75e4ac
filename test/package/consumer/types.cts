// Compiled by consumer.test.ts, never run: the types of the package as a user sees them, required.
import native = require('@strokmatic/eip-native');
import testing = require('@strokmatic/eip-native/testing');

export const scanner: testing.Scanner = new testing.Scanner({ host: '127.0.0.2' });
export const isOurs = (error: unknown): error is native.EipError => error instanceof native.EipError;
export const layout = native.layout({ ready: native.bool(0, 0) });

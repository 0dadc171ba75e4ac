/** The type of an option that takes a logger. */
import { z } from 'zod';
import { expected } from '../config/schema.js';
import type { LogTarget } from './logger.js';

const CALLS = ['debug', 'info', 'warn', 'error'] as const;

function isLogger(given: unknown): given is LogTarget {
  if (typeof given !== 'object' || given === null) return false;
  return CALLS.every((call) => typeof (given as LogTarget)[call] === 'function');
}

export const logTarget = () =>
  z.custom<LogTarget>(isLogger, expected('a logger with the calls debug, info, warn and error'));

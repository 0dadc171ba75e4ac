/** Commands from a queue to machines, and their answers: docs/commands.md. */
export type { CommandsOptions } from '../../eip-config/gateway/commands.js';
export { CommandDesk, type CommandDeskParts } from './desk.js';

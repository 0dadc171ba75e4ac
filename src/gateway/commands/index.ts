/** Commands from a queue to machines, and their answers: docs/commands.md. */
export { CommandDesk, type CommandDeskParts } from './desk.js';

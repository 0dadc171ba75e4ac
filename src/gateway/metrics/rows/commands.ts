/** Commands from the broker. */
import { at, counter, gauge } from '../metric.js';
import { noneAt, truthAt } from '../readers.js';

export const COMMANDS_METRICS = [
  gauge('eip_commands_healthy', '1', '1 while commands can come, else 0', at('commands.reason', noneAt)),
  gauge(
    'eip_commands_active',
    '1',
    '1 while this gateway has the queue of commands, 0 while another one may have it',
    at('commands.active', truthAt),
  ),
  counter(
    'eip_commands_answered_total',
    'commands',
    'Commands that were answered, by the status of the answer',
    at('commands.answered.{status}'),
  ),
  counter(
    'eip_commands_repeated_total',
    'commands',
    'Commands that came again and were answered as the first time',
    at('commands.repeated'),
  ),
  counter('eip_commands_invalid_total', 'messages', 'Messages that were no commands', at('commands.invalid')),
  counter('eip_commands_unanswered_total', 'answers', 'Answers that found no queue', at('commands.unanswered')),
  gauge('eip_commands_under_way', 'commands', 'Commands that are being carried out', at('commands.underWay')),
];

/** What the server answers, by path. */
import type { MetricsRegistry } from '../metrics/registry-type.js';
import type { GatewayState, GatewayStatus } from '../status.js';
import type { HealthAnswer, HealthQuestion } from './health-question.js';
import { inTime } from './in-time.js';
import { LIMITS } from './limits.js';
import type { SharedAnswer } from './shared-answer.js';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** As a registry writes them. */
export interface Metrics {
  readonly type: string;
  readonly text: string;
}

export interface PageParts {
  readonly gateway: { status(): GatewayStatus };
  readonly health: HealthQuestion;
  readonly metrics: SharedAnswer<Metrics>;
}

export type Page = (parts: PageParts) => Promise<Answer>;

export const PAGES: ReadonlyMap<string, Page> = new Map([
  ['/health/live', livePage],
  ['/health/ready', readyPage],
  ['/metrics', metricsPage],
]);

export function jsonAnswer(status: number, body: object): Answer {
  return { status, type: 'application/json; charset=utf-8', body: `${JSON.stringify(body)}\n` };
}

/** Whether it can go on by itself. What is not known is no reason to end it. */
async function livePage({ gateway, health }: PageParts): Promise<Answer> {
  const answer = await health.answer(LIMITS.liveMs);
  const { state } = gateway.status();
  const live = state !== 'failed' && ('unknown' in answer || answer.health.live);
  const reasons = live ? [] : reasonsOf(answer, state);
  return jsonAnswer(live ? 200 : 503, { live, state, reasons });
}

/** Whether it does its work, every part of it. */
async function readyPage({ gateway, health }: PageParts): Promise<Answer> {
  const answer = await health.answer(LIMITS.readyMs);
  const { state } = gateway.status();
  const ready = state === 'running' && 'health' in answer && answer.health.ready;
  const reasons = ready ? [] : reasonsOf(answer, state);
  const parts = 'health' in answer ? answer.health.parts : {};
  return jsonAnswer(ready ? 200 : 503, { ready, state, reasons, parts });
}

function reasonsOf(answer: HealthAnswer, state: GatewayState): readonly string[] {
  const told = 'unknown' in answer ? [answer.unknown] : answer.health.reasons;
  return told.length > 0 ? told : [`the gateway is ${state}`];
}

function metricsPage({ metrics }: PageParts): Promise<Answer> {
  const page = metrics.ask().then(({ type, text }) => ({ status: 200, type, body: text }));
  const error = `the metrics were not collected within ${LIMITS.metricsMs} ms`;
  return inTime(page, LIMITS.metricsMs, () => jsonAnswer(503, { error }));
}

export async function metricsOf(registry: MetricsRegistry): Promise<Metrics> {
  const text = await registry.metrics();
  return { type: registry.contentType, text };
}

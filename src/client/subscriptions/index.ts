/** Tags that are read in cycles. The public list of this folder. */
export type {
  RateGroupHealth,
  SubscribeOptions,
  SubscriptionEnd,
  SubscriptionEvents,
  SubscriptionStatus,
  SubscriptionsHealth,
  TagUpdate,
  WatchedTagOptions,
} from './option-types.js';
export { Subscription } from './subscription.js';

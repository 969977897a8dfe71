import { until } from '@voxrail/testing';

import { untilReady } from '../../cli/stack/src/readiness';
import type { ServicePlan } from '../../cli/stack/src/stack-plan';
import { readActiveSessions } from './resources';
import type { RunningStack } from './stack';

const READY_MS = 30_000;
const HELD_MS = 10_000;

function planOf({ stack }: RunningStack, title: string): ServicePlan {
  const plan = stack.services.find((entry) => entry.title === title);
  if (plan === undefined) throw new RangeError(`the stack has no ${title}`);
  return plan;
}

/** Waits until the processes of these titles are ready. */
export async function untilServicesReady(
  stack: RunningStack,
  ...titles: readonly string[]
): Promise<void> {
  for (const title of titles) {
    await untilReady(title, planOf(stack, title).internalPort, READY_MS, () => false);
  }
}

/** Title of the process of a service that holds the only session there is. */
export function holderOf(stack: RunningStack, service: ServicePlan['service']): Promise<string> {
  const plans = stack.stack.services.filter((plan) => plan.service === service);
  return until(
    async () => {
      const held = await Promise.all(
        // A process that is not there holds nothing.
        plans.map(({ internalPort }) => readActiveSessions(internalPort).catch(() => 0)),
      );
      return plans[held.indexOf(1)]?.title;
    },
    HELD_MS,
    `a session at a ${service}`,
  );
}

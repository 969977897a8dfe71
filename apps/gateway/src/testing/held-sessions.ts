import { until } from '@voxrail/testing';

import type { GatewayStack } from './gateway-stack';
import { sessionsOf } from './gateway-stack';
import type { TestCaller } from './test-caller';

const RELEASE_MS = 15_000;

/** Waits until no service holds anything of any session. */
export async function released(stack: GatewayStack, deadlineMs = RELEASE_MS): Promise<void> {
  const services = [stack.gateway, stack.asr, stack.llm, ...stack.tts];
  await until(
    async () => {
      const held = await Promise.all(services.map(sessionsOf));
      return held.every((count) => count === 0);
    },
    deadlineMs,
    'nothing held by any service',
  );
}

/** Ends the call and waits until nobody holds anything of it. */
export async function hangUp(stack: GatewayStack, caller: TestCaller): Promise<void> {
  caller.send('control', { action: 'hangup' });
  await caller.gone();
  await released(stack);
}

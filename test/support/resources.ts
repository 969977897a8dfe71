import { until } from '@voxrail/testing';

import type { RunningStack } from './stack';

/** What sessions may hold in a running stack, summed over its processes. */
export interface HeldResources {
  /** By service: sessions held; of the model server, requests and sequences it works on. */
  readonly activeSessions: Readonly<Record<string, number>>;
  /** Subscriptions that the broker knows. */
  readonly subscriptions: number;
}

async function readGauge(port: number, name: string): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  const line = (await response.text()).split('\n').find((row) => row.startsWith(`${name} `));
  return line === undefined ? 0 : Number(line.split(' ')[1]);
}

export async function readHeldResources({ stack, ports }: RunningStack): Promise<HeldResources> {
  const gauges = await Promise.all(
    stack.services.map(async ({ title, internalPort }) => {
      return [title, await readGauge(internalPort, 'voice_agent_active_sessions')] as const;
    }),
  );
  const answer = await fetch(`http://127.0.0.1:${ports.natsMonitor ?? 0}/subsz`);
  const subsz = (await answer.json()) as { readonly num_subscriptions: number };
  return { activeSessions: Object.fromEntries(gauges), subscriptions: subsz.num_subscriptions };
}

/** Waits until nothing is held beyond `before`. @throws with what is still held, after `deadlineMs` */
export async function untilReleased(
  stack: RunningStack,
  before: HeldResources,
  deadlineMs: number,
): Promise<void> {
  let now = before;
  try {
    await until(async () => {
      now = await readHeldResources(stack);
      return JSON.stringify(now) === JSON.stringify(before);
    }, deadlineMs);
  } catch (error) {
    const held = `still held: ${JSON.stringify(now)}, before: ${JSON.stringify(before)}`;
    throw new Error(held, { cause: error });
  }
}

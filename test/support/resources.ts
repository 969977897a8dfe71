import { brokerSubjects, until } from '@voxrail/testing';

import type { RunningStack } from './stack';

/** What sessions may hold in a running stack, by name of the process and the resource. */
export type HeldResources = Readonly<Record<string, number>>;

interface Gauge {
  readonly name: string;
  readonly value: RegExp;
}

/** What every process shows in its `/metrics`. */
const GAUGES = {
  /** Claims; of the model server, requests and sequences that it works on. */
  sessions: {
    name: 'voice_agent_active_sessions',
    value: /^voice_agent_active_sessions\{[^}]*\} (\d+)$/m,
  },
  /** The gauge has no such row while there is none. */
  timers: {
    name: 'nodejs_active_resources',
    value: /^nodejs_active_resources\{type="Timeout",[^}]*\} (\d+)$/m,
  },
} as const satisfies Readonly<Record<string, Gauge>>;

async function readMetrics(internalPort: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${internalPort}/metrics`);
  return response.text();
}

function findGauge(metrics: string, { name, value }: Gauge): number {
  if (!metrics.includes(`# TYPE ${name} gauge`)) throw new Error(`the metrics have no ${name}`);
  return Number(value.exec(metrics)?.[1] ?? 0);
}

/** Sessions that the process with this internal port holds. @throws Error when it is not there */
export async function readActiveSessions(internalPort: number): Promise<number> {
  return findGauge(await readMetrics(internalPort), GAUGES.sessions);
}

/** A process that is not there holds nothing. */
export async function readHeldResources({ stack, ports }: RunningStack): Promise<HeldResources> {
  const ofProcesses = await Promise.all(
    stack.services.map(async ({ title, internalPort }) => {
      const metrics = await readMetrics(internalPort).catch(() => undefined);
      if (metrics === undefined) return [];
      return Object.entries(GAUGES).map(
        ([what, gauge]) => [`${what} of ${title}`, findGauge(metrics, gauge)] as const,
      );
    }),
  );
  const subscriptions = (await brokerSubjects(ports.natsMonitor ?? 0)).length;
  return { ...Object.fromEntries(ofProcesses.flat()), subscriptions };
}

/** Every subject that anybody in the stack listens to at the moment, the broker's own left out. */
export async function readSubjects({ ports }: RunningStack): Promise<string[]> {
  return [...new Set(await brokerSubjects(ports.natsMonitor ?? 0))];
}

function heldBeyond(before: HeldResources, now: HeldResources): Map<string, number> {
  return new Map(Object.entries(now).filter(([name, count]) => count > (before[name] ?? 0)));
}

/**
 * Waits until each resource was seen no higher than `before`. Less is well: a process that was read in the
 * middle of a periodic check has one timer more. Not all at once: a session next door, whose microphone is
 * open, has a request under way now here, now there.
 * @param deadlineMs of a machine that answers; while it stalls, no time passes
 * @throws Error with what is still held
 */
export async function untilReleased(
  stack: RunningStack,
  before: HeldResources,
  deadlineMs: number,
): Promise<void> {
  const released = new Set<string>();
  let excess: [string, number][] = [];
  const isReleased = async (): Promise<boolean> => {
    const now = await readHeldResources(stack);
    const beyond = heldBeyond(before, now);
    for (const name of Object.keys(now)) if (!beyond.has(name)) released.add(name);
    excess = [...beyond].filter(([name]) => !released.has(name));
    return excess.length === 0;
  };
  try {
    await until(isReleased, deadlineMs);
  } catch (cause) {
    const told = excess.map(([name, count]) => `${name}: ${count}, before: ${before[name] ?? 0}`);
    throw new Error(`still held: ${told.join('; ')}`, { cause });
  }
}

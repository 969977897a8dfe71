import { BENCH_SECRET } from '../connections/account-token';
import { BadHandshakes } from '../flood/bad-handshakes';
import { shakeHands } from '../flood/honest-handshake';
import { sleepUntil } from '../load/sleep-until';
import { Distribution } from '../measure/distribution';
import { UsageMeter } from '../measure/usage-meter';
import type { Scenario, ScenarioContext } from './scenario';

const BAD_PER_SECOND = 200;
const HONEST_PER_SECOND = 10;

/** Every address of the loopback network is another client. */
const FLOODER = '127.0.0.2';
const HONEST_ADDRESSES = 20;

/** What an address of the internet may do by default (docs/limits.md). */
const LIMITS = {
  VOXRAIL_CONNECTIONS_FROM_LOOPBACK: '50',
  VOXRAIL_HANDSHAKES_PER_SECOND_FROM_LOOPBACK: '10',
};

const GIVEN_UP_MS = 10_000;

interface Handshakes {
  /** From the time at which the handshake was to begin. */
  readonly toUpgrade: Distribution;
  readonly toSession: Distribution;
  failed: number;
}

async function shakeAt(
  { clock, stack, lateness }: ScenarioContext,
  atMs: number,
  address: string,
  into: Handshakes,
): Promise<void> {
  await sleepUntil(clock, atMs);
  lateness.record(clock.nowMs() - atMs);
  try {
    const { upgradedMs, connectedMs } = await shakeHands(clock, stack.url, address);
    into.toUpgrade.record(upgradedMs - atMs);
    into.toSession.record(connectedMs - atMs);
  } catch {
    into.failed += 1;
    into.toUpgrade.record(GIVEN_UP_MS);
    into.toSession.record(GIVEN_UP_MS);
  }
}

/** Honest handshakes at times fixed beforehand, from one address after the other. */
async function honest(context: ScenarioContext): Promise<Handshakes> {
  const { clock, options } = context;
  const into: Handshakes = {
    toUpgrade: new Distribution(),
    toSession: new Distribution(),
    failed: 0,
  };
  const count = options.minutes * 60 * HONEST_PER_SECOND;
  const startMs = clock.nowMs() + 1_000;
  await Promise.all(
    Array.from({ length: count }, (_, index) => {
      const address = `127.0.1.${1 + (index % HONEST_ADDRESSES)}`;
      return shakeAt(context, startMs + (index * 1_000) / HONEST_PER_SECOND, address, into);
    }),
  );
  return into;
}

/** Sends bad handshakes at their rate until it is told to stop. */
function floodUntilStopped({ clock }: ScenarioContext, bad: BadHandshakes): () => void {
  const startMs = clock.nowMs();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((clock.nowMs() - startMs) * BAD_PER_SECOND) / 1_000);
    for (; sent < due; sent += 1) bad.send();
  }, 1_000 / BAD_PER_SECOND);
  return () => {
    clearInterval(timer);
    bad.stop();
  };
}

/** Bad handshakes from one address, and what they cost a client of another. */
export const flood: Scenario = {
  env: { VOXRAIL_JWT_SECRET: BENCH_SECRET },
  serviceEnv: { gateway: { ...LIMITS, VOXRAIL_MODE: 'production' } },
  run: async (context) => {
    const { stack, say } = context;
    say(`${context.options.minutes} minutes without a flood`);
    const alone = await honest(context);
    const meter = new UsageMeter({ ...stack.pids, 'load generator': process.pid });
    say(`as long beside ${BAD_PER_SECOND} bad handshakes a second`);
    const bad = new BadHandshakes(Number(new URL(stack.url).port), FLOODER);
    const stop = floodUntilStopped(context, bad);
    const beside = await honest(context);
    stop();
    const answers = [...bad.answers].map(([status, count]) => [
      status === 0 ? 'bad ones closed without an answer' : `bad ones answered ${status}`,
      count,
    ]);
    return {
      distributions: {
        'alone: to the upgrade': alone.toUpgrade.summary(),
        'alone: to the open session': alone.toSession.summary(),
        'beside the flood: to the upgrade': beside.toUpgrade.summary(),
        'beside the flood: to the open session': beside.toSession.summary(),
      },
      counts: {
        'handshakes that failed alone': alone.failed,
        'handshakes that failed beside the flood': beside.failed,
        ...(Object.fromEntries(answers) as Record<string, number>),
      },
      processes: meter.finish(),
    };
  },
};

import type { VoxrailClient } from '@voxrail/client';
import { INSPECTABLE, ProcessInspector } from '@voxrail/testing';

import { comeAndGo, inLanes, openClient } from '../connections/account-client';
import { BENCH_SECRET } from '../connections/account-token';
import { sleepUntil } from '../load/sleep-until';
import type { GatewayHoldings } from '../measure/gateway-holdings';
import { readHoldings } from '../measure/gateway-holdings';
import { UsageMeter } from '../measure/usage-meter';
import type { Scenario, ScenarioContext } from './scenario';

/** A worker of the ASR takes 256 sessions at most: so many hold a thousand. */
const REPLICAS = 4;
const MEASURED = 'gateway 1';

/** Code is compiled and pools fill meanwhile; growth counts from here. */
const WARM_UP_CYCLES = 2_000;

const LANES = 16;

/** After which a session that is lost is given up. */
const GRACE_MS = 1_000;

/** HTTP connections that are kept are closed by then. What workers hold goes with their leases. */
const SETTLE_MS = 12_000;

type Counts = Record<string, number>;

function named(moment: string, holdings: GatewayHoldings): Counts {
  const { residentWithGarbage, resident, heap, external, timers } = holdings;
  return {
    [`${moment}: resident with garbage, MB`]: residentWithGarbage,
    [`${moment}: resident, MB`]: resident,
    [`${moment}: heap, MB`]: heap,
    [`${moment}: external, MB`]: external,
    [`${moment}: timers`]: timers,
    [`${moment}: other handles`]: holdings.handles,
    [`${moment}: subscriptions`]: holdings.subscriptions,
  };
}

function growthPercent(before: number, after: number): number {
  return (100 * (after - before)) / before;
}

async function holdIdle({ stack, options }: ScenarioContext): Promise<VoxrailClient[]> {
  const clients: VoxrailClient[] = [];
  await inLanes(options.idle, LANES, async (index) => {
    clients.push(await openClient(stack.url, index));
  });
  return clients;
}

/** What a gateway holds after connections have come and gone, and while many of them do nothing. */
export const connections: Scenario = {
  env: { VOXRAIL_JWT_SECRET: BENCH_SECRET, VOXRAIL_RECONNECT_GRACE_MS: String(GRACE_MS) },
  replicas: REPLICAS,
  serviceEnv: {
    'asr-service': { VOXRAIL_CAPACITY: '256' },
    'llm-service': { VOXRAIL_CAPACITY: '1000' },
    'tts-service': { VOXRAIL_CAPACITY: '1000' },
    gateway: {
      ...INSPECTABLE,
      VOXRAIL_MODE: 'production',
      VOXRAIL_CAPACITY: '1100',
      VOXRAIL_SESSIONS_PER_OWNER: '1100',
      VOXRAIL_HANDSHAKES_PER_SECOND_FROM_LOOPBACK: '10000',
    },
  },
  run: async (context) => {
    const { stack, clock, options, say } = context;
    const inspector = await ProcessInspector.open(stack.output(MEASURED));
    const look = async (): Promise<GatewayHoldings> => {
      await sleepUntil(clock, clock.nowMs() + SETTLE_MS);
      return readHoldings(inspector, stack.brokerMonitorPort);
    };
    const cycles = async (count: number): Promise<number> =>
      inLanes(count, LANES, async (index) => comeAndGo(stack.url, index));
    say(`${WARM_UP_CYCLES} connections to warm up`);
    await cycles(WARM_UP_CYCLES);
    const before = await look();
    const meter = new UsageMeter({ ...stack.pids, 'load generator': process.pid });
    say(`${options.cycles} connections`);
    const failed = await cycles(options.cycles);
    const after = await look();
    say(`${options.idle} idle connections`);
    const clients = await holdIdle(context);
    const held = await look();
    await inLanes(clients.length, LANES, async (index) => clients[index]?.hangUp());
    const left = await look();
    inspector.close();
    return {
      distributions: {},
      counts: {
        ...named('before', before),
        ...named(`after ${options.cycles} connections`, after),
        'connections that failed': failed,
        'growth of the heap, %': growthPercent(before.heap, after.heap),
        'growth of resident memory, %': growthPercent(before.resident, after.resident),
        'idle connections': clients.length,
        ...named('with them', held),
        'resident memory that they add, MB': held.resident - after.resident,
        'the same with garbage, MB': held.residentWithGarbage - after.residentWithGarbage,
        ...named('without them', left),
      },
      processes: meter.finish(),
    };
  },
};

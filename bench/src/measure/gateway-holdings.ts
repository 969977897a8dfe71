import type { ProcessInspector } from '@voxrail/testing';
import { brokerSubjects } from '@voxrail/testing';

const BYTES_PER_MB = 1_048_576;

/** What a gateway holds at a moment; sizes in MB, its garbage collected except where it says so. */
export interface GatewayHoldings {
  readonly residentWithGarbage: number;
  readonly resident: number;
  readonly heap: number;
  readonly external: number;
  readonly timers: number;
  /** Sockets, files and whatever else keeps its event loop busy. */
  readonly handles: number;
  /** Of all processes, at the broker. */
  readonly subscriptions: number;
}

const RESOURCES = 'process.getActiveResourcesInfo()';

export async function readHoldings(
  inspector: ProcessInspector,
  brokerMonitorPort: number,
): Promise<GatewayHoldings> {
  const residentWithGarbage = Number(await inspector.evaluate('process.memoryUsage.rss()'));
  const { resident, heap, external } = await inspector.memory();
  const resources = (await inspector.evaluate(RESOURCES)) as readonly string[];
  const timers = resources.filter((kind) => kind === 'Timeout').length;
  return {
    residentWithGarbage: residentWithGarbage / BYTES_PER_MB,
    resident: resident / BYTES_PER_MB,
    heap: heap / BYTES_PER_MB,
    external: external / BYTES_PER_MB,
    timers,
    handles: resources.length - timers,
    subscriptions: (await brokerSubjects(brokerMonitorPort)).length,
  };
}

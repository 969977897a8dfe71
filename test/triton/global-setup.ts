import { TraceCollector, tracingTo } from './trace-collector';
import { startTriton } from './triton-server';
import type { TritonServer } from './triton-server';

declare global {
  /** Jest calls setup and teardown in one process, apart from the tests. */
  var voxrailTriton: TritonServer | undefined;
  var voxrailTraces: TraceCollector | undefined;
}

/** One server for all test files: it takes seconds to start. */
export default async function setUp(): Promise<void> {
  globalThis.voxrailTraces = await TraceCollector.listen();
  const { url } = globalThis.voxrailTraces;
  globalThis.voxrailTriton = await startTriton(tracingTo(url));
  process.env['VOXRAIL_TEST_TRITON'] = globalThis.voxrailTriton.address;
  process.env['VOXRAIL_TEST_TRACES'] = url;
}

import { startTriton } from './triton-server';
import type { TritonServer } from './triton-server';

declare global {
  /** Jest calls setup and teardown in one process, apart from the tests. */
  var voxrailTriton: TritonServer | undefined;
}

/** One server for all test files: it takes seconds to start. */
export default async function setUp(): Promise<void> {
  globalThis.voxrailTriton = await startTriton();
  process.env['VOXRAIL_TEST_TRITON'] = globalThis.voxrailTriton.address;
}

import { StartFailure } from './start-failure';

const POLL_MS = 100;
const REQUEST_TIMEOUT_MS = 1_000;

/** What a service is still waiting for, or nothing when it is ready. */
type Readiness = { readonly ready: true } | { readonly ready: false; readonly waitingFor: string };

function readWaitingFor(body: unknown): string {
  if (typeof body !== 'object' || body === null || !('waiting_for' in body)) return 'its start';
  return Array.isArray(body.waiting_for) ? body.waiting_for.join(', ') : 'its start';
}

async function askReadiness(internalPort: number): Promise<Readiness> {
  try {
    const response = await fetch(`http://127.0.0.1:${internalPort}/ready`, {
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    if (response.ok) return { ready: true };
    return { ready: false, waitingFor: readWaitingFor(await response.json()) };
  } catch {
    return { ready: false, waitingFor: 'its start' };
  }
}

/**
 * Polls `/ready` of a service until it answers yes.
 * @throws StartFailure naming the service and what it waited for, after `deadlineMs`
 */
export async function untilReady(
  title: string,
  internalPort: number,
  deadlineMs: number,
  cancelled: () => boolean,
): Promise<void> {
  const giveUpAt = performance.now() + deadlineMs;
  for (;;) {
    const readiness = await askReadiness(internalPort);
    if (readiness.ready || cancelled()) return;
    if (performance.now() > giveUpAt) {
      const waitedS = Math.round(deadlineMs / 1000);
      throw new StartFailure(
        `${title} was not ready after ${waitedS} s; it waits for: ${readiness.waitingFor}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

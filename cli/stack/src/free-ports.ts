import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

import type { StackPorts } from './stack-plan';
import { INTERNAL_PORT_STEP, planStack } from './stack-plan';
import { StartFailure } from './start-failure';

const HOST = '127.0.0.1';

/** Listens for a moment on `port` and returns it. @throws when it is in use */
export function probePort(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, HOST, () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('the probe had no address'));
      });
    });
  });
}

/** Fails with the port and what wanted it, rather than with a service that dies later. */
export async function requireFreePort(port: number, wantedBy: string): Promise<void> {
  try {
    await probePort(port);
  } catch (error) {
    throw new StartFailure(
      `port ${port}, which ${wantedBy} needs, is in use: stop the program that holds it, or choose another port`,
      { cause: error },
    );
  }
}

/**
 * Below the range from which systems take the ports of outgoing connections (on Linux from 32,768 on):
 * such a connection could take a port that was free a moment ago.
 */
const LOWEST_PORT = 10_000;
const HIGHEST_PORT = 32_000;

/** Ports of a stack in one row, so that none is given twice. */
function portsFrom(first: number, replicas: number): Required<StackPorts> {
  const next = first + replicas * INTERNAL_PORT_STEP;
  return {
    internal: {
      gateway: first,
      'asr-service': first + 1,
      'llm-service': first + 2,
      'tts-service': first + 3,
      'model-server': first + 4,
    },
    nats: next,
    natsMonitor: next + 1,
    models: next + 2,
    gateway: next + 3,
  };
}

/**
 * Ports for a stack of so many replicas beside others on this machine. Another program may still take
 * one before it is used.
 */
export async function freeStackPorts(replicas = 1): Promise<StackPorts> {
  for (;;) {
    const ports = portsFrom(randomInt(LOWEST_PORT, HIGHEST_PORT), replicas);
    const plans = planStack({ replicas, models: 'embedded' }, ports);
    const wanted = [ports.nats, ports.natsMonitor, ...plans.flatMap((plan) => plan.ports)];
    const probes = await Promise.allSettled(wanted.map(probePort));
    if (probes.every(({ status }) => status === 'fulfilled')) return ports;
  }
}

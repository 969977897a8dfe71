import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { until } from '@voxrail/testing';

import { probePort } from '../cli/stack/src/free-ports';
import { DEFAULT_PORTS, planStack } from '../cli/stack/src/stack-plan';

jest.setTimeout(90_000);

const ROOT = join(__dirname, '..');
const PUBLIC_PORT = 3_210;

interface Started {
  readonly child: ChildProcess;
  output(): string;
  ended(deadlineMs: number): Promise<number | null>;
}

function npmStart(...options: string[]): Started {
  const args = [join(ROOT, 'scripts', 'start.mjs'), '--port', String(PUBLIC_PORT), ...options];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let closed = false;
  child.once('close', () => (closed = true));
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  return {
    child,
    output: () => output,
    ended: async (deadlineMs) => {
      await until(() => closed, deadlineMs, 'the end');
      return child.exitCode;
    },
  };
}

function childrenOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return children.trim().split(' ').filter(Boolean).map(Number);
}

function commandLine(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
}

/** Every port that a stack of two of each listens on is free again, so that nothing was left running. */
async function expectNothingLeft(pids: readonly number[]): Promise<void> {
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
  const plans = planStack({ replicas: 2, models: 'synthetic' }, DEFAULT_PORTS);
  const ports = plans
    .flatMap((plan) => plan.ports)
    .filter((port) => port !== 3000 && port !== 3001);
  for (const port of [...ports, DEFAULT_PORTS.nats, PUBLIC_PORT]) {
    await expect(probePort(port)).resolves.toBe(port);
  }
}

describe('npm start', () => {
  const running: Started[] = [];

  function start(...options: string[]): Started {
    const started = npmStart(...options);
    running.push(started);
    return started;
  }

  afterEach(async () => {
    for (const { child, ended } of running.splice(0)) {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
      await ended(20_000);
    }
  });

  it('holds a test conversation, prints the address, and ends within 5 s of Ctrl-C leaving nothing', async () => {
    const started = start();
    await until(() => started.output().includes('Voxrail is ready'), 60_000, 'the address');
    expect(started.output()).toContain(`http://127.0.0.1:${PUBLIC_PORT}`);
    expect(started.output()).toMatch(/heard “go forward ten meters”/i);
    expect(started.output()).toMatch(/end of speech to the first audio: \d+ ms/);
    const pids = childrenOf(started.child.pid ?? -1);
    expect(pids.length).toBe(6);
    started.child.kill('SIGINT');
    expect(await started.ended(5_000)).toBe(0);
    await expectNothingLeft(pids);
  }, 90_000);

  it('starts two of each rail and of the gateway with the synthetic engines', async () => {
    const started = start('--replicas', '2', '--models', 'synthetic');
    await until(() => started.output().includes('Voxrail is ready'), 60_000, 'the address');
    expect(started.output()).toContain(`http://127.0.0.1:${PUBLIC_PORT + 1}`);
    expect(childrenOf(started.child.pid ?? -1)).toHaveLength(10);
  }, 90_000);

  it('names a port that is in use, in one line, and exits with 1', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(PUBLIC_PORT, '127.0.0.1', resolve));
    const started = start();
    expect(await started.ended(20_000)).toBe(1);
    const complaints = started
      .output()
      .split('\n')
      .filter((line) => line.startsWith('voxrail:'));
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toContain(String(PUBLIC_PORT));
    await new Promise((resolve) => holder.close(resolve));
  });

  it('names the service that died, ends the others and exits with 1', async () => {
    const started = start('--models', 'synthetic');
    await until(() => started.output().includes('Voxrail is ready'), 60_000, 'the address');
    const pids = childrenOf(started.child.pid ?? -1);
    const victim = pids.find((pid) => commandLine(pid).includes('tts-service'));
    process.kill(victim ?? -1, 'SIGKILL');
    expect(await started.ended(20_000)).toBe(1);
    expect(started.output()).toMatch(/voxrail: tts-service was ended by SIGKILL/);
    await expectNothingLeft(pids);
  }, 90_000);

  it('explains its options and refuses ones that make no sense', async () => {
    const help = start('--help');
    expect(await help.ended(20_000)).toBe(0);
    expect(help.output()).toContain('--replicas');
    const nonsense = start('--replicas', 'many');
    expect(await nonsense.ended(20_000)).toBe(1);
    expect(nonsense.output()).toContain('whole number');
  });
});

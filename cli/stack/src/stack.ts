import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { requireFreePort } from './free-ports';
import type { UnexpectedExit } from './managed-process';
import { ManagedProcess } from './managed-process';
import { NODE_FLAGS } from './node-flags';
import { findNatsServer, writeNatsConfig } from './nats-server';
import { untilReady } from './readiness';
import type { ModelProfile } from './stack-options';
import type { ServiceName, ServicePlan, StackPorts } from './stack-plan';
import { planStack } from './stack-plan';
import { StartFailure } from './start-failure';

// Together under the 5 s in which a stop must be over.
const GATEWAY_STOP_MS = 1_500;
const SERVICE_STOP_MS = 1_500;
const NATS_STOP_MS = 500;

/** Loading a recognizer takes 0.4 s a decoder on a fast disk; a cold, busy machine is given far more. */
const READY_DEADLINE_MS = 60_000;

const SECRET_BYTES = 32;

export interface StackSpec {
  /** Folder of the built services. */
  readonly distFolder: string;
  readonly logFolder: string;
  readonly replicas: number;
  readonly models: ModelProfile;
  /** See `StackOptions`. */
  readonly triton?: string;
  readonly ports: StackPorts;
  /** Settings for every service on top of the stack's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** And for those of one kind, on top of these. */
  readonly serviceEnv?: Partial<Readonly<Record<ServiceName, Readonly<Record<string, string>>>>>;
  /** Told what is being waited for; called for each part as it becomes ready. */
  readonly onProgress?: (line: string) => void;
  /** A part ended that nobody asked to end. */
  readonly onFailure: (failure: StartFailure) => void;
}

/** A whole Voxrail on this machine as separate processes: NATS, the models, the rails, the gateways. */
export class Stack {
  /** What the broker keeps, for as long as the stack runs. */
  public readonly stateFolder = mkdtempSync(join(tmpdir(), 'voxrail-'));
  private readonly plans: readonly ServicePlan[];
  private readonly processes = new Map<string, ManagedProcess>();
  /** Every gateway takes the session tokens of the others, for as long as this stack stands. */
  private readonly gatewayEnv = { VOXRAIL_JWT_SECRET: secretOfThisStart() };
  private failure: StartFailure | undefined;
  private stopped: Promise<void> | undefined;

  public constructor(private readonly spec: StackSpec) {
    this.plans = planStack(spec, spec.ports);
  }

  public get gatewayUrls(): readonly string[] {
    return Array.from(
      { length: this.spec.replicas },
      (_, replica) => `http://127.0.0.1:${this.spec.ports.gateway + replica}`,
    );
  }

  /** Process ids by title, `nats-server` among them. */
  public get pids(): Readonly<Record<string, number>> {
    const entries = [...this.processes.values()].flatMap(({ title, pid }) =>
      pid === undefined ? [] : [[title, pid] as const],
    );
    return Object.fromEntries(entries);
  }

  public get services(): readonly ServicePlan[] {
    return this.plans;
  }

  /** Where the output of a process goes. */
  public logFile(title: string): string {
    return join(this.spec.logFolder, `${title.replaceAll(' ', '-')}.log`);
  }

  public get isStopping(): boolean {
    return this.stopped !== undefined;
  }

  /** @throws StartFailure with the one line that names what is wrong; the caller then stops the stack */
  public async start(): Promise<void> {
    await requireFreePort(this.spec.ports.nats, 'nats-server');
    for (const plan of this.plans) {
      for (const port of plan.ports) await requireFreePort(port, plan.title);
    }
    mkdirSync(this.spec.logFolder, { recursive: true });
    this.startBroker();
    for (const plan of this.plans) this.startService(plan.title);
    await Promise.all(this.plans.map((plan) => this.untilPlanReady(plan)));
    if (this.failure !== undefined) throw this.failure;
  }

  /** Starts NATS (again). */
  public startBroker(): void {
    const config = writeNatsConfig(this.stateFolder, this.spec.ports);
    this.spawn('nats-server', findNatsServer(), ['-c', config]);
  }

  /** Starts the process of a plan (again), with these settings on top of its own. */
  public startService(title: string, settings: Readonly<Record<string, string>> = {}): void {
    const plan = this.plans.find((entry) => entry.title === title);
    if (plan === undefined) throw new RangeError(`the stack has no ${title}`);
    const main = join(this.spec.distFolder, 'apps', plan.service, 'src', 'main.js');
    const secret = plan.service === 'gateway' ? this.gatewayEnv : {};
    const { env: common, serviceEnv = {} } = this.spec;
    const env = { ...plan.env, ...secret, ...common, ...serviceEnv[plan.service], ...settings };
    this.spawn(title, process.execPath, [...NODE_FLAGS, main], env);
  }

  /** Ends one process as an operator would, to see what the others make of it. */
  public async stopService(title: string): Promise<void> {
    await this.processes.get(title)?.stop(SERVICE_STOP_MS);
    this.processes.delete(title);
  }

  /** Kills one process without warning, to see what the others make of it. */
  public async killService(title: string): Promise<void> {
    await this.processes.get(title)?.kill();
    this.processes.delete(title);
  }

  /** Ends everything, clients' end first. Safe to call more than once. */
  public stop(): Promise<void> {
    this.stopped ??= this.stopInOrder();
    return this.stopped;
  }

  /** For the last moment of this process: leaves nothing behind, waits for nothing. */
  public killNow(): void {
    for (const child of this.processes.values()) child.killNow();
    rmSync(this.stateFolder, { recursive: true, force: true });
  }

  private async untilPlanReady(plan: ServicePlan): Promise<void> {
    await untilReady(
      plan.title,
      plan.internalPort,
      READY_DEADLINE_MS,
      () => this.failure !== undefined || this.stopped !== undefined,
    );
    if (this.failure === undefined) this.spec.onProgress?.(`${plan.title} is ready`);
  }

  private spawn(
    title: string,
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): void {
    const spec = { title, command, args, env, logFile: this.logFile(title) };
    const child = new ManagedProcess(spec, (exit) => {
      this.processEnded(exit);
    });
    this.processes.set(title, child);
  }

  private processEnded({ title, description }: UnexpectedExit): void {
    this.processes.delete(title);
    if (this.failure !== undefined) return;
    this.failure = new StartFailure(`${title} ${description}`);
    this.spec.onFailure(this.failure);
  }

  private async stopInOrder(): Promise<void> {
    const all = [...this.processes.values()];
    const gateways = all.filter(({ title }) => title.startsWith('gateway'));
    const nats = all.filter(({ title }) => title === 'nats-server');
    const others = all.filter((child) => !gateways.includes(child) && !nats.includes(child));
    await Promise.all(gateways.map((child) => child.stop(GATEWAY_STOP_MS)));
    await Promise.all(others.map((child) => child.stop(SERVICE_STOP_MS)));
    await Promise.all(nats.map((child) => child.stop(NATS_STOP_MS)));
    rmSync(this.stateFolder, { recursive: true, force: true });
  }
}

/** The operator's own, where one is set. */
function secretOfThisStart(): string {
  const set = process.env['VOXRAIL_JWT_SECRET'] ?? '';
  return set === '' ? randomBytes(SECRET_BYTES).toString('base64url') : set;
}

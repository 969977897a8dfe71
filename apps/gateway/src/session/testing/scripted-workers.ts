import type { ClaimReply, LeaseReply, ModelOffer, OfferReply, RailName } from '@voxrail/contracts';
import { RAIL_NAMES, offerSubject } from '@voxrail/contracts';
import type { ControlErrorCode } from '@voxrail/messaging';
import { ControlError } from '@voxrail/messaging';

type Claim = 'claimed' | 'capacity' | 'not_ready' | ControlErrorCode;

/** The control plane of all rails, played by a test. */
export class ScriptedWorkers {
  public readonly requests: string[] = [];
  /** What a claim of each rail comes to; another worker answers each time. */
  public readonly claims: Record<RailName, Claim> = {
    asr: 'claimed',
    llm: 'claimed',
    tts: 'claimed',
  };
  /** What the models of each rail report. */
  public readonly offers: Partial<Record<RailName, readonly ModelOffer[]>> = {};
  /** Workers that answer no more, and how that shows. */
  public readonly lost = new Map<string, ControlErrorCode>();
  public readonly draining = new Set<string>();
  private readonly current = new Map<RailName, string>();
  private serial = 0;

  public constructor(private readonly clockId: string) {}

  /** As `ControlClient.request`; whoever asks knows the answer's type. */
  public async request(subject: string): Promise<never> {
    await Promise.resolve();
    this.requests.push(subject);
    return this.answer(subject) as never;
  }

  /** The worker that was claimed last for the rail. @throws Error when none was */
  public worker(rail: RailName): string {
    const worker = this.current.get(rail);
    if (worker === undefined) throw new Error(`no ${rail} worker was claimed`);
    return worker;
  }

  private answer(subject: string): ClaimReply | LeaseReply | OfferReply | { released: boolean } {
    const offering = RAIL_NAMES.find((name) => subject === offerSubject(name));
    if (offering !== undefined) return { models: this.offers[offering] ?? [] };
    const rail = RAIL_NAMES.find((name) => subject === `va.${name}.claim`);
    if (rail !== undefined) return this.claim(rail, subject);
    const [, , worker = '', verb] = subject.split('.');
    const loss = this.lost.get(worker);
    if (loss !== undefined) throw new ControlError(loss, subject);
    if (verb === 'release') return { released: true };
    const draining = this.draining.has(worker);
    return { worker, sessions: 1, capacity: 8, draining, unknown: [] };
  }

  private claim(rail: RailName, subject: string): ClaimReply {
    const outcome = this.claims[rail];
    switch (outcome) {
      case 'claimed':
        return { status: 'claimed', worker: this.next(rail), clockId: this.clockId };
      case 'capacity':
      case 'not_ready':
        return { status: 'busy', worker: `${rail}-000000`, reason: outcome };
      case 'no_responders':
      case 'timeout':
      case 'failed':
        throw new ControlError(outcome, subject);
    }
  }

  private next(rail: RailName): string {
    this.serial += 1;
    const worker = `${rail}-${String(this.serial).padStart(6, '0')}`;
    this.current.set(rail, worker);
    return worker;
  }
}

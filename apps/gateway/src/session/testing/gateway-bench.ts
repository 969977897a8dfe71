import { VirtualClock } from '@voxrail/clock';
import type { RailName } from '@voxrail/contracts';
import { FrameKind, msToSamples, OUTPUT_SAMPLE_RATE_HZ, RAIL_NAMES } from '@voxrail/contracts';
import { createLogger } from '@voxrail/observability';
import { InMemoryBus } from '@voxrail/testing';

import { RailClaims } from '../../rails/claim';
import { LeaseKeeper } from '../../rails/lease-keeper';
import { RailOffers } from '../../rails/rail-offers';
import { ConnectionManager } from '../connection-manager';
import type { SessionGrants } from '../session-grants';
import { LOCAL_OWNER } from '../session-grants';
import { ScriptedRail } from './scripted-rail';
import { ScriptedWorkers } from './scripted-workers';
import { voice } from './session-bench';

export const ANYTHING: SessionGrants = { tools: null, maxDurationS: null, owner: LOCAL_OWNER };

const CLOCK_ID = 'one-host';

/** All of a gateway but its edge, on a virtual clock, with the workers played by the test. */
export class GatewayBench {
  public readonly clock = new VirtualClock();
  public readonly bus = new InMemoryBus(this.clock);
  public readonly workers = new ScriptedWorkers(CLOCK_ID);
  public readonly leases = new LeaseKeeper(this.workers, this.bus, this.clock, 'gateway-1');
  public readonly manager = new ConnectionManager({
    bus: this.bus,
    clock: this.clock,
    leases: this.leases,
    claims: new RailClaims(this.workers, 'gateway-1'),
    offers: new RailOffers(this.workers),
    logger: createLogger('gateway', { level: 'silent' }),
    capacity: 2,
    graceMs: 30_000,
    clockId: CLOCK_ID,
  });

  public readonly bucket = this.bus.bucket({ name: 'voxrail_sessions', ttlMs: 120_000 });
  public readonly timersBefore = this.clock.pendingTimers;
  /** Grows with each session whose workers the test plays. */
  public subscriptionsBefore = this.bus.subscriptionCount;

  /** The workers' ends of one session. To be made before it is opened. */
  public rails(sid: string): ScriptedRails {
    this.subscriptionsBefore += RAIL_NAMES.length;
    return new ScriptedRails(this.bus, sid);
  }

  public async pass(ms: number): Promise<void> {
    await this.clock.advanceAsync(ms, 20);
    this.bus.deliver();
  }
}

/** The three rails of one session. */
export class ScriptedRails {
  public readonly asr: ScriptedRail;
  public readonly llm: ScriptedRail;
  public readonly tts: ScriptedRail;

  public constructor(
    private readonly bus: InMemoryBus,
    sid: string,
  ) {
    this.asr = new ScriptedRail(bus, sid, 'asr');
    this.llm = new ScriptedRail(bus, sid, 'llm');
    this.tts = new ScriptedRail(bus, sid, 'tts');
  }

  public order(rail: RailName, kind: FrameKind): number {
    return this[rail].last(kind).order;
  }

  public generates(text: string): void {
    this.bus.deliver();
    const order = this.order('llm', FrameKind.LLM_START);
    this.llm.send(FrameKind.LLM_DELTA, order, { text, atMs: 0 });
    this.bus.deliver();
  }

  public generated(finishReason: 'stop' | 'tool_calls' = 'stop'): void {
    this.llm.send(FrameKind.LLM_DONE, this.order('llm', FrameKind.LLM_START), {
      finishReason,
      usage: { inputTokens: 10, outputTokens: 5 },
      firstTokenMs: 1,
      totalMs: 2,
      droppedMessages: 0,
      atMs: 0,
    });
    this.bus.deliver();
  }

  public calls(name: string): void {
    this.bus.deliver();
    const order = this.order('llm', FrameKind.LLM_START);
    this.llm.send(FrameKind.LLM_TOOL_CALL, order, { index: 0, name, arguments: {} });
    this.generated('tool_calls');
  }

  /** A speech of `characters`, all of it at once. */
  public speaks(characters: number, durationMs: number): void {
    this.bus.deliver();
    const order = this.order('tts', FrameKind.TTS_START);
    this.tts.send(FrameKind.TTS_ALIGNMENT, order, {
      segment: 0,
      textStart: 0,
      textEnd: characters,
      sampleStart: 0,
      sampleEnd: msToSamples(durationMs, OUTPUT_SAMPLE_RATE_HZ),
    });
    for (let sent = 0; sent < durationMs; sent += 100) {
      this.tts.sendAudio(FrameKind.TTS_AUDIO, order, 0, voice(Math.min(100, durationMs - sent)));
    }
    this.tts.send(FrameKind.TTS_DONE, order, { firstAudioMs: 1, segments: 1, atMs: 0 });
    this.bus.deliver();
  }

  /** The agent's whole side of a turn. */
  public answers(text: string, durationMs: number): void {
    this.generates(text);
    this.generated();
    this.speaks(text.length, durationMs);
  }
}

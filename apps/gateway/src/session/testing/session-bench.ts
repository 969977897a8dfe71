import { VirtualClock } from '@voxrail/clock';
import type { AsrFinal, RailName, SessionConfigDto } from '@voxrail/contracts';
import {
  DEFAULT_SESSION_CONFIG,
  FrameKind,
  mergeSessionConfig,
  msToSamples,
  OUTPUT_SAMPLE_RATE_HZ,
} from '@voxrail/contracts';
import { createLogger } from '@voxrail/observability';
import { InMemoryBus } from '@voxrail/testing';

import { RailClaims } from '../../rails/claim';
import { LeaseKeeper } from '../../rails/lease-keeper';
import { SessionRails } from '../../rails/session-rails';
import { AgentRail } from '../agent-rail';
import { newConversation } from '../continuity/new-conversation';
import { PlayoutScheduler } from '../playout/playout-scheduler';
import { SessionClient } from '../session-client';
import { RecordingClient } from './recording-client';
import { ScriptedRail } from './scripted-rail';
import { ScriptedWorkers } from './scripted-workers';

const CLOCK_ID = 'one-host';
const SID = 'session-under-test';
const GATEWAY_ID = 'gateway-under-test';

/** PCM16 loud enough to be heard. */
export function voice(durationMs: number): Uint8Array {
  const samples = msToSamples(durationMs, OUTPUT_SAMPLE_RATE_HZ);
  return new Uint8Array(new Int16Array(samples).fill(5_000).buffer);
}

/** A whole session on a virtual clock: real frames and orders, with the workers played by the test. */
export class SessionBench {
  public readonly clock = new VirtualClock();
  public readonly bus = new InMemoryBus();
  public readonly client = new RecordingClient();
  public readonly sessionClient = new SessionClient();
  public readonly workers = new ScriptedWorkers(CLOCK_ID);
  public readonly asr = new ScriptedRail(this.bus, SID, 'asr');
  public readonly llm = new ScriptedRail(this.bus, SID, 'llm');
  public readonly tts = new ScriptedRail(this.bus, SID, 'tts');
  public readonly leases = new LeaseKeeper(this.workers, this.bus, this.clock, GATEWAY_ID);
  public readonly scheduler = new PlayoutScheduler(this.clock);
  public ended = false;
  public readonly subscriptionsBefore = this.bus.subscriptionCount;
  private utterance = 0;
  private sample = 0;
  private opened: AgentRail | undefined;

  public static async open(change: SessionConfigDto = {}): Promise<SessionBench> {
    const bench = new SessionBench();
    const { bus, clock, leases } = bench;
    const claims = new RailClaims(bench.workers, GATEWAY_ID);
    const rails = await SessionRails.open({ bus, clock, leases, claims }, SID);
    const parts = {
      sid: SID,
      clock,
      scheduler: bench.scheduler,
      rails,
      client: bench.sessionClient,
      grants: { tools: null, maxDurationS: null, owner: 'local' },
      logger: createLogger('gateway', { level: 'silent' }),
      clockId: CLOCK_ID,
      before: newConversation(mergeSessionConfig(DEFAULT_SESSION_CONFIG, change)),
      inherited: undefined,
      onChanged: () => undefined,
      onEnded: () => {
        bench.ended = true;
      },
    };
    bench.opened = new AgentRail(parts);
    bench.sessionClient.attach(bench.client, bench.opened.goodbye('replaced'));
    bench.opened.start(bench.client);
    bus.deliver();
    return bench;
  }

  public get session(): AgentRail {
    if (this.opened === undefined) throw new Error('the session is not open');
    return this.opened;
  }

  /** The rails' workers die. Whoever is claimed next numbers its frames from 0. */
  public loses(...rails: readonly RailName[]): void {
    for (const rail of rails) {
      this.workers.lost.set(this.workers.worker(rail), 'no_responders');
      this[rail].becomeAnotherWorker();
    }
  }

  /** Order of the latest frame of the kind that went to the rail. */
  public order(rail: RailName, kind: FrameKind): number {
    return this[rail].last(kind).order;
  }

  public get listening(): number {
    return this.order('asr', FrameKind.ASR_START);
  }

  /** The person's audio for `durationMs`, in messages of 20 ms, in real time. */
  public async feed(durationMs: number): Promise<void> {
    for (let fed = 0; fed < durationMs; fed += 20) {
      this.session.audio(new Uint8Array(640));
      this.sample += 320;
      await this.pass(20);
    }
  }

  public speechStarts(): number {
    const utterance = this.utterance++;
    this.asr.send(FrameKind.ASR_SPEECH_STARTED, this.listening, {
      utterance,
      atMs: this.clock.nowMs(),
      startSample: this.sample,
      prerollSample: Math.max(0, this.sample - 4_800),
    });
    this.bus.deliver();
    return utterance;
  }

  public speechEnds(utterance = this.utterance - 1): void {
    this.asr.send(FrameKind.ASR_SPEECH_ENDED, this.listening, {
      utterance,
      atMs: this.clock.nowMs(),
      endSample: Math.max(0, this.sample - 4_800),
      reason: 'silence',
    });
    this.bus.deliver();
  }

  public final(text: string, utterance = this.utterance - 1): void {
    this.asr.send(FrameKind.ASR_FINAL, this.listening, this.recognition(text, utterance));
    this.bus.deliver();
  }

  /** What is recognized while the person speaks, or, `pausing`, has stopped for the moment. */
  public partial(text: string, pausing = false, utterance = this.utterance - 1): void {
    this.asr.send(FrameKind.ASR_PARTIAL, this.listening, {
      utterance,
      atMs: this.clock.nowMs(),
      revision: 1,
      text,
      endSample: this.sample,
      pausing,
    });
    this.bus.deliver();
  }

  public candidate(text: string, utterance = this.utterance - 1): void {
    this.asr.send(FrameKind.ASR_CANDIDATE, this.listening, this.recognition(text, utterance));
    this.bus.deliver();
  }

  /** Silence after speech has lasted for `idle_ms`. */
  public idles(utterance = this.utterance - 1): void {
    const event = { utterance, atMs: this.clock.nowMs() };
    this.asr.send(FrameKind.ASR_IDLE, this.listening, event);
    this.bus.deliver();
  }

  /** A whole utterance at once. */
  public hears(text: string): void {
    this.speechStarts();
    this.speechEnds();
    this.final(text);
  }

  public generates(...deltas: string[]): void {
    for (const text of deltas) {
      this.llm.send(FrameKind.LLM_DELTA, this.order('llm', FrameKind.LLM_START), {
        text,
        atMs: this.clock.nowMs(),
      });
    }
    this.bus.deliver();
  }

  public calls(name: string, args: Record<string, unknown> = {}, index = 0): void {
    const order = this.order('llm', FrameKind.LLM_START);
    this.llm.send(FrameKind.LLM_TOOL_CALL, order, { index, name, arguments: args });
    this.bus.deliver();
  }

  public generated(finishReason: 'stop' | 'length' | 'tool_calls' = 'stop'): void {
    this.llm.send(FrameKind.LLM_DONE, this.order('llm', FrameKind.LLM_START), {
      finishReason,
      usage: { inputTokens: 10, outputTokens: 5 },
      firstTokenMs: 1,
      totalMs: 2,
      droppedMessages: 0,
      atMs: this.clock.nowMs(),
    });
    this.bus.deliver();
  }

  public speaks(durationMs: number, order = this.order('tts', FrameKind.TTS_START)): void {
    for (let sent = 0; sent < durationMs; sent += 100) {
      this.tts.sendAudio(FrameKind.TTS_AUDIO, order, 0, voice(Math.min(100, durationMs - sent)));
    }
    this.bus.deliver();
  }

  /** Says which samples speak which characters, of one segment. */
  public aligns(textEnd: number, endMs: number | null): void {
    this.tts.send(FrameKind.TTS_ALIGNMENT, this.order('tts', FrameKind.TTS_START), {
      segment: 0,
      textStart: 0,
      textEnd,
      sampleStart: 0,
      sampleEnd: endMs === null ? null : msToSamples(endMs, OUTPUT_SAMPLE_RATE_HZ),
    });
    this.bus.deliver();
  }

  public spoken(order = this.order('tts', FrameKind.TTS_START)): void {
    this.tts.send(FrameKind.TTS_DONE, order, { firstAudioMs: 1, segments: 1, atMs: 0 });
    this.bus.deliver();
  }

  /** A whole turn up to its audio: the person said `text`, the agent answers with `answer` for `ms`. */
  public answers(text: string, answer: string, ms: number): void {
    this.hears(text);
    this.generates(answer);
    this.generated();
    this.aligns(answer.length, ms);
    this.speaks(ms);
    this.spoken();
  }

  /** Time passes, with everything that happens meanwhile. */
  public async pass(ms: number): Promise<void> {
    await this.clock.advanceAsync(ms, 20);
    this.bus.deliver();
  }

  private recognition(text: string, utterance: number): AsrFinal {
    return {
      utterance,
      atMs: this.clock.nowMs(),
      revision: 1,
      text,
      confidence: 0.9,
      words: [],
      endSample: Math.max(0, this.sample - 4_800),
      decodeMs: 10,
    };
  }
}

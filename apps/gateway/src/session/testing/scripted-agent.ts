import type { Clock } from '@voxrail/clock';
import type { ClaimReply, LeaseReply, RailName } from '@voxrail/contracts';
import { FrameKind, msToSamples, OUTPUT_SAMPLE_RATE_HZ, railSubject } from '@voxrail/contracts';
import { ControlError } from '@voxrail/messaging';
import { createLogger } from '@voxrail/observability';
import type { RailSession } from '@voxrail/rail';
import {
  FrameSender,
  isMeantFor,
  OrderGate,
  readPayload,
  SessionRegistry,
  subscribeFrames,
} from '@voxrail/rail';
import type { InMemoryBus } from '@voxrail/testing';

import { voice } from './session-bench';

/** What a worker was asked to do, by order. */
export interface Asked {
  readonly sid: string;
  readonly rail: RailName;
  readonly gateway: string;
  readonly order: number;
  /** Of a generation: the whole prompt's texts. */
  readonly prompt: readonly string[];
}

/** How long an answer's audio is, whatever it says. */
export const ANSWER_MS = 2_000;

/** What the agent says to anything. */
export const ANSWER = 'One two three four five six.';

/** To this it says nothing, and calls a tool. */
export const USE_TOOL = 'use the tool';

/** Its name. */
export const TOOL = 'book';

/**
 * One worker of each rail: the real registries, claims and orders, over an agent that answers everything
 * alike. A worker that is asked for an order keeps a note of it.
 */
export class ScriptedAgent {
  public readonly asked: Asked[] = [];
  private readonly registries: Readonly<Record<RailName, SessionRegistry>>;

  public constructor(
    private readonly bus: InMemoryBus,
    private readonly clock: Clock,
  ) {
    this.registries = {
      asr: this.registry('asr'),
      llm: this.registry('llm'),
      tts: this.registry('tts'),
    };
  }

  /** Sessions that any worker holds. */
  public get held(): number {
    return Object.values(this.registries).reduce((sum, registry) => sum + registry.size, 0);
  }

  /** As `ControlClient.request`; whoever asks knows the answer's type. */
  public async request(subject: string, request: unknown): Promise<never> {
    await Promise.resolve();
    return (await this.answer(subject, request)) as never;
  }

  private async answer(
    subject: string,
    request: unknown,
  ): Promise<ClaimReply | LeaseReply | { released: boolean }> {
    const [, first = '', worker = '', verb = ''] = subject.split('.');
    const rail = (first === 'w' ? worker.split('-')[0] : first) as RailName;
    const registry = this.registries[rail];
    switch (first === 'w' ? verb : worker) {
      case 'claim':
        return registry.claim(request as never);
      case 'lease':
        return registry.lease(request as never);
      case 'release':
        return registry.release(request as never);
      default:
        throw new ControlError('no_responders', subject);
    }
  }

  private registry(rail: RailName): SessionRegistry {
    const { bus, clock } = this;
    return new SessionRegistry({
      workerId: `${rail}-worker1`,
      capacity: 100,
      clockId: 'one-host',
      factory: { open: (sid, gateway, workerId) => this.open(rail, sid, gateway, workerId) },
      bus,
      clock,
      logger: createLogger('gateway', { level: 'silent' }),
    });
  }

  private open(rail: RailName, sid: string, gateway: string, workerId: string): RailSession {
    const gate = new OrderGate();
    const sender = new FrameSender(this.bus, railSubject(sid, rail, 'out'));
    const starts = { asr: FrameKind.ASR_START, llm: FrameKind.LLM_START, tts: FrameKind.TTS_START };
    const subscription = subscribeFrames(this.bus, railSubject(sid, rail, 'in'), (frame) => {
      if (rail === 'tts' && frame.kind === FrameKind.TTS_TEXT_END && gate.isOpen(frame.order)) {
        speak(sender, frame.order, frame.offset);
      }
      if (frame.kind !== starts[rail]) return;
      const start = readPayload(starts[rail], frame);
      if (start === undefined || !isMeantFor(start, workerId)) return;
      if (gate.open(frame.order) !== 'opened') return;
      const prompt = 'messages' in start ? start.messages.map(({ content }) => content) : [];
      this.asked.push({ sid, rail, gateway, order: frame.order, prompt });
      if (rail !== 'llm') return;
      if (prompt.at(-1) === USE_TOOL) callTool(sender, frame.order);
      else generate(sender, frame.order);
    });
    return {
      interrupt: (from, to) => {
        if (rail !== 'asr') gate.interrupt(from, to);
      },
      close: () => {
        subscription.unsubscribe();
      },
    };
  }
}

function callTool(sender: FrameSender, order: number): void {
  sender.send(FrameKind.LLM_TOOL_CALL, order, 0, { index: 0, name: TOOL, arguments: {} });
  done(sender, order, 0, 'tool_calls');
}

function generate(sender: FrameSender, order: number): void {
  sender.send(FrameKind.LLM_DELTA, order, 0, { text: ANSWER, atMs: 0 });
  done(sender, order, ANSWER.length, 'stop');
}

function done(
  sender: FrameSender,
  order: number,
  characters: number,
  finishReason: 'stop' | 'tool_calls',
): void {
  sender.send(FrameKind.LLM_DONE, order, characters, {
    finishReason,
    usage: { inputTokens: 10, outputTokens: 5 },
    firstTokenMs: 1,
    totalMs: 2,
    droppedMessages: 0,
    atMs: 0,
  });
}

function speak(sender: FrameSender, order: number, characters: number): void {
  sender.send(FrameKind.TTS_ALIGNMENT, order, 0, {
    segment: 0,
    textStart: 0,
    textEnd: characters,
    sampleStart: 0,
    sampleEnd: msToSamples(ANSWER_MS, OUTPUT_SAMPLE_RATE_HZ),
  });
  const pcm = voice(100);
  for (let sentMs = 0; sentMs < ANSWER_MS; sentMs += 100) {
    sender.send(FrameKind.TTS_AUDIO, order, msToSamples(sentMs, OUTPUT_SAMPLE_RATE_HZ), pcm);
  }
  const samples = msToSamples(ANSWER_MS, OUTPUT_SAMPLE_RATE_HZ);
  sender.send(FrameKind.TTS_DONE, order, samples, { firstAudioMs: 1, segments: 1, atMs: 0 });
}

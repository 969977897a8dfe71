import type { Hash } from 'node:crypto';
import { createHash } from 'node:crypto';

import type {
  Frame,
  JsonFrameKind,
  Payload,
  RailDirection,
  RailName,
  TtsAlignment,
} from '@voxrail/contracts';
import {
  decodeFrame,
  decodePayload,
  FrameKind,
  interruptSubject,
  railSubject,
} from '@voxrail/contracts';
import type { BusSubscription, MessageBus } from '@voxrail/messaging';

/** What a model made by one order, as the worker told the gateway. */
export interface OrderOutput {
  readonly order: number;
  /** Of a generation what it wrote, of a speech what it was given to speak. */
  text: string;
  samples: number;
  readonly audio: Hash;
  /** By segment; the latest that was told of each. */
  readonly alignment: Map<number, TtsAlignment>;
}

/** Listens in on what the models make for a session, and on what of it is declared dead. */
export class OrderTap {
  public readonly generations = new Map<number, OrderOutput>();
  public readonly speeches = new Map<number, OrderOutput>();
  private readonly dead: { readonly from: number; readonly to: number }[] = [];
  private readonly subscriptions: readonly BusSubscription[];
  private readonly handlers: Partial<Record<FrameKind, (frame: Frame) => void>> = {
    [FrameKind.LLM_DELTA]: (frame) => {
      outputOf(this.generations, frame).text += read(FrameKind.LLM_DELTA, frame)?.text ?? '';
    },
    [FrameKind.TTS_TEXT]: (frame) => {
      outputOf(this.speeches, frame).text += read(FrameKind.TTS_TEXT, frame)?.text ?? '';
    },
    [FrameKind.TTS_AUDIO]: (frame) => {
      this.hearAudio(frame);
    },
    [FrameKind.TTS_ALIGNMENT]: (frame) => {
      this.hearAlignment(frame);
    },
    [FrameKind.INTERRUPT]: (frame) => {
      const range = read(FrameKind.INTERRUPT, frame);
      if (range !== undefined) this.dead.push(range);
    },
  };

  public constructor(bus: MessageBus, sid: string) {
    const hear = (rail: RailName, direction: RailDirection): BusSubscription =>
      bus.subscribe(railSubject(sid, rail, direction), (data) => {
        this.hear(data);
      });
    this.subscriptions = [
      hear('llm', 'out'),
      hear('tts', 'in'),
      hear('tts', 'out'),
      bus.subscribe(interruptSubject(sid), (data) => {
        this.hear(data);
      }),
    ];
  }

  public close(): void {
    for (const subscription of this.subscriptions) subscription.unsubscribe();
  }

  public isDead(order: number): boolean {
    return this.dead.some(({ from, to }) => order >= from && order <= to);
  }

  private hear(data: Uint8Array): void {
    const decoded = decodeFrame(data);
    if (decoded.ok) this.handlers[decoded.frame.kind]?.(decoded.frame);
  }

  private hearAudio(frame: Frame): void {
    const output = outputOf(this.speeches, frame);
    output.samples += frame.payload.byteLength / 2;
    output.audio.update(frame.payload);
  }

  private hearAlignment(frame: Frame): void {
    const alignment = read(FrameKind.TTS_ALIGNMENT, frame);
    if (alignment === undefined) return;
    outputOf(this.speeches, frame).alignment.set(alignment.segment, alignment);
  }
}

function read<K extends JsonFrameKind>(kind: K, frame: Frame): Payload<K> | undefined {
  const payload = decodePayload(kind, frame);
  return payload.ok ? payload.value : undefined;
}

function outputOf(outputs: Map<number, OrderOutput>, { order }: Frame): OrderOutput {
  const known = outputs.get(order);
  if (known !== undefined) return known;
  const output = { order, text: '', samples: 0, audio: createHash('sha1'), alignment: new Map() };
  outputs.set(order, output);
  return output;
}

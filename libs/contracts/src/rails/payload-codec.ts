import type { ClassConstructor } from 'class-transformer';

import type { Frame } from '../frame/frame';
import { encodeFrame } from '../frame/frame-codec';
import type { AudioFrameKind } from '../frame/frame-kind';
import { FrameKind } from '../frame/frame-kind';
import { readJsonObject } from '../json-object';
import * as asr from './asr-messages';
import * as broadcast from './broadcast-messages';
import * as llm from './llm-messages';
import type { MessageRules } from './message-rules';
import { compileMessageRules } from './message-rules';
import * as tts from './tts-messages';

const PAYLOADS = {
  [FrameKind.ASR_START]: asr.AsrStart,
  [FrameKind.ASR_CONFIG]: asr.AsrConfig,
  [FrameKind.ASR_FLUSH]: asr.AsrFlush,
  [FrameKind.ASR_RESET]: asr.AsrReset,
  [FrameKind.ASR_SPEECH_STARTED]: asr.AsrSpeechStarted,
  [FrameKind.ASR_PARTIAL]: asr.AsrPartial,
  [FrameKind.ASR_CANDIDATE]: asr.AsrCandidate,
  [FrameKind.ASR_SPEECH_ENDED]: asr.AsrSpeechEnded,
  [FrameKind.ASR_FINAL]: asr.AsrFinal,
  [FrameKind.ASR_IDLE]: asr.AsrIdle,
  [FrameKind.ASR_FAILED]: asr.AsrFailed,
  [FrameKind.LLM_PREPARE]: llm.LlmPrepare,
  [FrameKind.LLM_START]: llm.LlmStart,
  [FrameKind.LLM_DELTA]: llm.LlmDelta,
  [FrameKind.LLM_TOOL_CALL]: llm.LlmToolCall,
  [FrameKind.LLM_DONE]: llm.LlmDone,
  [FrameKind.LLM_FAILED]: llm.LlmFailed,
  [FrameKind.TTS_PREPARE]: tts.TtsPrepare,
  [FrameKind.TTS_START]: tts.TtsStart,
  [FrameKind.TTS_TEXT]: tts.TtsText,
  [FrameKind.TTS_TEXT_END]: tts.TtsTextEnd,
  [FrameKind.TTS_CREDIT]: tts.TtsCredit,
  [FrameKind.TTS_ALIGNMENT]: tts.TtsAlignment,
  [FrameKind.TTS_DONE]: tts.TtsDone,
  [FrameKind.TTS_FAILED]: tts.TtsFailed,
  [FrameKind.INTERRUPT]: broadcast.Interrupt,
  [FrameKind.END]: broadcast.SessionEnd,
} as const satisfies Record<Exclude<FrameKind, AudioFrameKind>, ClassConstructor<object>>;

export type JsonFrameKind = keyof typeof PAYLOADS;

export type Payload<K extends JsonFrameKind> = InstanceType<(typeof PAYLOADS)[K]>;

/** A frame's JSON, or why it cannot be used. Content of the message is never part of `defect`. */
export type PayloadDecoding<K extends JsonFrameKind> =
  | { readonly ok: true; readonly value: Payload<K> }
  | { readonly ok: false; readonly defect: string };

export interface FrameAddress {
  readonly order: number;
  readonly seq: number;
  readonly offset: number;
}

const encoder = new TextEncoder();

export function encodeJsonFrame<K extends JsonFrameKind>(
  kind: K,
  address: FrameAddress,
  payload: Payload<K>,
): Uint8Array {
  return encodeFrame({ kind, ...address, payload: encoder.encode(JSON.stringify(payload)) });
}

/** Compiled at the first message of each kind. */
const compiledRules = new Map<JsonFrameKind, MessageRules>();

function rulesOf(kind: JsonFrameKind): MessageRules {
  const rules = compiledRules.get(kind) ?? compileMessageRules(PAYLOADS[kind]);
  compiledRules.set(kind, rules);
  return rules;
}

/** Reads a payload that anyone may have sent: never throws. Fields it does not know are ignored. */
export function decodePayload<K extends JsonFrameKind>(kind: K, frame: Frame): PayloadDecoding<K> {
  const plain = readJsonObject(frame.payload);
  if (plain === undefined) return { ok: false, defect: 'not a JSON object' };
  const broken = rulesOf(kind)(plain);
  if (broken !== undefined) return { ok: false, defect: `${broken} is missing or invalid` };
  return { ok: true, value: plain as unknown as Payload<K> };
}

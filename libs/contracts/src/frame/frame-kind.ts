/**
 * What a frame on a session's raw subjects carries. The high half of the byte names the subject:
 * 1 asr.in, 2 asr.out, 3 llm.in, 4 llm.out, 5 tts.in, 6 tts.out, 7 broadcasts.
 */
export const FrameKind = {
  ASR_START: 0x10,
  ASR_AUDIO: 0x11,
  ASR_CONFIG: 0x12,
  ASR_FLUSH: 0x13,
  ASR_RESET: 0x14,

  ASR_SPEECH_STARTED: 0x20,
  ASR_PARTIAL: 0x21,
  ASR_CANDIDATE: 0x22,
  ASR_SPEECH_ENDED: 0x23,
  ASR_FINAL: 0x24,
  ASR_IDLE: 0x25,
  ASR_FAILED: 0x26,

  LLM_PREPARE: 0x30,
  LLM_START: 0x31,

  LLM_DELTA: 0x40,
  LLM_TOOL_CALL: 0x41,
  LLM_DONE: 0x42,
  LLM_FAILED: 0x43,

  TTS_PREPARE: 0x50,
  TTS_START: 0x51,
  TTS_TEXT: 0x52,
  TTS_TEXT_END: 0x53,
  TTS_CREDIT: 0x54,

  TTS_AUDIO: 0x60,
  TTS_ALIGNMENT: 0x61,
  TTS_DONE: 0x62,
  TTS_FAILED: 0x63,

  INTERRUPT: 0x70,
  END: 0x71,
} as const;

export type FrameKind = (typeof FrameKind)[keyof typeof FrameKind];

/** The kinds whose payload is PCM16 and not JSON. */
export type AudioFrameKind = typeof FrameKind.ASR_AUDIO | typeof FrameKind.TTS_AUDIO;

const KNOWN: ReadonlySet<number> = new Set(Object.values(FrameKind));

export function isFrameKind(value: number): value is FrameKind {
  return KNOWN.has(value);
}

export function isAudioKind(kind: FrameKind): kind is AudioFrameKind {
  return kind === FrameKind.ASR_AUDIO || kind === FrameKind.TTS_AUDIO;
}

import type { ClientMessageName, RailName } from '@voxrail/contracts';
import { CONTROL_ACTIONS, FrameKind, RAIL_NAMES } from '@voxrail/contracts';

import { refusalOf } from '../../session/testing/refusal-of';
import type { SessionBench } from '../../session/testing/session-bench';
import { voice } from '../../session/testing/session-bench';
import type { MessageTarget } from '../client-messages';
import { handleClientMessage } from '../client-messages';

export interface SessionEvent {
  readonly title: string;
  /** @throws what no client could be told of */
  readonly happen: (bench: SessionBench) => void;
}

function lastRequest(bench: SessionBench): string {
  return bench.client.all('tool_request').at(-1)?.request_id ?? 'call_none';
}

/** What a client may send under each name, right and wrong. */
const CLIENT_MESSAGES: Readonly<
  Record<ClientMessageName | 'audio_chunk', readonly ((bench: SessionBench) => unknown)[]>
> = {
  audio_chunk: [() => new Uint8Array(640), () => new Uint8Array(641), () => 'not audio'],
  control: [
    ...CONTROL_ACTIONS.map((action) => () => ({ action })),
    () => ({ action: 'explode' }),
    () => null,
  ],
  tool_response: [
    (bench) => ({ request_id: lastRequest(bench), result: { found: true } }),
    (bench) => ({ request_id: lastRequest(bench), error: 'nothing found' }),
    (bench) => ({ request_id: lastRequest(bench), result: 'x'.repeat(9_000) }),
    () => ({ request_id: 'call_of_another_session', result: 1 }),
  ],
  text: [() => ({ text: 'typed' }), () => ({ text: ' ' }), () => ({ text: 5 })],
  say: [
    () => ({ text: 'By the way.' }),
    () => ({ text: 'Listen!', interrupt: true }),
    () => ({ text: 'Listen to the end!', interrupt: true, interruptible: false }),
  ],
  session_update: [
    () => ({ session: { instructions: 'Be brief.' } }),
    () => ({ session: { language: 'de', interruption: { mode: 'confirm' } } }),
    () => ({ session: { instructions: 'Be brief.', voice: 'no such voice' } }),
  ],
  playback: [
    (bench) => ({ turn: bench.client.audio.at(-1)?.turn ?? 0, played_ms: 100 }),
    (bench) => ({ turn: bench.client.audio.at(-1)?.turn ?? 0, played_ms: 1e9 }),
    () => ({ turn: 99, played_ms: 1 }),
    () => ({ turn: 0, played_ms: -1 }),
  ],
  refresh: [() => ({})],
};

/** What messages of a client that needs no new credentials, and whose models know any voice, are about. */
export function messageTarget({ session: rail }: SessionBench): MessageTarget {
  return {
    rail,
    update: (change) => {
      rail.update(change);
      return undefined;
    },
    refresh: () => undefined,
  };
}

function clientEvents(): SessionEvent[] {
  return Object.entries(CLIENT_MESSAGES).flatMap(([name, messages]) =>
    messages.map((message, index) => ({
      title: `client: ${name} ${index + 1}`,
      happen: (bench) => {
        refusalOf(() => {
          void handleClientMessage(messageTarget(bench), name, message(bench));
        });
      },
    })),
  );
}

const FAILURE = { code: 'unavailable', message: 'no', retryable: true };

type FrameSending = (bench: SessionBench, order: number) => void;

/** One event about the latest utterance. */
function heard(text: string) {
  return (bench: SessionBench) => ({
    utterance: bench.latestUtterance,
    atMs: bench.clock.nowMs(),
    revision: 1,
    text,
    confidence: 0.9,
    words: [],
    endSample: 0,
    decodeMs: 1,
  });
}

/** What comes on a rail's subject, of each kind that a rail sends. */
const RAIL_FRAMES: Readonly<Record<string, readonly FrameSending[]>> = {
  ASR_SPEECH_STARTED: [
    (bench, order) => {
      const start = { atMs: bench.clock.nowMs(), startSample: 0, prerollSample: 0 };
      const utterance = bench.latestUtterance + 1;
      bench.asr.send(FrameKind.ASR_SPEECH_STARTED, order, { utterance, ...start });
    },
  ],
  ASR_PARTIAL: [false, true].map((pausing) => (bench, order) => {
    bench.asr.send(FrameKind.ASR_PARTIAL, order, { ...heard('What time')(bench), pausing });
  }),
  ASR_CANDIDATE: ['What time is it', ''].map((text) => (bench, order) => {
    bench.asr.send(FrameKind.ASR_CANDIDATE, order, heard(text)(bench));
  }),
  ASR_SPEECH_ENDED: [
    (bench, order) => {
      const end = { atMs: bench.clock.nowMs(), endSample: 0, reason: 'silence' as const };
      const utterance = bench.latestUtterance;
      bench.asr.send(FrameKind.ASR_SPEECH_ENDED, order, { utterance, ...end });
    },
  ],
  ASR_FINAL: ['What time is it', 'What time is it and', 'yeah', ''].map(
    (text) => (bench, order) => {
      bench.asr.send(FrameKind.ASR_FINAL, order, heard(text)(bench));
    },
  ),
  ASR_IDLE: [
    (bench, order) => {
      const event = { utterance: bench.latestUtterance, atMs: bench.clock.nowMs() };
      bench.asr.send(FrameKind.ASR_IDLE, order, event);
    },
  ],
  ASR_FAILED: [false, true].map((fatal) => (bench, order) => {
    bench.asr.send(FrameKind.ASR_FAILED, order, { ...FAILURE, fatal });
  }),
  LLM_DELTA: [
    (bench, order) => {
      bench.llm.send(FrameKind.LLM_DELTA, order, { text: 'Well, ', atMs: bench.clock.nowMs() });
    },
  ],
  LLM_TOOL_CALL: ['look_up', 'end_call', 'unheard_of'].map((name) => (bench, order) => {
    bench.llm.send(FrameKind.LLM_TOOL_CALL, order, { index: 0, name, arguments: {} });
  }),
  LLM_DONE: (['stop', 'tool_calls'] as const).map((finishReason) => (bench, order) => {
    bench.llm.send(FrameKind.LLM_DONE, order, {
      finishReason,
      usage: { inputTokens: 1, outputTokens: 1 },
      firstTokenMs: 1,
      totalMs: 1,
      droppedMessages: 0,
      atMs: bench.clock.nowMs(),
    });
  }),
  LLM_FAILED: [true, false].map((retryable) => (bench, order) => {
    bench.llm.send(FrameKind.LLM_FAILED, order, { ...FAILURE, retryable });
  }),
  TTS_AUDIO: [20, 700].map((ms) => (bench, order) => {
    bench.tts.sendAudio(FrameKind.TTS_AUDIO, order, 0, voice(ms));
  }),
  TTS_ALIGNMENT: [
    (bench, order) => {
      const segment = { segment: 0, textStart: 0, textEnd: 5, sampleStart: 0, sampleEnd: null };
      bench.tts.send(FrameKind.TTS_ALIGNMENT, order, segment);
    },
  ],
  TTS_DONE: [
    (bench, order) => {
      bench.tts.send(FrameKind.TTS_DONE, order, { firstAudioMs: 1, segments: 1, atMs: 0 });
    },
  ],
  TTS_FAILED: [true, false].map((retryable) => (bench, order) => {
    bench.tts.send(FrameKind.TTS_FAILED, order, { ...FAILURE, retryable });
  }),
};

/** The kinds of frames that are tried, by their names in `FrameKind`. */
export const RAIL_FRAME_NAMES: readonly string[] = Object.keys(RAIL_FRAMES);

const STARTS = {
  asr: FrameKind.ASR_START,
  llm: FrameKind.LLM_START,
  tts: FrameKind.TTS_START,
} as const;

/** Of the rail's newest order, or its oldest, which is dead in most states; one that never was where there is none. */
function orderOf(bench: SessionBench, rail: RailName, which: 'newest' | 'oldest'): number {
  const starts = bench[rail].of(STARTS[rail]);
  return starts.at(which === 'newest' ? -1 : 0)?.order ?? 999;
}

function railEvents(): SessionEvent[] {
  return Object.entries(RAIL_FRAMES).flatMap(([name, frames]) =>
    frames.flatMap((send, index) =>
      (['newest', 'oldest'] as const).map((which) => ({
        title: `rail: ${name} ${index + 1} of the ${which} order`,
        happen: (bench: SessionBench) => {
          const rail = RAIL_NAMES.find((railName) => name.startsWith(railName.toUpperCase()));
          if (rail !== undefined) send(bench, orderOf(bench, rail, which));
        },
      })),
    ),
  );
}

function lifeEvents(): SessionEvent[] {
  const ofRails = RAIL_NAMES.flatMap((rail): SessionEvent[] => [
    {
      title: `the ${rail} worker is lost and replaced`,
      happen: ({ session, [rail]: worker }) => {
        session.onRailLost(rail);
        worker.becomeAnotherWorker();
        session.onRailReplaced(rail);
      },
    },
    {
      title: `no ${rail} worker is to be found`,
      happen: ({ session }) => {
        session.onRailUnavailable(rail);
      },
    },
  ]);
  return [
    ...ofRails,
    {
      title: 'the broker is lost',
      happen: ({ session }) => {
        session.onBrokerLost();
      },
    },
    {
      title: 'the client is gone',
      happen: ({ session }) => {
        session.abandon();
      },
    },
    {
      title: 'the gateway drains',
      happen: ({ session }) => {
        session.end('draining');
      },
    },
  ];
}

/** What a client and the rails may send, whether the session is there to hear it or not. */
export const MESSAGE_EVENTS: readonly SessionEvent[] = [...clientEvents(), ...railEvents()];

/** Everything that can happen to a session: each client message, each frame of a rail, each loss. */
export const SESSION_EVENTS: readonly SessionEvent[] = [...MESSAGE_EVENTS, ...lifeEvents()];

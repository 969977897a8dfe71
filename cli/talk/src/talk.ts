import { readWav, resample, writeWav } from '@voxrail/audio';
import { Caller } from '@voxrail/caller';

import { moveRobot, ROBOT_TOOL } from './demo-tool';
import type { TalkOptions } from './talk-options';
import type { TalkResult } from './talk-result';
import { talkResult } from './talk-result';

/** What the gateway hears. */
const SPEECH_RATE_HZ = 16_000;

async function readSpeech(path: string): Promise<Int16Array> {
  const { samples, sampleRateHz } = readWav(path);
  return resample(samples, sampleRateHz, SPEECH_RATE_HZ);
}

export interface Talk {
  readonly caller: Caller;
  /** Holds the conversation. @throws CallTimeoutError, VoxrailClientError */
  hold(): Promise<TalkResult>;
}

/** Reads the recordings and prepares the call. @throws AudioFileError */
export async function prepareTalk(options: TalkOptions, fallback: string): Promise<Talk> {
  const question = await readSpeech(options.question ?? fallback);
  const second =
    options.interruption === null ? null : await readSpeech(options.interruption.recording);
  const caller = new Caller({
    url: options.url,
    frameMs: options.frameMs,
    recordAudio: true,
    transport: options.transport,
  });
  if (options.tool) caller.client.tool(ROBOT_TOOL, moveRobot);
  return { caller, hold: () => hold(caller, options, question, second) };
}

async function hold(
  caller: Caller,
  options: TalkOptions,
  question: Int16Array,
  second: Int16Array | null,
): Promise<TalkResult> {
  try {
    await caller.call();
    const asked = caller.speak(question);
    const spokenMs = asked.endMs - asked.startMs;
    if (second !== null && options.interruption !== null) {
      await caller.until(
        'the answer’s first sound',
        () => audible(caller),
        spokenMs + options.timeoutMs,
      );
      await new Promise((resolve) => setTimeout(resolve, options.interruption?.afterMs));
      caller.speak(second);
    }
    const secondMs = second === null ? 0 : second.length / (SPEECH_RATE_HZ / 1000);
    const limitMs = spokenMs + secondMs + options.timeoutMs;
    await caller.until(
      'speech to be recognized',
      () => isOver(caller) || heardLast(caller),
      limitMs,
    );
    await caller.until('the end of the answer', () => isOver(caller) || caller.settled, limitMs);
    const endedEarly = isOver(caller) && !caller.settled;
    const { samples, sampleRateHz } = caller.recording;
    if (samples.length > 0) writeWav(options.out, samples, sampleRateHz);
    return talkResult(caller, endedEarly);
  } finally {
    await caller.hangUp();
  }
}

function audible(caller: Caller): boolean {
  return [...caller.record.turns.values()].some((turn) => turn.firstAudibleMs !== null);
}

function isOver(caller: Caller): boolean {
  return caller.client.state === 'ended';
}

/** What was said last has become a turn. */
function heardLast(caller: Caller): boolean {
  const lastStartMs = caller.utterances.at(-1)?.startMs ?? 0;
  return [...caller.record.turns.values()].some(
    (turn) => (turn.transcriptFinalMs ?? 0) > lastStartMs,
  );
}

import { VirtualClock } from '@voxrail/clock';

import { recognitionPace } from '../recognizer/recognition-pace';
import { UtteranceRecognition } from '../recognizer/utterance-recognition';
import type { ScriptedRecognizer } from './scripted-recognizer';

export const FIRST = 10_000;
export const WINDOW = 512;

export interface SpokenUtterance {
  readonly recognition: UtteranceRecognition;
  /** Samples that each partial was the text of. */
  readonly partials: number[];
  readonly candidates: string[];
  /** Texts of finals and codes of failures. */
  readonly outcomes: string[];
}

/** An utterance that begins at `FIRST`, with its speech. */
export function beginUtterance(
  recognizer: ScriptedRecognizer,
  clock = new VirtualClock(),
  speculate = false,
): SpokenUtterance {
  const partials: number[] = [];
  const candidates: string[] = [];
  const outcomes: string[] = [];
  const recognition = new UtteranceRecognition(
    {
      id: 'u',
      prerollSample: FIRST,
      startSample: FIRST,
      traceparent: '00-trace',
      pace: recognitionPace(speculate),
    },
    recognizer.recognize,
    clock,
    {
      onPartial: (_recognition, endSample) => partials.push(endSample - FIRST),
      onCandidate: ({ text }) => candidates.push(text),
      onFinal: ({ text }) => outcomes.push(text),
      onFailed: ({ code }) => outcomes.push(code),
    },
  );
  return { recognition, partials, candidates, outcomes };
}

/** Voiced windows, all of which may be sent. */
export async function speak(recognition: UtteranceRecognition, windows: number): Promise<void> {
  for (let i = 1; i <= windows; i++) {
    recognition.append(new Int16Array(WINDOW).fill(i));
    recognition.allow(Number.MAX_SAFE_INTEGER);
    await settled();
  }
}

/** Lets all that does not wait for the clock come to an end. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

import { loadRecordings } from './recordings';
import { FLITE_VOICES } from './synthesized';
import { toUtterance } from './to-utterance';
import { DEVELOPMENT_TURNS } from './turns/development-turns';
import { HELD_OUT_TURNS } from './turns/held-out-turns';
import { joinSpeech } from './turns/joined-speech';
import type { PauseRange } from './turns/paused-turn';
import { pauseMs, readPausedTurns } from './turns/paused-turn';
import { synthesizeTurn } from './turns/synthesized-turn';
import type { Utterance } from './utterance';

/** Two of these together are no longer than what is usually said in one go. */
const LONGEST_PART_SAMPLES = 4 * 16_000;

/** Each recorded person after each other one, with a pause between them. */
async function recordedSpeech(range: PauseRange): Promise<Utterance[]> {
  const parts = (await loadRecordings()).filter(
    ({ samples, longestPauseMs }) =>
      samples.length <= LONGEST_PART_SAMPLES && longestPauseMs <= range.longestMs,
  );
  const pairs = parts.flatMap((first) =>
    parts.filter((second) => second !== first).map((second) => [first, second] as const),
  );
  return pairs.map((pair, index) => {
    const [first, second] = pair;
    const { samples } = joinSpeech(pair, [pauseMs(index, range)]);
    const name = `${first.name}-and-${second.name}`;
    return toUtterance({ name, voice: first.voice, origin: 'recorded', samples });
  });
}

/** The paused turns of both sets, each with every synthetic voice, and another voice each time. */
async function* synthesizedSpeech(range: PauseRange): AsyncGenerator<Utterance> {
  const turns = readPausedTurns([...DEVELOPMENT_TURNS.paused, ...HELD_OUT_TURNS.paused], range);
  for (const round of FLITE_VOICES.keys()) {
    for (const [index, turn] of turns.entries()) {
      const voice = FLITE_VOICES[(index + round) % FLITE_VOICES.length] ?? FLITE_VOICES[0];
      const { samples } = await synthesizeTurn(turn, voice);
      const name = `${voice}-${turn.parts.join('-').replaceAll(/[^a-z0-9]+/g, '-')}`;
      yield toUtterance({ name, voice, origin: 'synthesized', samples });
    }
  }
}

/**
 * Speech with a pause inside, of recorded people and of synthetic voices in turn. All of it was measured:
 * the longest quiet between speech and speech, by the rule of the end of speech, lies within `range`.
 * @throws Error when there are not as many as `count`
 */
export async function loadPausedSpeech(count: number, range: PauseRange): Promise<Utterance[]> {
  const isPaused = ({ longestPauseMs }: Utterance): boolean =>
    longestPauseMs >= range.shortestMs && longestPauseMs <= range.longestMs;
  const recorded = (await recordedSpeech(range)).filter(isPaused);
  const paused: Utterance[] = [];
  for await (const synthesized of synthesizedSpeech(range)) {
    if (isPaused(synthesized)) paused.push(synthesized);
    const next = recorded.shift();
    if (next !== undefined) paused.push(next);
    if (paused.length >= count) return paused.slice(0, count);
  }
  throw new Error(`only ${paused.length} utterances have a pause as long as that`);
}

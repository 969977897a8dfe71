import { longestPauseMs, VOICE_SHARE } from './pauses';
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

const RATE_HZ = 16_000;
const FRAME_MS = 20;

/** Two of these together are no longer than what is usually said in one go. */
const LONGEST_PART_SAMPLES = 4 * 16_000;

/** Each recorded person after each other one, with a pause between them. */
async function recordedSpeech(range: PauseRange): Promise<Utterance[]> {
  const parts = (await loadRecordings()).filter(
    (part) => part.samples.length <= LONGEST_PART_SAMPLES && part.longestPauseMs <= range.longestMs,
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
 * Whether the longest quiet between speech and speech, by the rule of the end of speech, lies within the
 * range, and lies between two voices: with the breath and the fading around it, which that rule takes for
 * speech and a listener for silence, it is hardly longer.
 */
function isPaused({ samples, longestPauseMs: pauseMs }: Utterance, range: PauseRange): boolean {
  if (pauseMs < range.shortestMs || pauseMs > range.longestMs) return false;
  return longestPauseMs(samples, RATE_HZ, VOICE_SHARE) <= range.longestMs + FRAME_MS;
}

/**
 * Speech with a pause inside, of recorded people and of synthetic voices in turn; each was measured.
 * @throws Error when there are not as many as `count`
 */
export async function loadPausedSpeech(count: number, range: PauseRange): Promise<Utterance[]> {
  const recorded = (await recordedSpeech(range)).filter((speech) => isPaused(speech, range));
  const paused: Utterance[] = [];
  for await (const synthesized of synthesizedSpeech(range)) {
    if (isPaused(synthesized, range)) paused.push(synthesized);
    const next = recorded.shift();
    if (next !== undefined) paused.push(next);
    if (paused.length >= count) return paused.slice(0, count);
  }
  throw new Error(`only ${paused.length} utterances have a pause as long as that`);
}

/** Speech of usual speed, in characters a second: what is assumed while an answer's length is unknown. */
const USUAL_CHARACTERS_PER_S = 15;

/**
 * How far into `text` a voice has come after `playedMs`, to the end of a word. Exact enough to follow
 * with the eye; what was really heard comes from the gateway once the answer is over.
 * @param durationMs of the whole answer's audio, null while it is still being made
 */
export function spokenCharacters(
  text: string,
  playedMs: number,
  durationMs: number | null,
): number {
  const share =
    durationMs === null || durationMs <= 0
      ? (playedMs * USUAL_CHARACTERS_PER_S) / 1000
      : (playedMs / durationMs) * text.length;
  const at = Math.min(text.length, Math.round(share));
  const wordEnd = text.slice(at).search(/\s/);
  if (at === 0) return 0;
  return wordEnd === -1 ? text.length : at + wordEnd;
}

/** Characters around the last word heard: some six seconds of speech before it, and two after. */
const CHARACTERS_BEHIND = 90;
const CHARACTERS_AHEAD = 30;

/** What a microphone beside the loudspeaker may hear while `text` is spoken and `heard` characters of it have been. */
export function wordsInTheAir(text: string, heard: number): string {
  return text.slice(Math.max(0, heard - CHARACTERS_BEHIND), heard + CHARACTERS_AHEAD);
}

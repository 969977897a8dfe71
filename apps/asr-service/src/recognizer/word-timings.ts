import type { WordTiming } from '@voxrail/contracts';

const MS_PER_S = 1_000;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value);
}

function wordTiming(value: unknown): WordTiming[] {
  if (!isRecord(value)) return [];
  const { word, start, end, confidence } = value;
  if (typeof word !== 'string' || !isTime(start) || !isTime(end)) return [];
  const known = typeof confidence === 'number' && confidence > 0;
  return [
    {
      word,
      startMs: Math.round(start * MS_PER_S),
      endMs: Math.round(end * MS_PER_S),
      confidence: known ? Math.min(1, confidence) : 0,
    },
  ];
}

/**
 * The model's WORDS: a JSON list of `{word, start, end, confidence}`, times in seconds of the utterance.
 * What cannot be read is left out: a text without word times is still the text.
 */
export function parseWordTimings(json: string): WordTiming[] {
  try {
    const words: unknown = JSON.parse(json);
    return Array.isArray(words) ? words.flatMap(wordTiming) : [];
  } catch {
    return [];
  }
}

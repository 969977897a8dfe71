export const RAIL_NAMES = ['asr', 'llm', 'tts'] as const;

export type RailName = (typeof RAIL_NAMES)[number];

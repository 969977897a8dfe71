/** Values of the label `type` of `voice_agent_errors_total` (design document 10.1). */
export const ERROR_TYPES = ['asr', 'llm', 'tts', 'connection'] as const;

export type ErrorType = (typeof ERROR_TYPES)[number];

/** The five processes of the system, as they name themselves in logs and metrics. */
export const SERVICE_NAMES = [
  'gateway',
  'asr-service',
  'llm-service',
  'tts-service',
  'model-server',
] as const;

export type ServiceName = (typeof SERVICE_NAMES)[number];

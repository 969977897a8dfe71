/** What a worklet's global scope has; the DOM library describes windows only. */
export interface WorkletProcessor {
  readonly port: MessagePort;
}

export interface WorkletScope {
  /** Rate of the context that the worklet belongs to. */
  readonly sampleRate: number;
  readonly AudioWorkletProcessor: new () => WorkletProcessor;
  registerProcessor(name: string, processor: new () => WorkletProcessor): void;
}

export const workletScope = globalThis as unknown as WorkletScope;

import type { EngineCommand, EngineEvent } from './engine-messages';

/** The way to an engine, wherever it runs. */
export interface EngineLink {
  post(command: EngineCommand, transfer: readonly ArrayBuffer[]): void;
  /** Ends the engine whatever it is doing, native code that does not return excepted. */
  terminate(): void;
}

export interface EngineLinkEvents {
  onEvent(event: EngineEvent): void;
  /** The engine is gone, and with it everything it had been given. Always the last event. */
  onExit(cause: Error | undefined): void;
}

import type {
  EngineErrorCode,
  EngineRequest,
  ModelDefinition,
  SequenceId,
} from '../engines/engine';
import type { PackedTensors } from './packed-tensors';

/** What an engine is started with. */
export interface EngineHostData {
  /** Absolute path of the module whose `createEngine` is called. */
  readonly modulePath: string;
  readonly options: ModelDefinition['options'];
  /** See `ModelDefinition`. */
  readonly decoupled: boolean;
  /** One flag for each request at a time; see `CancellationFlags`. */
  readonly flags: SharedArrayBuffer;
}

/** To the engine. `ticket` names a request, `flag` its place among the cancellation flags. */
export type EngineCommand =
  | {
      readonly kind: 'execute';
      readonly ticket: number;
      readonly flag: number;
      readonly request: Omit<EngineRequest, 'inputs'>;
      readonly inputs: PackedTensors;
    }
  | { readonly kind: 'drop_sequence'; readonly id: SequenceId }
  | { readonly kind: 'close' };

/** From the engine. After `answered`, `done` or `failed` nothing follows for that ticket. */
export type EngineEvent =
  | { readonly kind: 'ready' }
  | { readonly kind: 'load_failed'; readonly message: string }
  | {
      readonly kind: 'responses';
      readonly ticket: number;
      readonly outputs: readonly PackedTensors[];
    }
  /** The one response of a model that is not decoupled: one message, since each wakes the main thread. */
  | { readonly kind: 'answered'; readonly ticket: number; readonly outputs: PackedTensors }
  | { readonly kind: 'done'; readonly ticket: number }
  | {
      readonly kind: 'failed';
      readonly ticket: number;
      readonly code: EngineErrorCode;
      readonly message: string;
      /** An error that no engine meant to give. Its message may quote a request: it is for nobody. */
      readonly thrown?: { readonly message: string; readonly stack: string };
    }
  | { readonly kind: 'closed' };

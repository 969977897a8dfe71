import { EngineError } from '../engines/engine';
import type { Engine, EngineModule, EngineOutputs } from '../engines/engine';
import { FlagCancellation } from './cancellation-flags';
import type { EngineCommand, EngineEvent, EngineHostData } from './engine-messages';
import { packTensors, unpackTensors } from './packed-tensors';
import type { PackedTensors } from './packed-tensors';
import { ResponseBatch } from './response-batch';

/** Where an engine's events go to: the port of its thread, or the link within the server's own. */
export interface EnginePort {
  postMessage(event: EngineEvent, transfer?: readonly ArrayBuffer[]): void;
  /** The engine is over. */
  close(): void;
}

type ExecuteCommand = Extract<EngineCommand, { kind: 'execute' }>;

/** Runs requests on one engine as they come, and says how they go. An engine that computes blocks this thread. */
export class EngineHost {
  public constructor(
    private readonly port: EnginePort,
    private readonly engine: Engine,
    private readonly decoupled: boolean,
    private readonly flags: Int32Array,
  ) {}

  public handle(command: EngineCommand): void {
    switch (command.kind) {
      case 'execute':
        void this.execute(command);
        return;
      case 'drop_sequence':
        this.engine.dropSequence?.(command.id);
        return;
      case 'close':
        void this.close();
    }
  }

  private async execute(command: ExecuteCommand): Promise<void> {
    const { ticket } = command;
    let settled = false;
    let answer: PackedTensors | undefined;
    const responses = new ResponseBatch(
      () => performance.now(),
      (outputs) => {
        this.post({ kind: 'responses', ticket, outputs });
      },
    );
    const respond = (outputs: EngineOutputs): void => {
      if (settled) return;
      const packed = packTensors(outputs);
      if (this.decoupled) responses.add(packed);
      else answer ??= packed;
    };
    try {
      await this.engine.execute(
        { ...command.request, inputs: unpackTensors(command.inputs) },
        respond,
        new FlagCancellation(this.flags, command.flag),
      );
      settled = true;
      responses.flush();
      if (answer === undefined) this.post({ kind: 'done', ticket });
      else this.post({ kind: 'answered', ticket, outputs: answer });
    } catch (error) {
      settled = true;
      responses.flush();
      this.post(failure(ticket, error));
    }
  }

  private post(event: EngineEvent): void {
    const tensors = 'outputs' in event ? [event.outputs].flat() : [];
    this.port.postMessage(
      event,
      tensors.map(({ buffer }) => buffer),
    );
  }

  private async close(): Promise<void> {
    try {
      await this.engine.close();
    } finally {
      this.post({ kind: 'closed' });
      this.port.close();
    }
  }
}

/**
 * What an engine means to say goes to the caller. The message of any other error stays in the process:
 * those of parsers, for one, quote what they were given.
 */
function failure(ticket: number, error: unknown): EngineEvent {
  if (error instanceof EngineError) {
    return { kind: 'failed', ticket, code: error.code, message: error.message };
  }
  const thrown = error instanceof Error ? error : new Error(typeof error);
  return {
    kind: 'failed',
    ticket,
    code: 'INTERNAL',
    message: `the engine failed unexpectedly (${thrown.name})`,
    thrown: { message: thrown.message, stack: thrown.stack ?? '' },
  };
}

/** Node's own errors of modules go on with a list of files; the log line that says what is missing is one line. */
function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? '';
}

/** Loads an engine, which is not `ready` before commands reach it. Undefined when it failed, which has been told. */
export async function hostEngine(
  port: EnginePort,
  data: EngineHostData,
): Promise<EngineHost | undefined> {
  try {
    const module = (await import(data.modulePath)) as EngineModule;
    const engine = await module.createEngine(data.options);
    return new EngineHost(port, engine, data.decoupled, new Int32Array(data.flags));
  } catch (error) {
    const message = firstLine(error instanceof Error ? error.message : String(error));
    port.postMessage({ kind: 'load_failed', message });
    port.close();
    return undefined;
  }
}

import { parentPort, workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';

import { EngineError } from '../engines/engine';
import type { Engine, EngineModule, EngineOutputs } from '../engines/engine';
import { FlagCancellation } from './cancellation-flags';
import type { EngineCommand, EngineEvent, EngineThreadData } from './engine-messages';
import { packTensors, unpackTensors } from './packed-tensors';
import type { PackedTensors } from './packed-tensors';
import { ResponseBatch } from './response-batch';

/*
 * The entry of an engine's thread: it loads one engine and runs requests on it as they come. An engine
 * that answers synchronously blocks this thread and no other.
 */

type ExecuteCommand = Extract<EngineCommand, { kind: 'execute' }>;

class EngineHost {
  public constructor(
    private readonly port: MessagePort,
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

async function start(port: MessagePort, data: EngineThreadData): Promise<void> {
  let engine: Engine;
  try {
    const module = (await import(data.modulePath)) as EngineModule;
    engine = await module.createEngine(data.options);
  } catch (error) {
    const message = firstLine(error instanceof Error ? error.message : String(error));
    port.postMessage({ kind: 'load_failed', message } satisfies EngineEvent);
    port.close();
    return;
  }
  const host = new EngineHost(port, engine, data.decoupled, new Int32Array(data.flags));
  port.on('message', (command: EngineCommand) => {
    host.handle(command);
  });
  port.postMessage({ kind: 'ready' } satisfies EngineEvent);
}

if (parentPort === null) throw new Error('this file runs in a worker thread');
void start(parentPort, workerData as EngineThreadData);

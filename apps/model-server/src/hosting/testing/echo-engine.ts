import type { Engine, EngineOutputs } from '../../engines/engine';

/** Gives every input back under its name with `_OUT`. */
class EchoEngine implements Engine {
  public execute(
    request: Parameters<Engine['execute']>[0],
    respond: (outputs: EngineOutputs) => void,
  ): void {
    const outputs = Object.entries(request.inputs).map(
      ([name, tensor]) => [`${name}_OUT`, tensor] as const,
    );
    respond(Object.fromEntries(outputs));
  }

  public close(): void {
    // It holds nothing.
  }
}

export function createEngine(): Promise<Engine> {
  return Promise.resolve(new EchoEngine());
}

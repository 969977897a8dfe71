/** Listeners by event name, called in the order they were added. */
export class TypedEmitter<Events extends object> {
  private readonly listeners = new Map<keyof Events, Set<(payload: never) => void>>();

  /** Returns what removes the listener again. */
  public on<N extends keyof Events>(name: N, listener: (payload: Events[N]) => void): () => void {
    const listeners = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }

  public emit<N extends keyof Events>(name: N, payload: Events[N]): void {
    // A copy: a listener may remove itself or others while it runs.
    for (const listener of [...(this.listeners.get(name) ?? [])]) {
      (listener as (payload: Events[N]) => void)(payload);
    }
  }

  public clear(): void {
    this.listeners.clear();
  }
}

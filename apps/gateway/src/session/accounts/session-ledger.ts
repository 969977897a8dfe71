import { readJsonObject } from '@voxrail/contracts';

type Sids = readonly string[];

const encoder = new TextEncoder();

/** Which sessions an account has, and at which gateway, as it stands in the broker. */
export class SessionLedger {
  private constructor(private readonly sidsOf: ReadonlyMap<string, Sids>) {}

  /** What is no ledger is an empty one. */
  public static decode(data: Uint8Array | undefined): SessionLedger {
    const plain = data === undefined ? {} : (readJsonObject(data) ?? {});
    const entries = Object.entries(plain).filter((entry): entry is [string, Sids] =>
      isSids(entry[1]),
    );
    return new SessionLedger(new Map(entries));
  }

  public encode(): Uint8Array {
    return encoder.encode(JSON.stringify(Object.fromEntries(this.sidsOf)));
  }

  public get gateways(): string[] {
    return [...this.sidsOf.keys()];
  }

  /** Different sessions: one that changes hands may stand at both gateways for a moment. */
  public get size(): number {
    return new Set([...this.sidsOf.values()].flat()).size;
  }

  /** As it is where `gateway` has these sessions and no others, and nobody else has them. */
  public with(gateway: string, sids: ReadonlySet<string>): SessionLedger {
    const others = [...this.sidsOf].filter(([name]) => name !== gateway);
    const kept = others.map(([name, theirs]): [string, Sids] => [
      name,
      theirs.filter((sid) => !sids.has(sid)),
    ]);
    const all: [string, Sids][] = [...kept, [gateway, [...sids]]];
    return new SessionLedger(new Map(all.filter(([, some]) => some.length > 0)));
  }

  public without(gateways: ReadonlySet<string>): SessionLedger {
    return new SessionLedger(new Map([...this.sidsOf].filter(([name]) => !gateways.has(name))));
  }
}

function isSids(value: unknown): value is Sids {
  return Array.isArray(value) && value.every((sid) => typeof sid === 'string');
}

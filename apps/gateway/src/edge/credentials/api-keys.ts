import type { ApiKeyEntryDto } from './api-key-file';
import { hashOfApiKey, isApiKey, isSameHash } from './api-key';
import { accountOf } from './grants.dto';
import type { AccountIdentity } from './identity';
import { unauthorized } from './refusal';
import type { WatchedFile } from './watched-file';

/** The API keys that a file lists, as it is now. Without a file there are none. */
export class ApiKeys {
  public constructor(private readonly file: WatchedFile<readonly ApiKeyEntryDto[]> | null) {}

  /** @throws VoxrailError `unauthorized` */
  public read(key: string): AccountIdentity {
    if (!isApiKey(key)) throw unauthorized();
    const hash = hashOfApiKey(key);
    // All are compared, so that the time does not tell where in the file a key stands.
    const [entry] = this.entries.filter((candidate) => isSameHash(candidate.hash, hash));
    if (entry === undefined) throw unauthorized();
    return accountOf(ownerOf(entry), entry, null);
  }

  /** `listener` gets the owner of each key that is taken out of the file or replaced in it. */
  public onRevoked(listener: (owner: string) => void): void {
    this.file?.onChange((now, before) => {
      for (const old of before) {
        const kept = now.some(({ id, hash }) => id === old.id && hash === old.hash);
        if (!kept) listener(ownerOf(old));
      }
    });
  }

  public close(): void {
    this.file?.close();
  }

  private get entries(): readonly ApiKeyEntryDto[] {
    return this.file?.value ?? [];
  }
}

function ownerOf({ id }: ApiKeyEntryDto): string {
  return `key:${id}`;
}

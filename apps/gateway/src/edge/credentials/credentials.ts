import { VoxrailError } from '@voxrail/contracts';
import { decodeProtectedHeader } from 'jose';

import type { AccountTokens } from './account-tokens';
import type { ApiKeys } from './api-keys';
import type { Identity } from './identity';
import { isLoopback } from './loopback';
import { refusalOf, unauthorized } from './refusal';
import type { SessionTokens } from './session-tokens';
import { SESSION_TOKEN_TYPE } from './session-tokens';

/** Longer is no token of ours, and is not worth decoding. */
const MAX_TOKEN_CHARS = 4_096;

export interface PresentedCredentials {
  /** A session token or an account JWT. */
  readonly token?: string | undefined;
  readonly apiKey?: string | undefined;
  /** Address of the client, behind whatever proxies the settings name. */
  readonly address: string;
}

export interface CredentialsParts {
  readonly mode: 'development' | 'production';
  readonly apiKeys: ApiKeys;
  readonly accountTokens: AccountTokens;
  readonly sessionTokens: SessionTokens;
  /** Told of each refusal, for the count that an operator watches. */
  readonly onRefused: (code: string) => void;
}

/** Who is there: the only place that decides whether credentials are good. */
export class Credentials {
  public constructor(private readonly parts: CredentialsParts) {}

  /** @throws VoxrailError `unauthorized`, `session_expired`, or `bad_request` for two at once */
  public async identify(presented: PresentedCredentials): Promise<Identity> {
    try {
      return await this.read(presented);
    } catch (error) {
      throw error instanceof VoxrailError ? this.refused(error) : error;
    }
  }

  /** Counts a refusal that the caller is about to throw, such as good credentials for another session. */
  public refused(error: VoxrailError): VoxrailError {
    this.parts.onRefused(error.code);
    return error;
  }

  private async read({ token, apiKey, address }: PresentedCredentials): Promise<Identity> {
    if (token !== undefined && apiKey !== undefined) {
      throw new VoxrailError('bad_request', 'a token and an API key were given: one is wanted');
    }
    if (apiKey !== undefined) return this.parts.apiKeys.read(apiKey);
    if (token !== undefined) return this.readToken(token);
    // Bad credentials are refused here too: only who presents none at all is taken for local.
    if (this.parts.mode === 'development' && isLoopback(address)) return { kind: 'local' };
    throw unauthorized();
  }

  private async readToken(token: string): Promise<Identity> {
    if (token.length > MAX_TOKEN_CHARS) throw unauthorized();
    const { accountTokens, sessionTokens } = this.parts;
    return typeOf(token) === SESSION_TOKEN_TYPE
      ? sessionTokens.read(token)
      : accountTokens.read(token);
  }
}

/** As the token says itself; whoever reads it then holds it to that. */
function typeOf(token: string): unknown {
  try {
    return decodeProtectedHeader(token).typ;
  } catch (error) {
    throw refusalOf(error);
  }
}

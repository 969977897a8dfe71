import { IsIn, IsInt, IsNotEmpty, IsString, Matches, Max, Min } from 'class-validator';

import { IsKeySource } from './edge/credentials/key-source';
import { SESSION_TOKEN_LIFE_S } from './edge/credentials/session-tokens';
import { IsSigningSecret } from './edge/credentials/signing-secret';

/** Settings of a gateway beside those of every service. */
export class GatewayConfig {
  /**
   * `development`: from this machine nobody needs credentials, and a secret that is not set is made up
   * at each start. `production`: everybody needs them, and the secret has to be set.
   */
  @IsIn(['development', 'production'])
  public mode: 'development' | 'production' = 'development';

  /** Sessions at a time. */
  @IsInt()
  @Min(1)
  @Max(10_000)
  public capacity = 200;

  /** How long a session waits for a client that lost its connection. Its state is kept for 120 s. */
  @IsInt()
  @Min(0)
  @Max(90_000)
  public reconnectGraceMs = 30_000;

  /** Pages of other origins that may connect and call REST, separated by commas, as `https://host[:port]`. */
  @Matches(/^$|^https?:\/\/[^\s,/*]+(\s*,\s*https?:\/\/[^\s,/*]+)*$/, {
    message: '$property must be origins as https://host[:port], separated by commas, without *',
  })
  public allowedOrigins = '';

  /** Signs session tokens, and checks account tokens (HS256) unless `jwtKeys` is set. 32 bytes or more. */
  @IsSigningSecret()
  public jwtSecret = '';

  /** Seconds for which a session token is good; a client has that long to ask for the next one. */
  @IsInt()
  @Min(3)
  @Max(3_600)
  public sessionTokenLifeS = SESSION_TOKEN_LIFE_S;

  /** Where the public keys for account tokens are: a file (PEM, JWK or JWKS) or a JWKS address. */
  @IsKeySource()
  public jwtKeys = '';

  /** `aud` that an account token must have. */
  @IsString()
  @IsNotEmpty()
  public jwtAudience = 'voxrail';

  /** `iss` that an account token must have. */
  @IsString()
  @IsNotEmpty()
  public jwtIssuer = 'voxrail';

  /** Path of the file that lists the API keys by their hashes; it is read again when it changes. */
  @IsString()
  public apiKeysFile = '';

  /** Address under which clients reach the gateway, `https://host[:port]`: for the `stream_url` of a session. */
  @Matches(/^$|^https?:\/\/[^\s,/*?#]+$/, { message: '$property must be https://host[:port]' })
  public publicUrl = '';
}

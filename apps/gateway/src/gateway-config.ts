import { IsInt, Matches, Max, Min } from 'class-validator';

/** Settings of a gateway beside those of every service. */
export class GatewayConfig {
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

  /** Pages of other origins that may connect, separated by commas, as `https://host[:port]`. */
  @Matches(/^$|^https?:\/\/[^\s,/]+(\s*,\s*https?:\/\/[^\s,/]+)*$/)
  public allowedOrigins = '';
}

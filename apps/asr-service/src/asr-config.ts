import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';

const ADDRESS = /^\S+:\d{1,5}$/;

/** Settings of the ASR service: `VOXRAIL_CAPACITY`, `VOXRAIL_TRITON_ADDRESS` and so on. */
export class AsrConfig {
  /**
   * Sessions at a time. A worker's own work is small (a window every 32 ms and session is a fraction
   * of a call); how many can be recognized at once is the recognizer's capacity. At most what one call
   * of the voice activity model takes.
   */
  @IsInt()
  @Min(1)
  @Max(256)
  public capacity = 64;

  /** `host:port` of the inference server. */
  @Matches(ADDRESS)
  public tritonAddress = '127.0.0.1:8001';

  /** Another one for voice activity detection. */
  @IsOptional()
  @Matches(ADDRESS)
  public tritonAddressVad?: string;

  /** Another one for speech recognition. */
  @IsOptional()
  @Matches(ADDRESS)
  public tritonAddressAsr?: string;
}

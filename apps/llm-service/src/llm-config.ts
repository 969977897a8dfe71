import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';

const ADDRESS = /^\S+:\d{1,5}$/;

/** Settings of the LLM service: `VOXRAIL_CAPACITY`, `VOXRAIL_TRITON_ADDRESS` and so on. */
export class LlmConfig {
  /** Sessions at a time; what they generate at once is the model's capacity. */
  @IsInt()
  @Min(1)
  @Max(10_000)
  public capacity = 64;

  /** `host:port` of the inference server. */
  @Matches(ADDRESS)
  public tritonAddress = '127.0.0.1:8001';

  /** Another one for the language model. */
  @IsOptional()
  @Matches(ADDRESS)
  public tritonAddressLlm?: string;

  /** A generation fails when the model has not begun to answer by then; half of what the gateway waits. */
  @IsInt()
  @Min(1)
  public llmFirstTokenMs = 5_000;

  /** And when this long nothing came in the middle of an answer. */
  @IsInt()
  @Min(1)
  public llmTokenGapMs = 3_000;
}

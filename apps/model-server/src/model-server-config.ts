import { IsIn, IsInt, IsOptional, IsString, Max, Min } from 'class-validator';

import { MODEL_CHOICES, MODEL_PROFILES } from './catalog/select-models';
import type { ModelChoice, ModelProfile } from './catalog/select-models';

const MAX_PORT = 65_535;

export class ModelServerConfig {
  /** Nobody has to show credentials: anything but loopback is a choice. */
  @IsString()
  public grpcHost: string = '127.0.0.1';

  /** 0: any free port. */
  @IsInt()
  @Min(0)
  @Max(MAX_PORT)
  public grpcPort: number = 8001;

  @IsIn(MODEL_PROFILES)
  public models: ModelProfile = 'embedded';

  @IsOptional()
  @IsIn(MODEL_CHOICES)
  public modelSileroVad?: ModelChoice;

  @IsOptional()
  @IsIn(MODEL_CHOICES)
  public modelParakeetTdt?: ModelChoice;

  @IsOptional()
  @IsIn(MODEL_CHOICES)
  public modelQwen3?: ModelChoice;

  @IsOptional()
  @IsIn(MODEL_CHOICES)
  public modelChatterbox?: ModelChoice;

  @IsOptional()
  @IsIn(MODEL_CHOICES)
  public modelCosyvoice2?: ModelChoice;
}

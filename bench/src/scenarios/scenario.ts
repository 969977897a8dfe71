import type { Clock } from '@voxrail/clock';
import type { Utterance } from '@voxrail/speech';

import type { BenchOptions } from '../bench-options';
import type { Distribution } from '../measure/distribution';
import type { ScenarioResult } from '../report/report';
import type { BenchStack, StackWish } from '../stack/bench-stack';

export interface ScenarioContext {
  readonly stack: BenchStack;
  readonly clock: Clock;
  readonly corpus: readonly Utterance[];
  readonly options: BenchOptions;
  readonly lateness: Distribution;
  readonly say: (line: string) => void;
}

export interface Scenario extends StackWish {
  run(context: ScenarioContext): Promise<ScenarioResult>;
}

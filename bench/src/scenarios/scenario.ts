import type { Clock } from '@voxrail/clock';
import type { Utterance } from '@voxrail/speech';

import type { BenchOptions } from '../bench-options';
import type { Distribution } from '../measure/distribution';
import type { ScenarioResult } from '../report/report';
import type { BenchStack } from '../stack/bench-stack';

export interface ScenarioContext {
  readonly stack: BenchStack;
  readonly clock: Clock;
  readonly corpus: readonly Utterance[];
  readonly options: BenchOptions;
  readonly lateness: Distribution;
  readonly say: (line: string) => void;
}

export interface Scenario {
  /** Settings of the services under test, on top of their defaults. */
  readonly env: Readonly<Record<string, string>>;
  run(context: ScenarioContext): Promise<ScenarioResult>;
}

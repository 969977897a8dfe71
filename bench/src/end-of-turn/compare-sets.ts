import type { TurnSet } from '@voxrail/speech';
import { DEVELOPMENT_TURNS, HELD_OUT_TURNS } from '@voxrail/speech';

import type { Comparison } from './compare-rules';
import { compareRules } from './compare-rules';
import { hearAsMeant, hearAsRecognized, withRecognizer } from './hear-turns';
import type { HeardTurn } from './heard-turn';

const SETS: Readonly<Record<'development' | 'held out', TurnSet>> = {
  development: DEVELOPMENT_TURNS,
  'held out': HELD_OUT_TURNS,
};

/** One set, heard in one way. */
export interface SetComparison {
  readonly title: string;
  readonly comparison: Comparison;
  readonly heard: readonly HeardTurn[];
}

function setComparison(title: string, heard: readonly HeardTurn[]): SetComparison {
  return { title, comparison: compareRules(heard), heard };
}

/** Both sets, as they were meant and as the embedded recognizer hears them. Takes some minutes. */
export async function compareSets(say: (line: string) => void): Promise<SetComparison[]> {
  return withRecognizer(async (recognizer) => {
    const comparisons: SetComparison[] = [];
    for (const [name, set] of Object.entries(SETS)) {
      say(`speaking and recognizing the turns: ${name}`);
      comparisons.push(
        setComparison(`${name}, as meant`, hearAsMeant(set)),
        setComparison(`${name}, as recognized`, await hearAsRecognized(set, recognizer)),
      );
    }
    return comparisons;
  });
}

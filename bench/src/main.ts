import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

import { SystemClock } from '@voxrail/clock';
import { loadCorpus } from '@voxrail/speech';

import type { StackCommand } from './bench-options';
import { parseBenchCommand } from './bench-options';
import { compareSets } from './end-of-turn/compare-sets';
import { formatComparison } from './end-of-turn/print-comparison';
import { Distribution } from './measure/distribution';
import { formatReport } from './report/print-report';
import type { BenchReport } from './report/report';
import { bargeIn } from './scenarios/barge-in';
import { connections } from './scenarios/connections';
import { falseCommits } from './scenarios/false-commits';
import { flood } from './scenarios/flood';
import { idle } from './scenarios/idle';
import { interruptions } from './scenarios/interruptions';
import { latency } from './scenarios/latency';
import { resume } from './scenarios/resume';
import type { Scenario } from './scenarios/scenario';
import { sessions } from './scenarios/sessions';
import { soak } from './scenarios/soak';
import { startBenchStack } from './stack/bench-stack';
import { engineTimesEnv } from './stack/engine-times';

const SCENARIOS: Record<StackCommand['scenario'], Scenario> = {
  latency,
  'barge-in': bargeIn,
  interruptions,
  'false-commits': falseCommits,
  sessions,
  soak,
  idle,
  connections,
  flood,
  resume,
};

/** A generator that is later than this at p99 measures itself (docs/benchmarks.md). */
const HIGHEST_LATENESS_MS = 10;

const BYTES_PER_GB = 1_073_741_824;

function say(line: string): void {
  process.stderr.write(`  ${line}\n`);
}

async function measure({ scenario, options }: StackCommand): Promise<BenchReport> {
  say('loading speech');
  const corpus = await loadCorpus();
  say(`starting a stack with ${options.models} models`);
  const { env, ...wish } = SCENARIOS[scenario];
  const stack = await startBenchStack(options.models, {
    ...wish,
    env: { ...env, ...engineTimesEnv(options.engineTimes) },
  });
  const startedAt = new Date();
  const lateness = new Distribution();
  try {
    say(`running ${scenario}`);
    const clock = new SystemClock();
    const context = { stack, clock, corpus, options, lateness, say };
    const result = await SCENARIOS[scenario].run(context);
    const late = lateness.percentile(99);
    return {
      command: `npm run bench -- ${process.argv.slice(2).join(' ')}`,
      startedAt: startedAt.toISOString(),
      durationS: (Date.now() - startedAt.getTime()) / 1000,
      machine: {
        cpu: cpus()[0]?.model ?? 'unknown processor',
        cores: cpus().length,
        memoryGb: totalmem() / BYTES_PER_GB,
        node: process.versions.node,
      },
      lateness: {
        summary: lateness.summary(),
        valid: late === null || late <= HIGHEST_LATENESS_MS,
      },
      ...result,
    };
  } finally {
    await stack.stop();
  }
}

function writeJson(file: string | undefined, content: unknown): void {
  if (file !== undefined) writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}

async function runOnStack(command: StackCommand): Promise<number> {
  const report = await measure(command);
  process.stdout.write(`${formatReport(report)}\n`);
  writeJson(command.options.json, report);
  return report.lateness.valid ? 0 : 2;
}

async function runEndOfTurn(json: string | undefined): Promise<number> {
  const sets = await compareSets(say);
  const texts = sets.map(({ title, comparison }) => formatComparison(title, comparison));
  process.stdout.write(`${texts.join('\n\n')}\n`);
  writeJson(json, sets);
  return 0;
}

async function run(): Promise<number> {
  const command = parseBenchCommand(process.argv.slice(2));
  return command.scenario === 'end-of-turn'
    ? runEndOfTurn(command.options.json)
    : runOnStack(command);
}

run()
  .then((code) => process.exit(code))
  .catch((error: unknown) => {
    process.stderr.write(`voxrail: ${error instanceof Error ? error.message : 'bench failed'}\n`);
    process.exit(1);
  });

import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

import { SystemClock } from '@voxrail/clock';
import { loadCorpus } from '@voxrail/speech';

import type { BenchCommand } from './bench-options';
import { parseBenchCommand } from './bench-options';
import { Distribution } from './measure/distribution';
import { formatReport } from './report/print-report';
import type { BenchReport } from './report/report';
import { bargeIn } from './scenarios/barge-in';
import { idle } from './scenarios/idle';
import { latency } from './scenarios/latency';
import type { Scenario } from './scenarios/scenario';
import { sessions } from './scenarios/sessions';
import { soak } from './scenarios/soak';
import { startBenchStack } from './stack/bench-stack';
import { engineTimesEnv } from './stack/engine-times';

const SCENARIOS: Record<BenchCommand['scenario'], Scenario> = {
  latency,
  'barge-in': bargeIn,
  sessions,
  soak,
  idle,
};

/** A generator that is later than this at p99 measures itself (docs/benchmarks.md). */
const HIGHEST_LATENESS_MS = 10;

const BYTES_PER_GB = 1_073_741_824;

function say(line: string): void {
  process.stderr.write(`  ${line}\n`);
}

async function measure({ scenario, options }: BenchCommand): Promise<BenchReport> {
  say('loading speech');
  const corpus = await loadCorpus();
  say(`starting a stack with ${options.models} models`);
  const env = { ...SCENARIOS[scenario].env, ...engineTimesEnv(options.engineTimes) };
  const stack = await startBenchStack(options.models, env);
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

async function run(): Promise<void> {
  const command = parseBenchCommand(process.argv.slice(2));
  const report = await measure(command);
  process.stdout.write(`${formatReport(report)}\n`);
  const { json } = command.options;
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`);
  process.exit(report.lateness.valid ? 0 : 2);
}

run().catch((error: unknown) => {
  process.stderr.write(`voxrail: ${error instanceof Error ? error.message : 'bench failed'}\n`);
  process.exit(1);
});

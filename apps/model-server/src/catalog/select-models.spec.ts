import type { ModelDefinition } from '../engines/engine';
import { selectModels } from './select-models';

function definition(name: string, platform: string): ModelDefinition {
  return {
    name,
    platform,
    decoupled: false,
    computes: true,
    inputs: [],
    outputs: [],
    instances: 1,
    capacityPerInstance: 1,
    module: name,
    options: {},
    parameters: {},
  };
}

function variants(name: string) {
  return { embedded: definition(name, 'real'), synthetic: definition(name, 'synthetic') };
}

const CATALOG = { ears: variants('ears'), mouth: variants('mouth') };

function platforms(selected: readonly ModelDefinition[]): string[] {
  return selected.map((model) => `${model.name} ${model.platform}`);
}

describe('selectModels', () => {
  it('takes every model in the variant of the profile', () => {
    expect(platforms(selectModels(CATALOG, 'synthetic', {}))).toEqual([
      'ears synthetic',
      'mouth synthetic',
    ]);
  });

  it('lets a model have a variant of its own, or none', () => {
    expect(platforms(selectModels(CATALOG, 'embedded', { ears: 'synthetic' }))).toEqual([
      'ears synthetic',
      'mouth real',
    ]);
    expect(platforms(selectModels(CATALOG, 'embedded', { ears: 'off' }))).toEqual(['mouth real']);
  });
});

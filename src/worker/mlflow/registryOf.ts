/** The registered models of the folder that an endpoint serves. */
import { ModelRegistry } from '../../models/modelRegistry.ts';
import type { MlflowContext } from './context.ts';

export function registryOf(context: MlflowContext): ModelRegistry {
  const registry = registries.get(context) ?? new ModelRegistry(context.layout.models);
  registries.set(context, registry);
  return registry;
}

const registries = new WeakMap<MlflowContext, ModelRegistry>();

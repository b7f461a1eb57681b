/** The registered models of the folder that an endpoint serves. */
import { ModelRegistry } from '../../models/modelRegistry.ts';
import type { Mover } from '../../models/modelEdit.ts';
import type { MlflowContext } from './context.ts';

export function registryOf(context: MlflowContext): ModelRegistry {
  const registry = registries.get(context) ?? new ModelRegistry(context.layout.models);
  registries.set(context, registry);
  return registry;
}

/** Clients give no reason when they move an alias. */
export function moverOf({ clock, user }: MlflowContext): Mover {
  return { by: user, at: new Date(clock.now()).toISOString() };
}

const registries = new WeakMap<MlflowContext, ModelRegistry>();

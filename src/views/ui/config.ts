/** Reads settings, each with its type and its parse: a setting is a file that people edit by hand. */
import * as vscode from 'vscode';
import * as z from 'zod';
import { settings, type SettingId } from './contributions.ts';

export const setting = {
  python: reader(settings.python, z.string().catch('')),
  lensesEnabled: reader(settings.lensesEnabled, z.boolean().catch(true)),
  groupBy: reader(settings.groupBy, z.enum(['script', 'experiment', 'none']).catch('script')),
  showOutput: reader(settings.showOutput, z.boolean().catch(true)),
  trackingUri: reader(settings.trackingUri, z.string().catch('')),
  allowOutside: reader(settings.allowOutside, z.boolean().catch(false)),
  allowNetwork: reader(settings.allowNetwork, z.boolean().catch(false)),
} as const;

function reader<T>(id: SettingId, schema: z.ZodType<T>): (scope?: vscode.ConfigurationScope) => T {
  return (scope) => schema.parse(vscode.workspace.getConfiguration(undefined, scope).get(id));
}

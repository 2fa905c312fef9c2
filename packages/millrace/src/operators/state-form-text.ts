import type { StateForm } from '../operator/source.js';

/** Connector state as text with its version: what operator list state holds. */
export function formText<T>(form: StateForm<T>, value: T): string {
  return JSON.stringify({ version: form.version, value: form.toJson(value) });
}

/** @throws MillraceError `STATE_FORM_UNKNOWN` for a version that the form does not know. */
export function readFormText<T>(form: StateForm<T>, text: string): T {
  const { version, value } = JSON.parse(text) as { version: number; value: unknown };
  return form.fromJson(version, value);
}

/** What is printed in place of a secret. */
export const HIDDEN = '***';

/** A key is that of a secret when it contains one of these: Flink's list, and what Kafka's and TLS keys add. */
const SENSITIVE_PARTS: readonly string[] = [
  'password',
  'passphrase',
  'secret',
  'token',
  'credential',
  'apikey',
  'api-key',
  'access-key',
  'access.key',
  'account.key',
  'service-key',
  'private-key',
  'private.key',
  'keystore.key',
  'auth-params',
  'basic-auth',
  'sasl.jaas',
  'jaas.config',
  'http-headers',
];

/** True when the value under a key must never be printed. */
export function isSensitiveKey(key: string): boolean {
  const lower = key.toLowerCase();
  return SENSITIVE_PARTS.some((part) => lower.includes(part));
}

/** A copy in which the values under keys of secrets are `***`: for logs, errors and plans. */
export function hideSecrets<V>(values: Readonly<Record<string, V>>): Record<string, V | typeof HIDDEN> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, isSensitiveKey(key) ? HIDDEN : value]));
}

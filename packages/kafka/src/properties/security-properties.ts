import { MillraceError } from 'millrace';
import type { SaslMechanism, SaslSettings, SecuritySettings, TlsSettings } from '../network/security.js';
import { readPropertyFile } from '../network/socket.js';
import { parseJaasConfig } from './jaas-config.js';
import { invalidProperty, type PropertyValues } from './property-values.js';

const PROTOCOLS = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'] as const;
const MECHANISMS: readonly SaslMechanism[] = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'];
const STORE_TYPES = ['PEM', 'PKCS12'] as const;
const TLS_VERSIONS = ['TLSv1.2', 'TLSv1.3'] as const;

const LOGIN_MODULES: Readonly<Record<SaslMechanism, string>> = {
  PLAIN: 'org.apache.kafka.common.security.plain.PlainLoginModule',
  'SCRAM-SHA-256': 'org.apache.kafka.common.security.scram.ScramLoginModule',
  'SCRAM-SHA-512': 'org.apache.kafka.common.security.scram.ScramLoginModule',
};

/** How connections are secured, from `security.protocol`, `sasl.*` and `ssl.*`. */
export function securitySettings(values: PropertyValues): SecuritySettings {
  const protocol = values.oneOf('security.protocol', PROTOCOLS, 'PLAINTEXT');
  return {
    tls: protocol === 'SSL' || protocol === 'SASL_SSL' ? tlsSettings(values) : undefined,
    sasl: protocol === 'SASL_PLAINTEXT' || protocol === 'SASL_SSL' ? saslSettings(values) : undefined,
  };
}

function saslSettings(values: PropertyValues): SaslSettings {
  const named = values.text('sasl.mechanism') ?? 'GSSAPI';
  const mechanism = MECHANISMS.find((candidate) => candidate === named);
  if (mechanism === undefined) {
    throw invalidProperty(
      'sasl.mechanism',
      `'${named}'`,
      `one of ${MECHANISMS.map((name) => `'${name}'`).join(', ')}`,
      'Set sasl.mechanism.',
    );
  }
  const config = values.text('sasl.jaas.config');
  if (config === undefined) {
    throw new MillraceError(
      'KAFKA_PROPERTY_MISSING',
      `SASL with ${mechanism} needs the Kafka property 'sasl.jaas.config'.`,
      {
        facts: { property: 'sasl.jaas.config' },
        hint: `Set it to: ${LOGIN_MODULES[mechanism]} required username="…" password="…";`,
      },
    );
  }
  const { loginModule, options } = parseJaasConfig(config);
  if (loginModule !== LOGIN_MODULES[mechanism]) {
    throw invalidProperty('sasl.jaas.config', `of '${loginModule}'`, `of ${LOGIN_MODULES[mechanism]} for ${mechanism}`);
  }
  const username = options.get('username');
  const password = options.get('password');
  if (username === undefined || password === undefined) {
    throw new MillraceError(
      'KAFKA_PROPERTY_INVALID',
      "The Kafka property 'sasl.jaas.config' has no username or no password.",
      {
        facts: { property: 'sasl.jaas.config' },
        hint: `Write it as: ${loginModule} required username="…" password="…";`,
      },
    );
  }
  return { mechanism, username, password };
}

function storeType(values: PropertyValues, name: string): (typeof STORE_TYPES)[number] {
  const type = (values.text(name) ?? 'JKS').toUpperCase();
  const found = STORE_TYPES.find((candidate) => candidate === type);
  if (found !== undefined) return found;
  const hint =
    "Java's own format cannot be read here. Convert it: keytool -importkeystore … -deststoretype PKCS12, or keytool -exportcert -rfc for PEM.";
  throw invalidProperty(name, `'${type}'`, "'PEM' or 'PKCS12'", hint);
}

/** PEM text given itself, or in a file. */
function pem(values: PropertyValues, textName: string, fileName: string): string | undefined {
  const text = values.text(textName);
  const path = values.text(fileName);
  if (text !== undefined && path !== undefined) {
    throw new MillraceError('KAFKA_PROPERTY_CONFLICT', `Both '${textName}' and '${fileName}' are set.`, {
      facts: { property: textName },
      hint: 'Set one of them.',
    });
  }
  return text ?? (path === undefined ? undefined : readPropertyFile(fileName, path).toString('utf8'));
}

function authorities(values: PropertyValues): string | undefined {
  if (values.text('ssl.truststore.location') === undefined && values.text('ssl.truststore.certificates') === undefined)
    return undefined;
  const type = storeType(values, 'ssl.truststore.type');
  if (type === 'PKCS12') {
    const hint =
      'Export the certificates: keytool -exportcert -rfc -alias … -keystore … > authority.pem, and set the type to PEM.';
    throw invalidProperty('ssl.truststore.type', "'PKCS12'", "'PEM'", hint);
  }
  return pem(values, 'ssl.truststore.certificates', 'ssl.truststore.location');
}

function keyMaterial(
  values: PropertyValues,
): Pick<TlsSettings, 'certificate' | 'privateKey' | 'privateKeyPassword' | 'keyStore' | 'keyStorePassword'> {
  const none = {
    certificate: undefined,
    privateKey: undefined,
    privateKeyPassword: undefined,
    keyStore: undefined,
    keyStorePassword: undefined,
  };
  const location = values.text('ssl.keystore.location');
  const chain = values.text('ssl.keystore.certificate.chain');
  if (location === undefined && chain === undefined) return none;
  if (storeType(values, 'ssl.keystore.type') === 'PKCS12') {
    if (location === undefined)
      throw invalidProperty('ssl.keystore.location', 'missing', 'a file when ssl.keystore.type is PKCS12');
    return {
      ...none,
      keyStore: readPropertyFile('ssl.keystore.location', location),
      keyStorePassword: values.text('ssl.keystore.password'),
    };
  }
  const privateKeyPassword = values.text('ssl.key.password');
  if (location !== undefined) {
    // A PEM key store file holds the private key and then the certificates; each reader picks its own.
    const text = readPropertyFile('ssl.keystore.location', location).toString('utf8');
    return { ...none, certificate: text, privateKey: text, privateKeyPassword };
  }
  return { ...none, certificate: chain, privateKey: values.text('ssl.keystore.key'), privateKeyPassword };
}

function tlsSettings(values: PropertyValues): TlsSettings {
  const enabled = (values.text('ssl.enabled.protocols') ?? 'TLSv1.2,TLSv1.3').split(',').map((name) => name.trim());
  const versions = TLS_VERSIONS.filter((version) => enabled.includes(version));
  const [minVersion] = versions;
  const maxVersion = versions.at(-1);
  if (minVersion === undefined || maxVersion === undefined || versions.length !== enabled.length) {
    throw invalidProperty('ssl.enabled.protocols', `'${enabled.join(',')}'`, 'a list of TLSv1.2 and TLSv1.3');
  }
  return {
    authorities: authorities(values),
    ...keyMaterial(values),
    verifyHostName: values.oneOf('ssl.endpoint.identification.algorithm', ['https', ''], 'https') === 'https',
    minVersion,
    maxVersion,
  };
}

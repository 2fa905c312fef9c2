/** TLS settings of a connection, ready for Node: PEM texts or a PKCS#12 store. */
export interface TlsSettings {
  /** Trusted authorities as PEM; undefined = those that Node ships. */
  readonly authorities: string | undefined;
  readonly certificate: string | undefined;
  readonly privateKey: string | undefined;
  readonly privateKeyPassword: string | undefined;
  readonly keyStore: Buffer | undefined;
  readonly keyStorePassword: string | undefined;
  /** Whether the certificate must name the host that was connected to. */
  readonly verifyHostName: boolean;
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion: 'TLSv1.2' | 'TLSv1.3';
}

/** A mechanism that a connection can be authenticated with. */
export type SaslMechanism = 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';

/** SASL settings of a connection. */
export interface SaslSettings {
  readonly mechanism: SaslMechanism;
  readonly username: string;
  readonly password: string;
}

/** How connections to brokers are secured. */
export interface SecuritySettings {
  readonly tls: TlsSettings | undefined;
  readonly sasl: SaslSettings | undefined;
}

/** Key stores (PKCS12, password {@link STORE_PASSWORD}) and authorities (PEM) for a broker's TLS listeners. */
export interface Certificates {
  /** The authority that signed the broker's certificates, PEM text. */
  readonly authorityPem: string;
  readonly authorityPemFile: string;
  /** An authority that signed nothing here, PEM text. */
  readonly otherAuthorityPem: string;
  readonly brokerStore: string;
  /** A broker certificate that ran out in 2020. */
  readonly expiredStore: string;
  readonly clientStore: string;
}

export const STORE_PASSWORD: string;

/** Authorities, broker key stores and a client key store, made once with Java's keytool and kept in the user's cache. */
export function testCertificates(): Promise<Certificates>;

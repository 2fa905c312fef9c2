// @ts-check
import { execFile } from 'node:child_process';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The password of every key store made here: they hold nothing but test keys. */
export const STORE_PASSWORD = 'changeit';

/**
 * @param {string} store
 * @param {string} alias
 * @param {readonly string[]} options
 */
async function makeKey(store, alias, options) {
  const fixed = ['-storetype', 'PKCS12', '-storepass', STORE_PASSWORD, '-keyalg', 'EC', '-groupname', 'secp256r1'];
  await run('keytool', ['-genkeypair', '-keystore', store, '-alias', alias, ...fixed, ...options]);
}

/**
 * @param {string} store
 * @param {string} name
 */
async function makeAuthority(store, name) {
  await makeKey(store, 'ca', ['-dname', `CN=${name}`, '-ext', 'bc:c=ca:true', '-validity', '3650']);
  const pem = `${store}.pem`;
  await run('keytool', [
    '-exportcert',
    '-rfc',
    '-keystore',
    store,
    '-storepass',
    STORE_PASSWORD,
    '-alias',
    'ca',
    '-file',
    pem,
  ]);
  return readFile(pem, 'utf8');
}

/**
 * @param {string} authorityStore
 * @param {string} store
 * @param {readonly string[]} options
 */
async function makeSigned(authorityStore, store, options) {
  await copyFile(authorityStore, store);
  await makeKey(store, 'key', ['-signer', 'ca', ...options]);
  // The authority's private key must not stay beside the signed one: a TLS stack may present either.
  await run('keytool', ['-delete', '-keystore', store, '-storepass', STORE_PASSWORD, '-alias', 'ca']);
  return store;
}

/**
 * Makes a certificate authority, broker certificates that it signed (one valid, one that ran out in 2020), a client
 * key store, and a second authority that signed nothing.
 * @param {string} folder an existing folder
 * @returns {Promise<import('./certificates.d.mts').Certificates>}
 */
export async function makeCertificates(folder) {
  const authority = join(folder, 'ca.p12');
  const [authorityPem, otherAuthorityPem] = await Promise.all([
    makeAuthority(authority, 'millrace test authority'),
    makeAuthority(join(folder, 'other-ca.p12'), 'another authority'),
  ]);
  const broker = ['-dname', 'CN=localhost', '-ext', 'san=dns:localhost,ip:127.0.0.1'];
  const [brokerStore, expiredStore, clientStore] = await Promise.all([
    makeSigned(authority, join(folder, 'broker.p12'), [...broker, '-validity', '3650']),
    makeSigned(authority, join(folder, 'expired.p12'), [
      ...broker,
      '-startdate',
      '2020/01/01 00:00:00',
      '-validity',
      '1',
    ]),
    makeSigned(authority, join(folder, 'client.p12'), ['-dname', 'CN=client', '-validity', '3650']),
  ]);
  return {
    authorityPem,
    authorityPemFile: `${authority}.pem`,
    otherAuthorityPem,
    brokerStore,
    expiredStore,
    clientStore,
  };
}

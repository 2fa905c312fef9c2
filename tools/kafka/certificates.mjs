// @ts-check
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './kafka-jars.mjs';

const run = promisify(execFile);

// A key tool lives for a moment: nothing it does is worth compiling well.
const JAVA = ['-J-XX:TieredStopAtLevel=1', '-J-XX:+UseSerialGC'];

/** The password of every key store made here: they hold nothing but test keys. */
export const STORE_PASSWORD = 'changeit';

/**
 * @param {string} store
 * @param {string} alias
 * @param {readonly string[]} options
 */
async function makeKey(store, alias, options) {
  const fixed = ['-storetype', 'PKCS12', '-storepass', STORE_PASSWORD, '-keyalg', 'EC', '-groupname', 'secp256r1'];
  await run('keytool', [...JAVA, '-genkeypair', '-keystore', store, '-alias', alias, ...fixed, ...options]);
}

/**
 * @param {string} store
 * @param {string} name
 */
async function makeAuthority(store, name) {
  await makeKey(store, 'ca', ['-dname', `CN=${name}`, '-ext', 'bc:c=ca:true', '-validity', '3650']);
  const pem = `${store}.pem`;
  await run('keytool', [
    ...JAVA,

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
  await run('keytool', [...JAVA, '-delete', '-keystore', store, '-storepass', STORE_PASSWORD, '-alias', 'ca']);
}

/**
 * A certificate authority, broker certificates that it signed (one valid, one that ran out in 2020), a client key store,
 * and a second authority that signed nothing. Made once and kept: each of a dozen runs of keytool takes a second.
 * @returns {Promise<import('./certificates.d.mts').Certificates>}
 */
export async function testCertificates() {
  const folder = join(cacheFolder(), 'kafka-certificates-1');
  if (!existsSync(folder)) {
    await mkdir(cacheFolder(), { recursive: true });
    const work = await mkdtemp(join(cacheFolder(), 'certificates-'));
    try {
      await makeCertificates(work);
      // Only a complete folder ever has the final name; another process that was faster is as good.
      await rename(work, folder).catch((error) => {
        if (!existsSync(folder)) throw error;
      });
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  const file = (/** @type {string} */ name) => join(folder, name);
  const [authorityPem, otherAuthorityPem] = await Promise.all([
    readFile(file('ca.p12.pem'), 'utf8'),
    readFile(file('other-ca.p12.pem'), 'utf8'),
  ]);
  return {
    authorityPem,
    authorityPemFile: file('ca.p12.pem'),
    otherAuthorityPem,
    brokerStore: file('broker.p12'),
    expiredStore: file('expired.p12'),
    clientStore: file('client.p12'),
  };
}

/** @param {string} folder */
async function makeCertificates(folder) {
  const authority = join(folder, 'ca.p12');
  await Promise.all([
    makeAuthority(authority, 'millrace test authority'),
    makeAuthority(join(folder, 'other-ca.p12'), 'another authority'),
  ]);
  const broker = ['-dname', 'CN=localhost', '-ext', 'san=dns:localhost,ip:127.0.0.1'];
  const inThePast = ['-startdate', '2020/01/01 00:00:00', '-validity', '1'];
  await Promise.all([
    makeSigned(authority, join(folder, 'broker.p12'), [...broker, '-validity', '3650']),
    makeSigned(authority, join(folder, 'expired.p12'), [...broker, ...inThePast]),
    makeSigned(authority, join(folder, 'client.p12'), ['-dname', 'CN=client', '-validity', '3650']),
  ]);
}

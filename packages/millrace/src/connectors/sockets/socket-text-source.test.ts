import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceRun } from '../../testing/contract/source-run.js';
import { createVirtualClock } from '../../testing/virtual-clock.js';
import { createVirtualSockets, type VirtualPeer } from '../../testing/virtual-sockets.js';
import { describeSource } from '../source-contract.test-support.js';
import { RECONNECT_DELAY_MS } from './read-lines.js';
import { type SocketTextOptions, SocketTextSource } from './socket-text-source.js';

const bytes = (text: string) => new TextEncoder().encode(text);

/** A program that sends these pieces of text to each that connects, one list a connection, and closes. */
function sender(...connections: readonly (readonly (string | Uint8Array | 'break')[])[]) {
  const sockets = createVirtualSockets();
  let count = 0;
  sockets.listen('far', 9999, (peer) => {
    const pieces = connections[Math.min(count++, connections.length - 1)] ?? [];
    void send(peer, pieces);
  });
  return { sockets, connections: () => count };
}

async function send(peer: VirtualPeer, pieces: readonly (string | Uint8Array)[]) {
  for (const piece of pieces) {
    if (piece === 'break') peer.break('ECONNRESET');
    else await peer.write(typeof piece === 'string' ? bytes(piece) : piece);
  }
  peer.close();
}

const source = (options: SocketTextOptions = {}) => new SocketTextSource('far', 9999, options);

const { sockets } = sender(['one\ntwo\nth', 'ree\nfour\n', 'five']);
describeSource('the text of a socket', {
  create: () => source(),
  expected: ['one', 'two', 'three', 'four', 'five'],
  sockets,
  open: () => sockets.open,
});

/** All records, with the clock going on whenever nothing else does. */
async function readAll(from: SocketTextSource, network: ReturnType<typeof sender>) {
  const clock = createVirtualClock();
  const run = await SourceRun.start(from, { sockets: network.sockets, clock, turn: 1000 });
  let isOver = false;
  const reading = run.read().finally(() => {
    isOver = true;
  });
  reading.catch(() => undefined);
  while (!isOver) {
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    if (!isOver) clock.advanceTo(clock.now() + RECONNECT_DELAY_MS);
  }
  const failure = await reading.then(
    () => undefined,
    (error: unknown) => error,
  );
  await run.close();
  return { values: run.values, logs: run.logs, failure, elapsedMs: clock.now() };
}

describe('the text of a socket', () => {
  it.each<[string, SocketTextOptions, (string | Uint8Array)[], string[]]>([
    ['without carriage returns at the ends of lines', {}, ['a\r\nb\r\r\n\r\nc'], ['a', 'b\r', '', 'c']],
    ['with empty records', {}, ['\n\na\n'], ['', '', 'a']],
    ['cut at a delimiter of several characters', { delimiter: '<>' }, ['a<', '>b<<>>c<', '>'], ['a', 'b<', '>c']],
    ['with carriage returns where they are no part of the delimiter', { delimiter: ';' }, ['a\r;b'], ['a\r', 'b']],
    ['cut at a delimiter that is not ASCII', { delimiter: '→' }, ['a→', bytes('→').slice(0, 2), bytes('→').slice(2)], ['a', '']], // biome-ignore format: one row
    ['of several bytes a character, however it is cut', {}, [bytes('é').slice(0, 1), bytes('é').slice(1), '\n'], ['é']],
    ['with a mark in place of what is no UTF-8', {}, [Uint8Array.of(0x61, 0xff, 0x0a)], ['a\ufffd']],
    ['of nothing', {}, [], []],
  ])('comes %s', async (_what, options, pieces, expected) => {
    expect((await readAll(source(options), sender(pieces))).values).toEqual(expected);
  });

  it('is the same however the bytes are cut', async () => {
    const records = fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '-', '>', '漢') }), { maxLength: 8 });
    const delimiter = fc.constantFrom('\n', '->', '-->', '漢');
    await fc.assert(
      fc.asyncProperty(records, delimiter, fc.array(fc.nat(30)), async (parts, between, cuts) => {
        const all = bytes(parts.map((part) => part + between).join(''));
        const places = [...new Set(cuts.filter((cut) => cut < all.length))].sort((one, other) => one - other);
        const pieces = [0, ...places].map((from, index) => all.slice(from, places[index] ?? all.length));
        const { values } = await readAll(source({ delimiter: between }), sender(pieces));
        const expected = parts.map((part) => part + between).join('').split(between); // biome-ignore format: one expression
        expect(values).toEqual(expected.slice(0, -1).concat(expected.at(-1) === '' ? [] : [expected.at(-1)!]));
      }),
    );
  });

  it('goes on over connections that end, as often as it may, and what one left unfinished is finished by the next', async () => {
    const network = sender(['a\nb'], ['c\n'], ['d\n'], []);
    const { values, logs, elapsedMs } = await readAll(source({ maxRetry: 2 }), network);
    // Every connection that gave something begins the count anew, so it ends only with connections that give nothing.
    expect(values.slice(0, 3)).toEqual(['a', 'bc', 'd']);
    expect(elapsedMs).toBeGreaterThanOrEqual(2 * RECONNECT_DELAY_MS);
    expect(logs[0]).toBe('warn: The connection was closed by the other side; it is made again.');
  }, 10_000);

  it('ends when it was made again in vain as often as it may', async () => {
    const network = sender(['a\n'], []);
    const { values, failure, elapsedMs } = await readAll(source({ maxRetry: 3 }), network);
    expect([values, failure, network.connections(), elapsedMs]).toEqual([['a'], undefined, 4, 3 * RECONNECT_DELAY_MS]);
  });

  it('fails when nobody listens, or the connection breaks, once it was tried as often as it may', async () => {
    const nobody = { sockets: createVirtualSockets(), connections: () => 0 };
    const refused = await readAll(source({ maxRetry: 2 }), nobody);
    expect(refused.failure).toMatchObject({
      code: 'SOCKET_FAILED',
      facts: { host: 'far', port: 9999, reason: 'ECONNREFUSED' },
    });
    expect([refused.elapsedMs, refused.logs.length]).toEqual([2 * RECONNECT_DELAY_MS, 2]);
    const broken = await readAll(source(), sender(['a\n', 'b', 'break']));
    expect([broken.values, broken.failure]).toMatchObject([['a'], { facts: { reason: 'ECONNRESET' } }]);
  });

  it('hangs up when the job ends while it waits, for bytes or for a connection', async () => {
    const network = createVirtualSockets();
    const clock = createVirtualClock();
    const unlisten = network.listen('far', 9999, () => undefined);
    const run = await SourceRun.start(source({ maxRetry: -1 }), { sockets: network, clock });
    const reading = run.read(1);
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    expect(network.open).toBe(1);
    await run.close();
    expect(network.open).toBe(0);
    unlisten();
    const again = await SourceRun.start(source({ maxRetry: -1 }), { sockets: network, clock });
    void again.read(1);
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    await again.close();
    clock.advanceTo(10 * RECONNECT_DELAY_MS);
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    expect(again.logs).toHaveLength(1);
    void reading;
  });

  it('refuses a record that does not end', async () => {
    const piece = new Uint8Array(8 * 2 ** 20).fill(0x61);
    const { failure } = await readAll(source(), sender(Array.from({ length: 9 }, () => piece)));
    expect(failure).toMatchObject({ code: 'SOCKET_RECORD_TOO_LONG', facts: { host: 'far', limitBytes: 64 * 2 ** 20 } });
  });

  it('warns when it is restored: what it read is not read again', async () => {
    const network = sender(['a\nb\n']);
    const first = await SourceRun.start(source(), network);
    await first.read(1);
    const second = await SourceRun.start(source(), { ...network, restored: first.snapshot() });
    await second.read();
    expect([second.values, second.logs]).toEqual([
      ['a', 'b'],
      ['warn: A socket cannot be read again: what it gave before is not repeated.'],
    ]);
    await first.close();
    await second.close();
  });

  it.each([
    [['', 1], {}],
    [['far', 0], {}],
    [['far', 65_536], {}],
    [['far', 1.5], {}],
    [['far', 1], { delimiter: '' }],
    [['far', 1], { maxRetry: 0.5 }],
  ])('refuses %j %j', ([host, port], options) => {
    expect(() => new SocketTextSource(host as string, port as number, options)).toThrow(
      expect.objectContaining({ code: 'SOCKET_OPTION_INVALID' }),
    );
  });

  it('refuses an option that it does not have, with the nearest', () => {
    expect(() => source({ delimeter: ';' } as SocketTextOptions)).toThrow(
      expect.objectContaining({ code: 'CONFIG_UNKNOWN_KEY', hint: "Did you mean 'delimiter'?" }),
    );
  });
});

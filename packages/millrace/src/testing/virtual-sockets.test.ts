import { describeSockets } from '../ports/sockets-contract.test-support.js';
import { createVirtualSockets, type VirtualPeer } from './virtual-sockets.js';

describeSockets('the virtual host', async () => {
  const sockets = createVirtualSockets();
  const peers: VirtualPeer[] = [];
  const waiting: ((peer: VirtualPeer) => void)[] = [];
  const stop = sockets.listen('far', 7, (peer) => {
    const next = waiting.shift();
    if (next === undefined) peers.push(peer);
    else next(peer);
  });
  return {
    sockets,
    host: 'far',
    port: 7,
    async accepted() {
      const peer = peers.shift() ?? (await new Promise<VirtualPeer>((resolve) => waiting.push(resolve)));
      return { ...peer, break: () => peer.break('ECONNRESET') };
    },
    stopListening: async () => stop(),
    close: async () => stop(),
  };
});

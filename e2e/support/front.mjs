import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/**
 * One address before several hubs: each new connection goes to the next of them, byte for byte. What a
 * hub keeps to itself is then missed at every other request.
 * @param {string[]} urls may be filled later
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function startFront(urls) {
  let next = 0
  /** @type {Set<import('node:net').Socket>} */
  const open = new Set()
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const { hostname, port } = new URL(/** @type {string} */ (urls[next++ % urls.length]))
    const hub = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
    for (const [socket, other] of [
      [client, hub],
      [hub, client],
    ]) {
      open.add(socket)
      socket.pipe(other)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        open.delete(socket)
        // What was read goes out before the end; a cut is passed on as one.
        if (!socket.readableEnded) other.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

import { createServer } from 'node:http'
import next from 'next'
import { projectRoot } from './root'

/** Next as a part of our server. */
export function pagesApp({ development, port }: { development: boolean; port: number }) {
  return next({
    dev: development,
    dir: projectRoot(),
    hostname: 'localhost',
    port,
    // Next listens for upgrades by itself, on any server it finds. This one never opens.
    httpServer: createServer(),
  })
}

import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { InvalidDatabaseUrl } from '@/db/address'
import { DataDirInUse } from '@/db/hold'
import { EnvError } from '@/lib/env'
import { StartError, startFailure } from './start-failure'

const told = (error: unknown) => startFailure(error, { port: 3000 })

describe('a start that fails', () => {
  it('for a reason that it knows is told in its own words, without a trace', () => {
    const holder = { token: '', pid: 7, start: '', place: '', host: '', startedAt: 'today' }
    for (const error of [
      new EnvError('PORT: no.'),
      new InvalidDatabaseUrl('No host.'),
      new DataDirInUse('The data folder', holder),
      new StartError('See above.'),
    ])
      expect(told(error)).toBe(error.message)
  })

  it('because its port is taken names the port and what to do', async () => {
    const first = createServer().listen(0, '127.0.0.1')
    await once(first, 'listening')
    const { port } = first.address() as AddressInfo
    const second = createServer().listen(port, '127.0.0.1')
    const [error] = await once(second, 'error')
    first.close()
    expect(startFailure(error, { port })).toBe(`Port ${port} is taken. Set PORT to another.`)
  })

  it('for a bug keeps its trace, whatever the bug is called', () => {
    for (const error of [new TypeError('x is not a function'), new RangeError('deep')])
      expect(told(error)).toContain('start-failure.test.ts')
  })
})

import { describe, expect, it, vi } from 'vitest'
import { type Tools, UploadQueue } from './queue'
import { broken, Refusal } from './refusal'

type Transfer = Tools['transfer']

/** A queue whose digests are the texts of the files, and what it has asked for. */
function queueOf(transfer: Transfer, hash: Tools['hash'] = async (file) => file.text()) {
  const waits: number[] = []
  const queue = new UploadQueue({
    hash,
    transfer,
    wait: async (ms) => {
      waits.push(ms)
    },
    now: () => 0,
  })
  const stages = () => queue.items().map(({ stage }) => stage.at)
  const settled = () => vi.waitFor(() => expect(queue.items().some(moving)).toBe(false))
  return { queue, waits, stages, settled }
}

const moving = ({ stage }: { stage: { at: string } }) => !['done', 'failed'].includes(stage.at)
const files = (...names: string[]) => names.map((name) => ({ name, file: new Blob([name]) }))
const never: Transfer = (_sha256, _file, { signal }) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

describe('a queue', () => {
  it('hashes and sends what is added, two at once', async () => {
    let now = 0
    let most = 0
    const { queue, stages, settled } = queueOf(async () => {
      most = Math.max(most, ++now)
      await new Promise((resolve) => setTimeout(resolve, 5))
      now -= 1
      return 'sent'
    })
    queue.add(files('a', 'b', 'c', 'd'))
    await settled()
    expect(stages()).toEqual(['done', 'done', 'done', 'done'])
    expect(most).toBe(2)
  })

  it('sends a file again when the connection broke, later each time', async () => {
    let tries = 0
    const { queue, waits, stages, settled } = queueOf(async () => {
      tries += 1
      if (tries < 3) throw broken()
      return 'sent'
    })
    queue.add(files('a'))
    await settled()
    expect([stages(), waits, tries]).toEqual([['done'], [1000, 2000], 3])
  })

  it('gives up after three, and goes on when told to', async () => {
    let works = false
    let digests = 0
    const { queue, stages, settled } = queueOf(
      async () => {
        if (!works) throw broken()
        return 'sent'
      },
      async () => `${++digests}`,
    )
    queue.add(files('a'))
    await settled()
    expect(queue.items()[0]?.stage).toMatchObject({ at: 'failed', why: broken().message })
    works = true
    queue.retry(1)
    await settled()
    expect([stages(), digests]).toEqual([['done'], 1])
  })

  it('tries all again at once, telling it once', async () => {
    let works = false
    const { queue, stages, settled } = queueOf(async () => {
      if (!works) throw new Refusal('The disk of the hub is full.', false)
      return 'sent'
    })
    queue.add(files('a', 'b', 'c'))
    await settled()
    works = true
    let told = 0
    const stop = queue.subscribe((byPerson) => {
      if (byPerson) told += 1
    })
    queue.retryAll()
    stop()
    await settled()
    expect([stages(), told]).toEqual([['done', 'done', 'done'], 1])
  })

  it('does not try again what will not pass', async () => {
    const { queue, waits, settled } = queueOf(async () => {
      throw new Refusal('The disk of the hub is full.', false)
    })
    queue.add(files('a'))
    await settled()
    expect(queue.items()[0]?.stage).toMatchObject({ why: 'The disk of the hub is full.' })
    expect(waits).toEqual([])
  })

  it('stops a file that is removed, and goes on with the next', async () => {
    const { queue, stages } = queueOf(never)
    queue.add(files('a', 'b', 'c'))
    await vi.waitFor(() => expect(stages()).toEqual(['sending', 'sending', 'hashed']))
    queue.remove(1)
    expect(stages()).toEqual(['sending', 'sending'])
  })

  it('stops everything when cancelled', async () => {
    const { queue, stages } = queueOf(never)
    queue.add(files('a', 'b'))
    await vi.waitFor(() => expect(stages()).toEqual(['sending', 'sending']))
    queue.cancel()
    expect(stages()).toEqual(['failed', 'failed'])
  })
})

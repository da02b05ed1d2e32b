import { setTimeout as sleep } from 'node:timers/promises'
import { isDatabaseAway } from '../door'
import { log } from '../log'
import { attempt, type Sending } from './attempt'
import { type Claimed, claim, isAnyDue, type Place } from './claim'
import { release, settle } from './outcome'
import { resolveByDns } from './resolve'

export interface SenderOptions extends Partial<Omit<Sending, 'stopped'>> {
  /** How many messages a process sends at once, how many of them of one organization, and to one webhook. */
  most?: number
  perOrganization?: number
  perWebhook?: number
  leaseMs?: number
}

const busyMs = 20
// What is due is not looked for more often, so a hub at rest costs one cheap question at each.
const idleMs = 200
const troubleMs = 1000
// What is under way when the process stops has this long to end well.
const partingMs = 3000

/**
 * Sends what is to be sent, in every web process: they share the work, since each delivery is taken by one.
 * Answers how to stop it, after what is under way.
 */
export function startSender(options: SenderOptions = {}): () => Promise<void> {
  const sender = new Sender(options)
  const ended = sender.run()
  return async () => {
    await sender.stop()
    await ended
  }
}

/** One round without a loop: sends what is due by now, and waits for what comes of it. Answers how many. */
export async function sendDue(options: SenderOptions = {}): Promise<number> {
  const sender = new Sender(options)
  const many = await sender.round()
  await sender.settled()
  await sender.leave()
  return many
}

class Sender {
  private readonly stopping = new AbortController()
  private readonly cut = new AbortController()
  private readonly underWay = new Set<Promise<void>>()
  private readonly busy = new Map<string, number>()
  private readonly slow = new Set<string>()
  private ended: Place[] = []
  private readonly options: Required<Omit<SenderOptions, 'now' | 'resolve' | 'timeoutMs'>>
  private readonly sending: Sending
  private wake: () => void = () => undefined

  constructor({ now, resolve, timeoutMs = 20_000, ...options }: SenderOptions) {
    // Long enough that whoever sends has ended when it is over.
    const leaseMs = timeoutMs + 10_000
    this.options = { most: 100, perOrganization: 25, perWebhook: 10, leaseMs, ...options }
    this.sending = {
      now: now ?? (() => new Date()),
      resolve: resolve ?? resolveByDns,
      timeoutMs,
      stopped: this.cut.signal,
    }
  }

  async run(): Promise<void> {
    const { signal } = this.stopping
    while (!signal.aborted) {
      const woken = new Promise<void>((done) => {
        this.wake = done
      })
      const wait = await this.once()
      if (wait === idleMs) await Promise.race([pause(wait, signal), woken])
      else await pause(wait, signal)
    }
  }

  /** Milliseconds until it is worth looking again. */
  private async once(): Promise<number> {
    try {
      const isQuiet = this.ended.length === 0 && !(await isAnyDue(this.sending.now()))
      if (isQuiet) return idleMs
      return (await this.round()) > 0 ? busyMs : idleMs
    } catch (error) {
      if (isDatabaseAway(error)) log().debug({ err: error }, 'webhooks wait for the database')
      else log().error({ err: error }, 'sending to webhooks failed; the next round tries again')
      return troubleMs
    }
  }

  async round(): Promise<number> {
    const { most, ...shares } = this.options
    const free = Math.max(0, most - this.underWay.size)
    if (free === 0 && this.ended.length === 0) return 0
    const now = this.sending.now()
    const ended = this.ended.splice(0)
    const asked = { now, free, ...shares, busy: this.busy, slow: this.slow, ended }
    const claimed = await claim(asked).catch((error: unknown) => {
      this.ended.push(...ended)
      throw error
    })
    for (const one of claimed) this.begin(one)
    return claimed.length
  }

  async settled(): Promise<void> {
    await Promise.all(this.underWay)
  }

  async stop(): Promise<void> {
    this.stopping.abort()
    await Promise.race([this.settled(), sleep(partingMs, undefined, { ref: false })])
    this.cut.abort()
    await this.settled()
    await this.leave()
  }

  /** Tells whoever goes on what has ended last. */
  async leave(): Promise<void> {
    const ended = this.ended.splice(0)
    if (ended.length === 0) return
    const now = this.sending.now()
    const { busy, slow } = this
    await claim({ now, free: 0, ...this.options, busy, slow, ended }).catch((error: unknown) =>
      log().debug({ err: error }, 'what comes next is only late'),
    )
  }

  private begin(one: Claimed): void {
    const { id } = one.webhook
    this.busy.set(id, (this.busy.get(id) ?? 0) + 1)
    const ended = this.send(one)
      .catch((error: unknown) => {
        // What came of it is not known; it is sent again once its time is over.
        log().error({ err: error, delivery: one.id }, 'a delivery could not be noted')
      })
      .finally(() => {
        this.underWay.delete(ended)
        const left = (this.busy.get(id) ?? 1) - 1
        if (left > 0) this.busy.set(id, left)
        else this.busy.delete(id)
        this.wake()
      })
    this.underWay.add(ended)
  }

  private async send(one: Claimed): Promise<void> {
    const came = await attempt(one, this.sending)
    if (!came) return release(one, this.sending.now())
    if (came.ms > this.sending.timeoutMs / 2) this.slow.add(one.webhook.id)
    else this.slow.delete(one.webhook.id)
    if (await settle(one, came, this.sending.now())) {
      this.ended.push({ webhookId: one.webhook.id, orderKey: one.orderKey })
    }
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined)
}

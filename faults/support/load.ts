import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, Caller } from './caller'
import type { Ledger } from './ledger'
import type { Random } from './random'

export const project = 'lab'
export const models = ['ash', 'birch', 'cedar']

export interface Clients {
  contributors: Caller[]
  approvers: Caller[]
  maintainer: Caller
}

/** Programs that register, decide, upload and report at once, and note what they were told. */
export class Load {
  private over = false
  private count = 0
  private readonly work: Promise<void>[]

  constructor(
    clients: Clients,
    private readonly ledger: Ledger,
    random: Random,
  ) {
    const each = (callers: Caller[], job: (caller: Caller, random: Random) => Promise<void>) =>
      callers.map((caller) => this.repeat(caller, random.fork(), job))
    this.work = [
      ...each(clients.contributors, (caller, own) => this.contribute(caller, own)),
      ...each(clients.approvers, (caller, own) => this.decide(caller, own)),
      ...each([clients.maintainer], (caller, own) => this.moveAlias(caller, own)),
    ]
  }

  async stop(): Promise<void> {
    this.over = true
    await Promise.all(this.work)
  }

  private async repeat(
    caller: Caller,
    random: Random,
    job: (caller: Caller, random: Random) => Promise<void>,
  ): Promise<void> {
    while (!this.over) {
      await job(caller, random)
      await sleep(random.whole(0, 20))
    }
  }

  private async contribute(caller: Caller, random: Random): Promise<void> {
    const dice = random.next()
    if (dice < 0.7) return this.register(caller, random)
    if (dice < 0.97) return this.train(caller, random)
    return this.makeModel(caller)
  }

  private async register(caller: Caller, random: Random): Promise<void> {
    const key = this.key()
    const content = Buffer.concat([Buffer.from(key), random.bytes(random.chance(0.1) ? 9999 : 99)])
    const file = createHash('sha256').update(content).digest('hex')
    const sent = await this.insist('An upload', () => caller.call('PUT', `/blobs/${file}`, content))
    if (sent?.status !== 200 && sent?.status !== 201) return this.refuse('An upload', sent)
    this.ledger.uploads.add(file)

    const model = random.pick(models)
    const body = { files: [{ name: 'model.bin', sha256: file }], metrics: { n: 1 }, note: key }
    const create = () => caller.call('POST', `/models/${model}/versions`, body, named(key))
    // Some programs ask once and go away.
    const answer = random.chance(0.1)
      ? await this.settled('A registration', await create())
      : await this.insist('A registration', create)
    if (answer?.status !== 201) return this.refuse('A registration', answer)
    const { version: number, digest } = answer.json as { version: number; digest: string }
    this.ledger.versions.set(key, { model, number, digest, file })
    if (random.chance(0.2)) await this.repeatRegistration(create, number)
  }

  private async repeatRegistration(create: () => Promise<Answer>, number: number): Promise<void> {
    const again = await this.insist('A repeated registration', create)
    if (!again) return
    const told = again.json as { version?: number } | null
    if (again.status === 201 && told?.version === number) this.ledger.replayed++
    else this.ledger.blame(`A repeated registration of v${number}`, again)
  }

  private async train(caller: Caller, random: Random): Promise<void> {
    const key = this.key()
    const runs = `/projects/${project}/runs`
    const create = () => caller.call('POST', runs, { step: key, inputs: [] }, named(key))
    const made = await this.insist('A run', create)
    if (made?.status !== 201) return this.refuse('A run', made)
    const { run } = made.json as { run: number }
    this.ledger.runs.set(key, run)
    for (let step = 0; step < random.whole(1, 4); step++) {
      const events = [{ time: new Date().toISOString(), step, values: { loss: random.next() } }]
      const path = `${runs}/${run}/metrics`
      const told = await this.settled('Metrics', await caller.call('POST', path, { events }))
      if (told?.status === 204) this.ledger.points.add(`${run} ${step}`)
      else this.refuse('Metrics', told)
    }
    const end = () => caller.call('POST', `${runs}/${run}/finish`, { state: 'completed' })
    const ended = await this.insist('The end of a run', end)
    if (ended?.status === 200) this.ledger.finished.add(key)
    else this.refuse('The end of a run', ended)
  }

  private async makeModel(caller: Caller): Promise<void> {
    const key = this.key()
    const create = () => caller.call('POST', '/models', { name: key }, named(key))
    const made = await this.insist('A model', create)
    if (made?.status === 201) this.ledger.models.add(key)
    else this.refuse('A model', made)
  }

  private async decide(caller: Caller, random: Random): Promise<void> {
    const version = random.pick([...this.ledger.versions.values()].slice(-40).concat(none))
    if (version === none) return void (await sleep(20))
    const verdict = random.pick(['approve', 'reject', 'withdraw'])
    const note = this.key()
    const path = `/models/${version.model}/versions/${version.number}/${verdict}`
    const told = await this.settled('A decision', await caller.call('POST', path, { note }))
    if (told?.status === 200) this.ledger.decisions.add(note)
    // Already so, or not from there.
    else if (told?.status !== 409) this.refuse('A decision', told)
  }

  private async moveAlias(caller: Caller, random: Random): Promise<void> {
    const model = random.pick(models)
    const ours = [...this.ledger.versions.values()].filter((version) => version.model === model)
    if (ours.length === 0) return void (await sleep(20))
    const { number } = random.pick(ours)
    const path = `/models/${model}/aliases/production`
    const told = await this.settled('An alias', await caller.call('PUT', path, { version: number }))
    const { last, perhaps } = this.ledger.aliases.get(model) ?? { last: null, perhaps: [] }
    if (told?.status === 200) this.ledger.aliases.set(model, { last: number, perhaps: [] })
    else if (told === null) this.ledger.aliases.set(model, { last, perhaps: [...perhaps, number] })
    else this.refuse('An alias', told)
  }

  /** Asks until there is an answer, as a patient program does; null when the load ends before. */
  private async insist(what: string, call: () => Promise<Answer>): Promise<Answer | null> {
    while (!this.over) {
      const answer = await this.settled(what, await call())
      if (answer && !isInProgress(answer)) return answer
    }
    return null
  }

  /** The answer, or null after a while where nobody knows what came of the call. */
  private async settled(what: string, answer: Answer): Promise<Answer | null> {
    if (!this.ledger.isOutage(what, answer)) return answer
    await sleep(100)
    return null
  }

  private refuse(what: string, answer: Answer | null): void {
    if (answer) this.ledger.blame(what, answer)
  }

  private key(): string {
    return `k${++this.count}`
  }
}

const none = { model: '', number: 0, digest: '', file: '' }

const named = (key: string) => ({ 'idempotency-key': key })

function isInProgress({ status, json }: Answer): boolean {
  return (
    status === 409 && (json as { error?: { code?: string } } | null)?.error?.code === 'in_progress'
  )
}

import { Agent } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { createDeployment } from '@/lib/deployments/create'
import { reviseDeployment } from '@/lib/deployments/revise'
import { newId } from '@/lib/ids'
import { versionUri } from '@/lib/uri'
import { type Call, cpuOf, send } from './measure'
import type { Serving } from './servers'
import { callerOn, type Stage } from './stage'

export interface EvaluationFigures {
  /** Evaluations per second that were asked for, and for how many seconds. */
  rate: number
  seconds: number
  /** How many were answered in a second. */
  answered: number
  /** Milliseconds from when one was due until its answer was there: half of them, 99 of 100, the last. */
  ms: { median: number; p99: number; max: number }
  /** Milliseconds on the CPU of the serving process for each; null where the system does not tell. */
  cpu: number | null
  /** With so many clients that each wait for their answer: as many a second as there can be. */
  clients: number
  most: number
}

export interface EvaluationPlan {
  /** Seconds of evaluations at the rate, and again as many as there can be. */
  seconds: number
  warm: number
}

const rate = 500
const clients = 16

/** Measures how fast applications are told which of two versions serves, over HTTP, each with another key. */
export async function measureEvaluations(
  stage: Stage,
  hub: Serving,
  { seconds, warm }: EvaluationPlan,
): Promise<EvaluationFigures> {
  const deployment = await splitInTwo(stage)
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  let asked = 0
  const ask = () => {
    const context = { targetingKey: `user-${asked++}` }
    const call: Call = {
      url: `${hub.url}/ofrep/v1/evaluate/flags/${deployment}`,
      method: 'POST',
      headers: {
        authorization: `Bearer ${stage.secrets.contributor}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ context }),
    }
    return send(call, agent)
  }
  try {
    await untilMany(ask, (done) => done >= warm)
    const paced = await atRate(ask, seconds, hub.pid)
    const until = performance.now() + seconds * 1000
    const since = performance.now()
    const done = await untilMany(ask, () => performance.now() >= until)
    const most = done / ((performance.now() - since) / 1000)
    return { rate, seconds, ...paced, clients, most }
  } finally {
    agent.destroy()
  }
}

/** A deployment of two approved versions, 10 to 90. */
async function splitInTwo(stage: Stage): Promise<string> {
  const { org } = stage.landmarks
  const admin = await callerOn(stage, 'admin')
  const { rows } = await stage.database.read.execute<{ slug: string; number: number }>(`
    select m.slug, v.number from versions v join models m on m.id = v.model_id
    where v.state = 'approved' and v.life = 'live' and m.life = 'live' limit 2`)
  const [one, two] = rows.map(({ slug, number }) => versionUri(slug, number))
  if (!one || !two) throw new Error('Two approved versions are needed.')
  const name = `bench-${newId()}`
  await createDeployment(admin, { org, name, project: 'project-1', target: 'bench' })
  const variants = [
    { name: 'canary', model: one, weight: 10 },
    { name: 'usual', model: two, weight: 90 },
  ]
  await reviseDeployment(admin, { org, deployment: name, variants })
  return name
}

/** Asks on time, whether or not the answers before are there: who waits would not see that others have to. */
async function atRate(ask: () => Promise<unknown>, seconds: number, pid: number) {
  const times: number[] = []
  const answers: Promise<void>[] = []
  const total = rate * seconds
  const before = cpuOf(pid)
  const since = performance.now()
  for (let sent = 0; sent < total; await sleep(1)) {
    const now = performance.now() - since
    for (; sent < total && (sent * 1000) / rate <= now; sent++) {
      const due = since + (sent * 1000) / rate
      answers.push(ask().then(() => void times.push(performance.now() - due)))
    }
  }
  await Promise.all(answers)
  const answered = total / ((performance.now() - since) / 1000)
  const after = cpuOf(pid)
  const cpu = before === null || after === null ? null : (after - before) / total
  times.sort((a, b) => a - b)
  const at = (share: number) => times[Math.ceil(times.length * share) - 1] ?? Number.NaN
  return { answered, ms: { median: at(0.5), p99: at(0.99), max: at(1) }, cpu }
}

/** Clients that ask again and again until it is over. Answers how often they did. */
async function untilMany(
  ask: () => Promise<unknown>,
  isOver: (done: number) => boolean,
): Promise<number> {
  let done = 0
  const client = async () => {
    while (!isOver(done)) {
      await ask()
      done++
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  return done
}

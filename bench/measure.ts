import { readdirSync, readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'

export interface Call {
  /** A whole address. */
  url: string
  method?: string
  headers?: Record<string, string>
  body?: string
}

export interface Sample {
  requests: number
  /** Median milliseconds from sending to the last byte of the answer. */
  ms: number
  /** Milliseconds on the CPU of the serving process, per request; null where the system does not tell. */
  cpu: number | null
  /** Bytes of one answer. */
  bytes: number
}

/** What a value was over several rounds. */
export interface Spread {
  median: number
  min: number
  max: number
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const [low = Number.NaN, high = Number.NaN] = [
    sorted[Math.ceil(middle) - 1],
    sorted[Math.floor(middle)],
  ]
  return {
    median: (low + high) / 2,
    min: sorted[0] ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
  }
}

/** The ratio of each pair of rounds; a pair ran one directly after the other. */
export function ratios(ours: readonly number[], theirs: readonly number[]): Spread {
  return spread(ours.map((value, round) => value / (theirs[round] ?? Number.NaN)))
}

/**
 * Runs each task once per round, in turn, so that whatever else the machine does meets all of them.
 * Answers what each gave, in the order of the rounds.
 */
export async function inTurn<K extends string, T>(
  rounds: number,
  tasks: Record<K, () => Promise<T>>,
): Promise<Record<K, T[]>> {
  const names = Object.keys(tasks) as K[]
  const found = Object.fromEntries(names.map((name) => [name, [] as T[]])) as Record<K, T[]>
  for (let round = 0; round < rounds; round++) {
    // Nobody is always first.
    for (const name of round % 2 ? [...names].reverse() : names)
      found[name].push(await tasks[name]())
  }
  return found
}

/**
 * Repeats a request over one kept connection for about `forMs`, and `atLeast` times, counting the CPU of
 * `pid` meanwhile.
 */
export async function repeat(call: Call, pid: number, forMs: number, atLeast = 5): Promise<Sample> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  try {
    let bytes = await send(call, agent)
    const times: number[] = []
    const before = cpuOf(pid)
    const until = performance.now() + forMs
    for (let now = performance.now(); now < until || times.length < atLeast; ) {
      bytes = await send(call, agent)
      const then = now
      now = performance.now()
      times.push(now - then)
    }
    const after = cpuOf(pid)
    const cpu = before === null || after === null ? null : (after - before) / times.length
    return { requests: times.length, ms: spread(times).median, cpu, bytes }
  } finally {
    agent.destroy()
  }
}

/** Sends one request and reads its answer to the end. Throws for any status but 2xx. */
export function send(call: Call, agent: Agent): Promise<number> {
  const { url, method = 'GET', headers = {}, body } = call
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const asked = request(url, { method, agent, headers: { ...headers, ...length } }, (answer) => {
      const chunks: Buffer[] = []
      let bytes = 0
      const failed = (answer.statusCode ?? 500) >= 300
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (failed) chunks.push(chunk)
      })
      answer.on('error', reject)
      answer.on('end', () => {
        if (!failed) return resolve(bytes)
        const said = Buffer.concat(chunks).toString('utf8').slice(0, 500)
        reject(new Error(`${method} ${url} was answered ${answer.statusCode}: ${said}`))
      })
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

/** Milliseconds that all threads of a process have been on a CPU; null where there is no /proc. */
export function cpuOf(pid: number): number | null {
  if (process.platform !== 'linux') return null
  const tasks = `/proc/${pid}/task`
  const nanoseconds = readdirSync(tasks).map((task) => {
    const [spent] = readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')
    return Number(spent)
  })
  return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e6
}

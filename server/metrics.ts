import cluster from 'node:cluster'
import type { FastifyInstance } from 'fastify'
import { AggregatorRegistry } from 'prom-client'
import { env } from '@/lib/env'
import { forbidden } from '@/lib/errors'
import { databaseMetrics } from '@/lib/monitor/database'
import { buildInfo, registry } from '@/lib/monitor/meters'
import { hubVersion } from '@/lib/version'
import { metricsRefusal } from './metrics-access'

const patienceMs = 6000

interface Question {
  hubMetrics: number
}

interface Answer extends Question {
  text: string | null
}

/** `GET /metrics`: what all processes of this hub count together, in Prometheus' text format. */
export function registerMetrics(app: FastifyInstance): void {
  buildInfo.set({ version: hubVersion.version, node: process.version }, 1)
  const { metricsAllow, trustProxy } = env()
  const refusal = metricsRefusal({ allow: metricsAllow, trustProxy })
  app.get('/metrics', async (request, reply) => {
    const reason = refusal(request.raw)
    if (reason) throw forbidden(reason)
    const counted = await (cluster.isWorker ? askSupervisor() : registry.metrics())
    if (counted === null) {
      const message = 'A process of the hub did not tell its figures in time. Try again.'
      const error = { code: 'metrics_incomplete', message, requestId: request.id }
      return reply.code(503).header('retry-after', '5').send({ error })
    }
    return reply.type(registry.contentType).send(`${counted}\n${await databaseMetrics()}`)
  })
}

/** In a serving process: lets the supervisor collect what this one counts. */
export function offerMetrics(): void {
  AggregatorRegistry.setRegistries([registry])
  new AggregatorRegistry()
}

/** In the supervisor: answers any process that wants the figures of all. */
export function collectMetrics(): void {
  const all = new AggregatorRegistry()
  cluster.on('message', (worker, message: unknown) => {
    if (!isAbout(message)) return
    const answer = (text: string | null) => {
      const sent: Answer = { hubMetrics: message.hubMetrics, text }
      if (worker.isConnected()) worker.send(sent)
    }
    // Half of the processes would look like a hub that forgot half of what it did.
    all.clusterMetrics().then(answer, () => answer(null))
  })
}

let questions = 0

/** The figures of all processes; null when one of them is silent. */
function askSupervisor(): Promise<string | null> {
  const question: Question = { hubMetrics: ++questions }
  return new Promise((resolve) => {
    const end = (text: string | null) => {
      clearTimeout(late)
      process.off('message', hear)
      resolve(text)
    }
    const hear = (message: unknown) => {
      if (isAbout(message) && message.hubMetrics === question.hubMetrics && 'text' in message)
        end(typeof message.text === 'string' ? message.text : null)
    }
    const late = setTimeout(() => end(null), patienceMs)
    process.on('message', hear)
    process.send?.(question)
  })
}

function isAbout(message: unknown): message is Question {
  return typeof message === 'object' && message !== null && 'hubMetrics' in message
}

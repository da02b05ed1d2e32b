import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { database } from '@/db/client'

/**
 * What one process counts of itself. Processes of one hub are added up, unless `aggregator` says how else
 * they become one figure.
 */
export const registry = new Registry()
const registers = [registry]

export const requestSeconds = new Histogram({
  name: 'hub_http_request_duration_seconds',
  help: 'From the head of a request to the last byte of its answer, by route pattern.',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60, 600],
  registers,
})

export const requestsInFlight = new Gauge({
  name: 'hub_http_requests_in_flight',
  help: 'Requests that are being answered, uploads and downloads included.',
  registers,
})

export const placesTaken = new Gauge({
  name: 'hub_machine_requests_working',
  help: 'Requests of programs that are being worked on, without those whose bytes are on their way.',
  registers,
})

export const placesWaitedFor = new Gauge({
  name: 'hub_machine_requests_waiting',
  help: 'Requests of programs that wait until others have been worked on.',
  registers,
})

export const receivedBytes = new Counter({
  name: 'hub_http_received_bytes_total',
  help: 'Bytes that ended requests brought, heads included; uploads are the route of the blobs.',
  labelNames: ['route'],
  registers,
})

export const sentBytes = new Counter({
  name: 'hub_http_sent_bytes_total',
  help: 'Bytes that ended requests were answered with, heads included.',
  labelNames: ['route'],
  registers,
})

export const taskSeconds = new Histogram({
  name: 'hub_task_duration_seconds',
  help: 'How long background tasks took that ended well.',
  labelNames: ['task'],
  buckets: [0.01, 0.1, 1, 10, 60, 600],
  registers,
})

export const taskFailures = new Counter({
  name: 'hub_task_failures_total',
  help: 'Background tasks that failed; each is tried again in the next round.',
  labelNames: ['task'],
  registers,
})

export const taskSuccess = new Gauge({
  name: 'hub_task_last_success_timestamp_seconds',
  help: 'When a background task last ended well in this hub.',
  labelNames: ['task'],
  aggregator: 'max',
  registers,
})

export const sealSeconds = new Histogram({
  name: 'hub_audit_seal_delay_seconds',
  help: 'From an event to its signed place in the audit log.',
  buckets: [0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 60],
  registers,
})

export const outboxSeconds = new Histogram({
  name: 'hub_outbox_delay_seconds',
  help: 'From a change to its being dealt out to webhooks, inboxes and deployments that follow.',
  buckets: [0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 60],
  registers,
})

export const outboxSetAside = new Counter({
  name: 'hub_outbox_set_aside_total',
  help: 'Changes that nobody could be told of; each is in the log, and tried again when a hub starts.',
  registers,
})

export const buildInfo = new Gauge({
  name: 'hub_build_info',
  help: 'Always 1; which version runs, on which Node.',
  labelNames: ['version', 'node'],
  aggregator: 'max',
  registers,
})

new Gauge({
  name: 'hub_database_connections',
  help: 'Connections of the pools: all of them (total), unused ones (idle), requests that wait for one (waiting).',
  labelNames: ['pool', 'state'],
  registers,
  collect() {
    for (const [pool, counts] of Object.entries(database().connections()))
      for (const [state, count] of Object.entries(counts)) this.set({ pool, state }, count)
  },
})

/** Also counts what Node tells of the process: CPU, memory, event loop, garbage collection. */
export function watchProcess(): void {
  collectDefaultMetrics({ register: registry })
}

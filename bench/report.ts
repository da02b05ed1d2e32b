import type { AliasFigures } from './aliases'
import type { AuditFigures } from './audit'
import type { EvaluationFigures } from './evaluations'
import type { GateFigures } from './gates'
import type { LineageFigures } from './lineage'
import { ratios, type Sample, type Spread, spread } from './measure'
import type { MlflowFigures } from './mlflow'
import type { FirstPage } from './page'
import type { Plan } from './plans'
import type { Measured, Pace } from './requests'
import type { Searched } from './search'
import type { Size } from './seed'
import type { Transfers } from './transfers'
import type { WebhookFigures } from './webhooks'

export interface Results {
  date: string
  machine: string[]
  large: Size
  small: Size
  pace: Pace
  lists: Measured[]
  search: Searched[]
  writes: Measured[]
  transfers: Transfers | null
  page: FirstPage | null
  evaluations: EvaluationFigures | null
  aliases: AliasFigures | null
  lineage: LineageFigures | null
  gates: GateFigures | null
  audit: AuditFigures | null
  webhooks: WebhookFigures | null
  mlflow: MlflowFigures | null
  plans: Plan[]
}

const aims = {
  cpu: 1.5,
  growth: 1.3,
  upload: 0.9,
  download: 0.8,
  memory: 64 * 2 ** 20,
  evaluated: 10,
  lineage: 500,
  byHand: 3,
  audited: 2,
  sealed: 0.5,
  verified: 50_000,
  told: 2,
}

/** The whole of docs/bench.md. */
export function report(results: Results): string {
  const { date, machine, large, small, pace, lists, search, writes } = results
  const { transfers, page, evaluations, aliases, lineage, gates, audit, webhooks, mlflow, plans } =
    results
  const of = ({ models, versions }: Size) =>
    `${number(models)} models, ${number(versions)} versions`
  const parts = [
    `# Figures

Written by \`npm run bench\` on ${date}. To repeat it: Node, nothing else running, and
\`npm run bench\`; nginx is used where it is installed. \`npm run bench -- --quick\` is a small round that
writes no file, \`--only lists\` (or \`search\`, \`writes\`, \`transfers\`, \`page\`, \`evaluations\`, \`aliases\`, \`lineage\`, \`gates\`, \`audit\`, \`webhooks\`, \`mlflow\`, \`plans\`) a part of it.

${machine.map((line) => `- ${line}`).join('\n')}

The hub is the production server with one serving process, as \`npm start\` runs it, with its log on. The database
holds ${of(large)} with files, ten metrics and five parameters each, runs, decisions and events; a few
models have thousands of versions, most a handful. Beside it stands what the same work costs without the hub: a server
of Node's own \`http\` that sends **the same statements** through the same driver (looking the token up is one of them)
and answers \`JSON.stringify\` of the rows, with no framework, checks, views or log.

Each figure is the median of ${pace.rounds} rounds of ${pace.forMs} ms, sides taking turns, after ${pace.warm} requests that are not
counted; one keep-alive connection, a plain loop of Node's \`http\`. A ratio is taken within each round: median
(lowest–highest). CPU is that of the serving process, PostgreSQL's not included. _Aim_ says what was to be reached;
**missed** is a miss by the median.`,
  ]
  if (lists.length || writes.length)
    parts.push(
      `## Requests\n\n${table(
        [
          'request',
          'hub ms',
          'bare ms',
          'time',
          'hub CPU ms',
          'bare CPU ms',
          'CPU',
          `aim ≤ ${aims.cpu}`,
        ],
        [...lists, ...writes].map(({ name, hub, bare }) => {
          const cpu = ratios(hub.map(cpuOf), bare.map(cpuOf))
          return [
            name,
            two(spread(hub.map(msOf)).median),
            two(spread(bare.map(msOf)).median),
            ratio(ratios(hub.map(msOf), bare.map(msOf))),
            two(spread(hub.map(cpuOf)).median),
            two(spread(bare.map(cpuOf)).median),
            ratio(cpu),
            met(cpu.median <= aims.cpu),
          ]
        }),
      )}`,
    )
  if (lists.length)
    parts.push(
      `## Growth\n\nThe same lists where there are ${of(small)}.\n\n${table(
        [
          'request',
          `ms at ${number(small.versions)}`,
          `ms at ${number(large.versions)}`,
          'growth',
          `aim ≤ ${aims.growth}`,
        ],
        lists.map(({ name, hub, small }) => {
          const growth = ratios(hub.map(msOf), small.map(msOf))
          return [
            name,
            two(spread(small.map(msOf)).median),
            two(spread(hub.map(msOf)).median),
            ratio(growth),
            met(growth.median <= aims.growth),
          ]
        }),
      )}`,
    )
  if (search.length) parts.push(searchPart(search, small, large))
  if (transfers) parts.push(transfersPart(transfers))
  if (page) parts.push(pagePart(page))
  if (evaluations) parts.push(evaluationsPart(evaluations))
  if (aliases) parts.push(aliasesPart(aliases))
  if (lineage) parts.push(lineagePart(lineage))
  if (gates) parts.push(gatesPart(gates))
  if (audit) parts.push(auditPart(audit))
  if (webhooks) parts.push(webhooksPart(webhooks))
  if (mlflow) parts.push(mlflowPart(mlflow))
  if (plans.length) parts.push(plansPart(plans, large))
  return `${parts.join('\n\n')}\n`
}

function searchPart(search: readonly Searched[], small: Size, large: Size): string {
  const rows = search.map(({ name, few, many, bare }) => {
    const [growth, against] = [ratios(many, few), ratios(many, bare)]
    return [
      name,
      two(spread(few).median),
      two(spread(many).median),
      ratio(growth),
      two(spread(bare).median),
      ratio(against),
      met(against.median <= aims.byHand),
    ]
  })
  return `## Search\n\nThe time of PostgreSQL for every statement of a page of 50, at ${number(small.versions)} and at ${number(large.versions)} versions, beside
SQL written by hand for the same rows: without what one may not see, other orders, or words that were mistyped.\n\n${table(
    [
      'search',
      `ms at ${number(small.versions)}`,
      `ms at ${number(large.versions)}`,
      'growth',
      'by hand ms',
      'hub / by hand',
      `aim ≤ ${aims.byHand}`,
    ],
    rows,
  )}`
}

function transfersPart({ bytes, upload, download, memory }: Transfers): string {
  const speed = (times: readonly number[]) =>
    times.length ? `${Math.round(bytes / 1e3 / spread(times).median)} MB/s` : 'not installed'
  // Speeds, so the other way round than times.
  const faster = (ours: readonly number[], theirs: readonly number[]) => ratios(theirs, ours)
  const up = faster(upload.hub, upload.bare)
  const down = faster(download.hub, download.nginx)
  const downBare = faster(download.hub, download.bare)
  const has = download.nginx.length > 0
  const rows = [
    [
      'upload (SHA-256, fsync)',
      speed(upload.hub),
      `bare Node, hashing: ${speed(upload.bare)}`,
      ratio(up),
      `≥ ${aims.upload}`,
      met(up.median >= aims.upload),
    ],
    [
      'download',
      speed(download.hub),
      `nginx, sendfile: ${speed(download.nginx)}`,
      has ? ratio(down) : '–',
      `≥ ${aims.download}`,
      has ? met(down.median >= aims.download) : 'not measured: nginx is not installed',
    ],
    [
      'download',
      speed(download.hub),
      `bare Node, pipe: ${speed(download.bare)}`,
      ratio(downBare),
      '–',
      '–',
    ],
  ]
  const { before, small, large } = memory
  const grown = small !== null && large !== null ? large - small : null
  const told =
    grown === null || before === null
      ? 'This system does not tell how much memory a process has had at most.'
      : `Memory of the serving process at most: ${mib(before)} before, ${mib(small ?? 0)} while files of 16 MiB went up and down,
${mib(large ?? 0)} while files of ${mib(bytes)} did. Aim: no more than ${mib(aims.memory)} above: ${met(grown <= aims.memory)}.`
  return `## Files\n\nOne file of ${mib(bytes)} at a time.\n\n${table(
    ['what', 'hub', 'beside', 'hub / beside', 'aim', ''],
    rows,
  )}\n\n${told}`
}

function pagePart({ page, api, scripts }: FirstPage): string {
  const rows = [
    ['HTML', ...cells(page)],
    ['API', ...cells(api)],
  ]
  const against = ratios(page.map(msOf), api.map(msOf))
  return `## First page\n\nThe inventory, 50 rows: as the page that a person sees after signing in, and as JSON.\n\n${table(
    ['', 'ms to the last byte', 'CPU ms', 'bytes'],
    rows,
  )}\n\nThe page takes ${ratio(against)} times as long as the API, and names ${Math.round(scripts / 1024)} KiB of scripts (compressed).`
}

const cells = (samples: readonly Sample[]) => [
  two(spread(samples.map(msOf)).median),
  two(spread(samples.map(cpuOf)).median),
  number(samples[0]?.bytes ?? 0),
]

function evaluationsPart(figures: EvaluationFigures): string {
  const { rate, seconds, answered, ms, cpu, clients, most } = figures
  const { evaluated } = aims
  const isMet = ms.p99 <= evaluated && answered >= rate * 0.99
  const rows = [
    [
      `${number(rate)} a second for ${seconds} s, on time`,
      `${number(Math.round(answered))} /s answered; ${two(ms.median)} ms (median), ${two(ms.max)} ms at most`,
      `${two(ms.p99)} ms (99 of 100); aim ≤ ${evaluated} ms`,
      met(isMet),
    ],
    [
      `${clients} clients, one after the other`,
      `${number(Math.round(most))} /s`,
      `${cpu === null ? '–' : two(cpu)} ms CPU each`,
      '–',
    ],
  ]
  return `## Which version serves\n\nA deployment of two versions is asked over the protocol of OpenFeature, each time for another
user: token, split and what the caller may see are looked up anew, and the answer is counted. Times count from when a
question was due, so those that wait for others are slow, too.\n\n${table(['what', '', 'figure', ''], rows)}`
}

function aliasesPart({ atOnce, rounds, told, gaps, events, ms }: AliasFigures): string {
  const sent = atOnce * rounds
  const rows = [
    [
      `${atOnce} moves of one alias at once, ${rounds} times`,
      `${Math.round(ms.median)} ms until all were answered (median), ${Math.round(ms.max)} ms at most`,
      `${number(told)} in the history, ${number(gaps)} gaps, ${number(events)} events in the log; aim ${number(sent)}, 0, ${number(sent)}`,
      met(told === sent && gaps === 0 && events === sent),
    ],
  ]
  return `## Aliases\n\nOver HTTP. Each move of the history is to begin where the one before ended, and to have an event of its own in
the audit log.\n\n${table(['what', '', 'figure', ''], rows)}`
}

function lineagePart({ nodes, edges, asked, told, agreed, plans }: LineageFigures): string {
  const rows = Object.entries(asked).map(([question, times], at) => {
    const { median, min, max } = spread(times)
    const indexes = plans[at]?.indexes.filter((name) => name.startsWith('lineage_edges')) ?? []
    return [
      question,
      `${Math.round(median)} (${Math.round(min)}–${Math.round(max)})`,
      at === 0 ? met(median <= aims.lineage) : '–',
      indexes.map((name) => `\`${name}\``).join(' '),
    ]
  })
  return `## Lineage\n\nOne dataset version led to ${number(nodes)} runs, versions and dataset versions over ${number(edges)} edges, with
diamonds and a circle. The whole of it is walked for each page of its impact.\n\n${table(
    ['question', 'ms', `aim ≤ ${aims.lineage} ms`, 'edges are found by'],
    rows,
  )}\n\nA breadth-first search through all edges in memory finds the same ${number(agreed)} of ${number(told)} things at the
same distance.`
}

function gatesPart({ metrics, perSecond, twenty, first, overrun }: GateFigures): string {
  const line = (what: string, values: readonly number[], digits = 1) => {
    const { median, min, max } = spread(values)
    const [middle, low, high] = [median, min, max].map((value) =>
      value.toLocaleString('en-US', { maximumFractionDigits: digits }),
    )
    return [what, `${middle} (${low}–${high})`]
  }
  return `## Gates\n\nTen gates of a form and ten written by hand, of versions with ${metrics} metrics and 1,000 parameters, in the thread of
the process that evaluates them, until the results stand there in words.\n\n${table(
    ['gates', 'median (lowest–highest)'],
    [
      line('evaluated in a second', perSecond, 0),
      line('ms for 20 at once', twenty),
      line('ms for the first one, with the start of the thread', first),
      line('ms for one that is ended after 50 ms, twice, and the next', overrun),
    ],
  )}`
}

function auditPart(figures: AuditFigures): string {
  const { clients, audited, unaudited, rate, sealed, delay } = figures
  const { events, sealing, exporting, verifying, bytes } = figures
  const cost = ratios(unaudited, audited)
  const per = (values: readonly number[]) => `${number(Math.round(spread(values).median))} /s`
  const rows = [
    [
      `a small change, ${clients} clients`,
      `${per(audited)} with its event, sealed meanwhile; ${per(unaudited)} without`,
      `${ratio(cost)} times the time; aim ≤ ${aims.audited}`,
      met(cost.median <= aims.audited),
    ],
    [
      `${number(sealed)} events at ${number(rate)} /s`,
      `sealed after ${two(delay.median)} s (median), ${two(delay.max)} s at most`,
      `${two(delay.p99)} s (99 of 100); aim ≤ ${aims.sealed} s`,
      met(delay.p99 <= aims.sealed),
    ],
    [
      `a log of ${number(events)} events (${mib(bytes)})`,
      `a backlog is sealed at ${per([sealing])}, the log exported at ${per([exporting])}`,
      `verified at ${per(verifying)}; aim ≥ ${number(aims.verified)} /s`,
      met(spread(verifying).median >= aims.verified),
    ],
  ]
  return `## The audit log\n\nIn one process, without HTTP; the sequencer runs beside the writes. How soon an event is sealed is seen from
outside, by looking at the log every 10 ms.\n\n${table(['what', '', 'figure', ''], rows)}`
}

function webhooksPart({ rate, told, arrived, disordered, delay }: WebhookFigures): string {
  const rows = [
    [
      `${number(told)} changes at ${number(rate)} /s`,
      `${number(arrived)} arrived, ${number(disordered)} of them out of order; after ${two(delay.median)} s (median), ${two(delay.max)} s at most`,
      `${two(delay.p95)} s (95 of 100); aim ≤ ${aims.told} s`,
      met(delay.p95 <= aims.told && arrived >= told && disordered === 0),
    ],
  ]
  return `## Webhooks\n\nFrom the commit of a change to the arrival of its message, in one process, which also makes the changes, of 50
models; the receiver is another server of it.\n\n${table(['what', '', 'figure', ''], rows)}`
}

function mlflowPart({ version, versions, compared }: MlflowFigures): string {
  const rows = compared.map(({ name, hub, mlflow, aim }) => {
    const faster = ratios(mlflow, hub)
    return [
      name,
      two(spread(hub).median),
      two(spread(mlflow).median),
      ratio(faster),
      `≥ ${aim}`,
      met(faster.median >= aim),
    ]
  })
  return `## MLflow\n\nThe same calls to the hub and to \`mlflow server\` ${version} with one worker, each on a database of one PostgreSQL
with the same ${number(versions)} versions; in turns, over one kept connection, no request sent twice. The hub looks the token up
and writes its log. Measured where Python is, with \`HUB_TEST_CLIENTS=1\`.\n\n${table(
    ['call', 'hub ms', 'MLflow ms', 'times as fast', 'aim', ''],
    rows,
  )}`
}

function plansPart(plans: readonly Plan[], { versions }: Size): string {
  const rows = plans.map(({ list, scanned, rowsRead, pages, ms, indexes }) => [
    list,
    scanned.length ? `**${scanned.join(', ')}**` : 'none',
    number(rowsRead),
    number(pages),
    two(ms),
    indexes.map((name) => `\`${name}\``).join(' '),
  ])
  return `## How the lists are read\n\n\`explain (analyze, buffers)\` of every statement of each list, at ${number(versions)} versions. A big table has
1,000 rows or more.\n\n${table(
    ['list', 'big tables read whole', 'rows of big tables', 'pages of 8 KiB', 'ms', 'indexes'],
    rows,
  )}`
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

const msOf = ({ ms }: Sample) => ms
const cpuOf = ({ cpu }: Sample) => cpu ?? Number.NaN
const met = (isMet: boolean) => (isMet ? 'met' : '**missed**')
const two = (value: number) => (Number.isFinite(value) ? value.toFixed(2) : '–')
const ratio = ({ median, min, max }: Spread) => `${two(median)} (${two(min)}–${two(max)})`
const number = (value: number) => value.toLocaleString('en-US')
const mib = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`

import { bytes, metric, plural } from '@/lib/format'
import type { LineagePageNode, RecallNotice } from '@/lib/lineage/view'
import type { ModelWithAbilities } from '@/lib/models/view'
import { paths } from '@/lib/paths'
import type { Version } from '@/lib/versions/view'
import { KindIcon } from './lineage/kind-icon'
import { RecalledMark } from './lineage/node-state'
import { keyMetrics } from './metric-order'
import { RecallBanner } from './recall-banner'
import { Snippet, Snippets } from './snippets'
import { StateBadge } from './state-badge'
import { Time } from './time'
import { ButtonLink } from './ui/button'
import { NothingYet } from './ui/empty'
import { DownloadIcon } from './ui/icons'
import { Notice } from './ui/notice'
import { Properties } from './ui/properties'
import { Section } from './ui/section'
import { TextLink } from './ui/text-link'

/** The version in use, what it was trained on, and the recalls that reach it. */
export interface Current extends Version {
  data: readonly LineagePageNode[]
  recalls: readonly RecallNotice[]
}

interface CurrentVersionProps {
  org: string
  model: Pick<ModelWithAbilities, 'slug' | 'registeredName' | 'newest' | 'abilities'>
  /** What `latest` means now, or null while nothing is approved. */
  current: Current | null
  baseUrl: string
  now: Date
}

const shownMetrics = 4
const shownFiles = 6

/** The version in use: how it scores, its files, and how to have it elsewhere. */
export function CurrentVersion({ org, model, current, baseUrl, now }: CurrentVersionProps) {
  if (!current) return <NothingApproved org={org} model={model} baseUrl={baseUrl} />
  const { slug } = model
  const { version, state, decidedAt, metrics, files, warnings, data, recalls } = current
  return (
    <>
      <Section
        title="Current approved version"
        aside={
          <TextLink href={paths.modelLineage(org, slug, { version })}>
            Lineage<span className="sr-only"> of v{version}</span>
          </TextLink>
        }
      >
        <div className="flex items-center gap-2">
          <TextLink href={paths.version(org, slug, version)} className="text-prose font-strong">
            v{version}
          </TextLink>
          <StateBadge state={state} />
          {decidedAt && (
            <span className="text-ink-2">
              <Time at={decidedAt} now={now} />
            </span>
          )}
        </div>
        <RecallBanner org={org} recalls={recalls} now={now} className="" />
        {warnings
          .filter(({ code }) => code !== 'recalled' || recalls.length === 0)
          .map(({ code, message }) => (
            <Notice key={code} kind="warning">
              {message}
            </Notice>
          ))}
        <TrainedOn data={data} />
        <Scores metrics={metrics} />
        <Files
          files={files}
          versionHref={paths.version(org, slug, version)}
          archiveHref={paths.archive(org, slug, version)}
        />
      </Section>
      <Section title="Use it">
        <Snippets
          {...{ baseUrl, org, version }}
          model={slug}
          mlflow={{ name: model.registeredName ?? slug, packed: isPacked(files) }}
        />
      </Section>
    </>
  )
}

/** Whether an MLflow client packed it, so that one can load it. */
const isPacked = (files: Version['files']) => files.some(({ name }) => name === 'MLmodel')

/** The data that its run was given, each a link to it. */
function TrainedOn({ data }: Pick<Current, 'data'>) {
  if (data.length === 0) return null
  return (
    <section aria-label="Trained on">
      <span className="text-ink-2">Trained on</span>
      <ul>
        {data.map(({ id, kind, name, url, recalled }) => (
          <li key={id} className="flex min-h-7 items-center gap-2">
            <KindIcon kind={kind} className="text-ink-3" />
            <TextLink href={url} className="min-w-0 wrap-anywhere">
              {name}
            </TextLink>
            {recalled && <RecalledMark />}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Scores({ metrics }: Pick<Version, 'metrics'>) {
  const keys = keyMetrics(metrics, shownMetrics)
  if (keys.length === 0) return null
  return (
    <Properties
      columns={1}
      items={keys.map((key) => ({
        label: key,
        value: <span className="block text-right">{metric(metrics[key])}</span>,
      }))}
    />
  )
}

interface FilesProps {
  files: Version['files']
  versionHref: string
  archiveHref: string
}

function Files({ files, versionHref, archiveHref }: FilesProps) {
  if (files.length === 0) return null
  const total = files.reduce((sum, { size }) => sum + size, 0)
  const more = files.length - shownFiles
  return (
    <div className="flex flex-col gap-2 pt-1">
      <ul aria-label="Files">
        {files.slice(0, shownFiles).map(({ name, size, url }) => (
          <li key={name} className="flex items-start justify-between gap-4 py-1">
            <a href={url} download className="link-quiet flex min-w-0 items-start gap-2">
              <DownloadIcon className="mt-0.5 text-ink-3" />
              <span className="line-clamp-3 font-mono wrap-anywhere">{name}</span>
            </a>
            <span className="shrink-0 text-ink-2">{bytes(size)}</span>
          </li>
        ))}
      </ul>
      {more > 0 && <TextLink href={versionHref}>{plural(more, 'more file')}</TextLink>}
      <div className="flex flex-wrap items-center gap-3">
        <ButtonLink href={archiveHref} download>
          <DownloadIcon />
          Download all
        </ButtonLink>
        <span className="text-ink-2">{bytes(total)} as a zip</span>
      </div>
    </div>
  )
}

function NothingApproved({ org, model, baseUrl }: Omit<CurrentVersionProps, 'current' | 'now'>) {
  const { slug, newest, abilities } = model
  return (
    <Section title="Current approved version">
      {newest ? (
        <p>
          Nothing is approved yet, so <code className="font-mono">model://{slug}/latest</code> leads
          nowhere. Newest is{' '}
          <TextLink href={paths.version(org, slug, newest.version)}>v{newest.version}</TextLink>{' '}
          <StateBadge state={newest.state} />
        </p>
      ) : (
        <NothingYet how={<Snippet what="the commands" code={pushing(baseUrl, slug)} />}>
          There is no version yet. A training run registers one,{' '}
          {abilities.register.ok && (
            <>
              you <TextLink href={paths.newVersion(org, slug)}>upload one here</TextLink>,{' '}
            </>
          )}
          or push files from a terminal:
        </NothingYet>
      )}
    </Section>
  )
}

/** How a first version is made by hand. */
export function pushing(baseUrl: string, slug: string): string {
  return [
    `curl -fO ${baseUrl}${paths.cli()}`,
    `node hub.mjs login ${baseUrl}`,
    `node hub.mjs push model.onnx model://${slug}/`,
  ].join('\n')
}

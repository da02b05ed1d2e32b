import type { Compliance, MadeBy } from '@/lib/compliance/view'
import { bytes, exactTime, metric, plural } from '@/lib/format'
import { pathOfUri, paths } from '@/lib/paths'
import { Actor } from '../actor'
import { CommitId } from '../commit-id'
import { jsonText } from '../json-text'
import { Disclosure } from '../ui/disclosure'
import { Properties } from '../ui/properties'
import { Section } from '../ui/section'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'
import { Receipt } from './receipt'

type Props = { org: string; told: Compliance }

/** Which version this is, down to its bytes. */
export function Identity({ org, told }: Props) {
  const { version, modelName } = told
  const { uri, digest, state, life, files } = version
  return (
    <Section title="What is it?">
      <Properties
        columns={1}
        items={[
          { label: 'Version', value: `v${version.version} of ${modelName}` },
          { label: 'Pinned', value: <Mono text={`${uri}@${digest}`} /> },
          { label: 'State', value: `${state}, ${life}` },
          { label: 'Aliases now', value: version.aliases.join(', ') },
        ]}
      />
      {files.length > 0 && (
        <Table caption="Files" columns={fileColumns} size="md">
          {files.slice(0, mostFiles).map(({ name, size, sha256 }) => (
            <Row key={name}>
              <RowHead>
                <span className="wrap-anywhere">{name}</span>
              </RowHead>
              <Cell numeric>{bytes(size)}</Cell>
              <Cell>
                <Mono text={sha256} />
              </Cell>
            </Row>
          ))}
        </Table>
      )}
      {files.length > mostFiles && (
        <p className="text-ink-2">
          And {plural(files.length - mostFiles, 'more file')}:{' '}
          <a href={paths.complianceJson(org, version.model, version.version)} className="link">
            all of them as JSON
          </a>
          . The digest above is of all.
        </p>
      )}
    </Section>
  )
}

const mostFiles = 100
const fileColumns: readonly Column[] = [
  { key: 'name', label: 'File' },
  { key: 'size', label: 'Size', numeric: true, width: '7rem' },
  { key: 'sha256', label: 'SHA-256' },
]

/** Who trained it, when, on what data, with which code. */
export function Making({ org, told: { made } }: Props) {
  if (!made)
    return (
      <Section title="Who trained it, on what, with which code?">
        <p className="text-prose">
          No run is linked: nobody can say which code made it, on which data, or on what machine.
        </p>
      </Section>
    )
  return (
    <>
      <Training org={org} made={made} />
      <Data org={org} made={made} />
      <Code made={made} />
    </>
  )
}

function Training({ org, made }: { org: string; made: MadeBy }) {
  const { uri, step, state, by, createdAt, finishedAt, command, event } = made
  return (
    <Section title="Who trained it, and when?">
      <Properties
        items={[
          { label: 'Who', value: <Actor actor={by} /> },
          { label: 'Run', value: <UriLink org={org} uri={uri} /> },
          { label: 'Begun', value: exactTime(createdAt) },
          { label: 'Ended', value: finishedAt && exactTime(finishedAt) },
          { label: 'Step', value: step },
          { label: 'Ended as', value: state },
          { label: 'Command', value: command && <Mono text={command} /> },
          { label: 'Recorded', value: <Receipt event={event} /> },
        ]}
      />
    </Section>
  )
}

const dataColumns: readonly Column[] = [
  { key: 'name', label: 'Input' },
  { key: 'uri', label: 'What it was' },
  { key: 'digest', label: 'Digest' },
  { key: 'recalled', label: 'Recalled', width: '6rem' },
]

function Data({ org, made: { inputs, hiddenInputs } }: { org: string; made: MadeBy }) {
  return (
    <Section title="On what data?">
      {inputs.length === 0 && hiddenInputs === 0 && (
        <p className="text-prose">The run names no input: nobody can say which data trained it.</p>
      )}
      {inputs.length > 0 && (
        <Table caption="Data" columns={dataColumns} size="md">
          {inputs.map(({ name, uri, resolved, digest, recalled }) => (
            <Row key={name}>
              <RowHead>
                <span className="wrap-anywhere">{name}</span>
              </RowHead>
              <Cell>
                <UriLink org={org} uri={uri} />
                {resolved !== uri && (
                  <span className="block text-ink-2 wrap-anywhere">{resolved}</span>
                )}
              </Cell>
              <Cell nothing="none">{digest && <Mono text={digest} />}</Cell>
              <Cell>{recalled ? <strong className="font-strong">recalled</strong> : 'no'}</Cell>
            </Row>
          ))}
        </Table>
      )}
      {hiddenInputs > 0 && (
        <p className="text-ink-2">{plural(hiddenInputs, 'input')} that you may not see.</p>
      )}
    </Section>
  )
}

function Code({ made: { commit, code, image, packages } }: { made: MadeBy }) {
  return (
    <Section title="With which code?">
      <Properties
        items={[
          {
            label: 'Commit',
            value: commit && (
              <>
                <CommitId commit={commit} />
                {commit.dirty && ' with changes that were in no commit'}
              </>
            ),
          },
          { label: 'Full commit', value: commit && <Mono text={commit.id} /> },
          { label: 'Kept code', value: code && <Mono text={`sha256:${code}`} /> },
          { label: 'Image', value: image && <Mono text={image} /> },
        ]}
      />
      {packages.length > 0 && (
        <Disclosure summary={plural(packages.length, 'package')}>
          <p className="font-mono wrap-anywhere">
            {packages.map(({ name, version }) => `${name}==${version}`).join(' ')}
          </p>
        </Disclosure>
      )}
    </Section>
  )
}

/** What was measured and what was set, as fixed with the version. */
export function Numbers({ told: { version } }: { told: Compliance }) {
  const metrics = Object.entries(version.metrics)
  const params = Object.entries(version.params)
  return (
    <Section title="How good is it, and how was it set?">
      <h3 className="text-ink-2">Metrics</h3>
      <Properties items={metrics.map(([key, value]) => ({ label: key, value: metric(value) }))} />
      {metrics.length === 0 && <p className="text-prose">It has no metrics.</p>}
      <h3 className="text-ink-2">Parameters</h3>
      <Properties
        items={params.map(([key, value]) => ({
          label: key,
          value: <span className="font-mono wrap-anywhere">{jsonText(value)}</span>,
        }))}
      />
      {params.length === 0 && <p className="text-prose">It has no parameters.</p>}
    </Section>
  )
}

export function Mono({ text }: { text: string }) {
  return <code className="font-mono wrap-anywhere">{text}</code>
}

export function UriLink({ org, uri }: { org: string; uri: string }) {
  const href = pathOfUri(org, uri)
  return href ? (
    <TextLink href={href} className="font-mono wrap-anywhere">
      {uri}
    </TextLink>
  ) : (
    <Mono text={uri} />
  )
}

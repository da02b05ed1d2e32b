import type { ReactNode } from 'react'
import { plural } from '@/lib/format'
import type { Origin } from '@/lib/versions/origin'
import { Disclosure } from './ui/disclosure'
import { Notice } from './ui/notice'
import { Properties } from './ui/properties'
import { Section } from './ui/section'
import { Cell, Row, RowHead, Table } from './ui/table'
import { Uri } from './uri'

type Description = NonNullable<Origin['description']>
type Signature = NonNullable<Description['signature']>

/** Where an MLflow client said that a version came from, and what its packed model says of itself. */
export function VersionOrigin({ org, origin }: { org: string; origin: Origin }) {
  const { source, external, runId, runLink, loggedModel, copyOf, description } = origin
  return (
    <>
      <Section title="Where it came from" aside="As an MLflow client registered it">
        {external && (
          <Notice kind="warning">
            It lies at another place, and its bytes are not here: what is there may change after a
            decision. To have it kept and checked, log the model to a run of the hub and register it
            from there.
          </Notice>
        )}
        <Properties
          columns={1}
          items={[
            {
              label: 'Source',
              value: source ? (
                <code className="font-mono wrap-anywhere">{source}</code>
              ) : (
                'A version that you do not see'
              ),
            },
            ...(copyOf ? [{ label: 'Copy of', value: <Uri uri={copyOf} org={org} /> }] : []),
            ...(loggedModel
              ? [{ label: 'Logged model', value: <LoggedModel {...{ org, loggedModel }} /> }]
              : []),
            ...(runId ? [{ label: 'MLflow run', value: <Mono>{runId}</Mono> }] : []),
            ...(runLink ? [{ label: 'Run link', value: <Link href={runLink} /> }] : []),
            ...(description ? describedFacts(description) : []),
          ]}
        />
        {description?.notes.map((note) => (
          <p key={note} className="text-ink-2">
            {note}
          </p>
        ))}
      </Section>
      {description?.signature && <SignatureSection signature={description.signature} />}
    </>
  )
}

const Mono = ({ children }: { children: string }) => (
  <code className="font-mono wrap-anywhere">{children}</code>
)

/** A link that a client wrote leads on where it is one of the web; anything else is a text. */
function Link({ href }: { href: string }) {
  if (!/^https?:\/\//i.test(href)) return <span className="wrap-anywhere">{href}</span>
  return (
    <a href={href} rel="noopener noreferrer nofollow ugc" className="link wrap-anywhere">
      {href}
    </a>
  )
}

function LoggedModel({
  org,
  loggedModel: { id, name, run },
}: {
  org: string
  loggedModel: NonNullable<Origin['loggedModel']>
}) {
  return (
    <span className="flex flex-col">
      <span className="wrap-anywhere">{name}</span>
      <code className="font-mono wrap-anywhere text-ink-2">{id}</code>
      {run && (
        <span className="text-ink-2">
          of <Uri uri={run} org={org} copy={false} />
        </span>
      )}
    </span>
  )
}

function describedFacts({ flavors, mlflowVersion, inputExample, environment }: Description) {
  const packages = environment?.packages ?? []
  return [
    {
      label: 'Flavors',
      value: flavors.length > 0 && (
        <ul className="flex flex-col gap-1">
          {flavors.map(({ name, facts }) => (
            <li key={name}>
              <Facts name={name} facts={Object.entries(facts)} />
            </li>
          ))}
        </ul>
      ),
    },
    ...(mlflowVersion ? [{ label: 'Packed by', value: `MLflow ${mlflowVersion}` }] : []),
    ...(inputExample ? [{ label: 'Example', value: <Mono>{inputExample.path}</Mono> }] : []),
    ...(environment?.python ? [{ label: 'Python', value: environment.python }] : []),
    ...(packages.length > 0 ? [{ label: 'Needs', value: <Packages packages={packages} /> }] : []),
  ]
}

function Facts({ name, facts }: { name: string; facts: [string, string][] }) {
  if (facts.length === 0) return <Mono>{name}</Mono>
  return (
    <Disclosure summary={<Mono>{name}</Mono>}>
      <ul className="flex flex-col pl-5 font-mono text-ink-2">
        {facts.map(([fact, value]) => (
          <li key={fact} className="wrap-anywhere">
            {fact}: {value}
          </li>
        ))}
      </ul>
    </Disclosure>
  )
}

function Packages({ packages }: Pick<NonNullable<Description['environment']>, 'packages'>) {
  return (
    <Disclosure summary={plural(packages.length, 'package')} open={packages.length <= 5}>
      <ul className="max-h-72 overflow-y-auto font-mono print:max-h-none print:overflow-visible">
        {packages.map(({ name, version }) => (
          <li key={`${name} ${version}`} className="wrap-anywhere">
            {name} <span className="text-ink-2">{version}</span>
          </li>
        ))}
      </ul>
    </Disclosure>
  )
}

/** Columns that stand there before the others open on demand. */
const shownAtOnce = 30

function SignatureSection({ signature }: { signature: Signature }) {
  const parts: [string, Signature['inputs']][] = [
    ['Inputs', signature.inputs],
    ['Outputs', signature.outputs],
    ['Parameters', signature.params],
  ]
  return (
    <Section title="Signature">
      {parts.flatMap(([title, columns]): ReactNode[] => {
        if (!columns || columns.length === 0) return []
        const rest = columns.slice(shownAtOnce)
        return [
          <ColumnTable key={title} title={title} columns={columns.slice(0, shownAtOnce)} />,
          ...(rest.length > 0
            ? [
                <Disclosure key={`more ${title}`} summary={`${rest.length} more`}>
                  <ColumnTable title={`More ${title.toLowerCase()}`} columns={rest} />
                </Disclosure>,
              ]
            : []),
        ]
      })}
    </Section>
  )
}

interface ColumnTableProps {
  title: string
  columns: NonNullable<Signature['inputs']>
}

function ColumnTable({ title, columns }: ColumnTableProps) {
  return (
    <Table
      caption={title}
      size="xs"
      fixed
      columns={[
        { key: 'name', label: title, width: '40%' },
        { key: 'type', label: 'Type' },
        { key: 'required', label: 'Required', width: '7rem' },
      ]}
    >
      {columns.map(({ name, type, required, default: fallback }, at) => (
        // Names may be missing, and repeat.
        // biome-ignore lint/suspicious/noArrayIndexKey: the place of a column is what tells it apart
        <Row key={at}>
          <RowHead>
            {name === null ? <span className="text-ink-2">the only one</span> : <Mono>{name}</Mono>}
          </RowHead>
          <Cell>
            <Mono>{type}</Mono>
          </Cell>
          <Cell>
            {fallback !== undefined ? (
              <span className="wrap-anywhere">
                no, <Mono>{fallback}</Mono>
              </span>
            ) : required ? (
              'yes'
            ) : (
              'no'
            )}
          </Cell>
        </Row>
      ))}
    </Table>
  )
}

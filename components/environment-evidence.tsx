import { plural } from '@/lib/format'
import type { Run } from '@/lib/runs/view'
import { type PackageChange, packageChanges } from './package-changes'
import { Disclosure } from './ui/disclosure'
import { Properties } from './ui/properties'
import { Section } from './ui/section'
import { Cell, Row, RowHead, Table } from './ui/table'

type Environment = Pick<Run, 'image' | 'packages'>

interface EnvironmentEvidenceProps {
  run: Environment
  /** The approved version and the run that made it. */
  base: { version: number; run: Environment } | null
}

/** What the run ran in, and in which packages that differs from the approved version's. */
export function EnvironmentEvidence({ run, base }: EnvironmentEvidenceProps) {
  const { image, packages } = run
  const changes = base ? packageChanges(packages, base.run.packages) : []
  return (
    <Section title="Environment" aside={base && comparison(run, base, changes)}>
      <Properties
        columns={1}
        items={[
          { label: 'Image', value: image && <code className="font-mono">{image}</code> },
          ...(base && base.run.image !== image
            ? [
                {
                  label: `Image of v${base.version}`,
                  value: base.run.image && <code className="font-mono">{base.run.image}</code>,
                },
              ]
            : []),
          { label: 'Packages', value: packages.length > 0 && <Packages packages={packages} /> },
        ].map(({ label, value }) => ({ label, value: value || null }))}
      />
      {base && changes.length > 0 && <Changes changes={changes} base={base.version} />}
    </Section>
  )
}

// More would push everything else off the page.
const shownAtOnce = 15

function Changes({ changes, base }: { changes: readonly PackageChange[]; base: number }) {
  const table = (rows: readonly PackageChange[], caption: string) => (
    <Table
      caption={caption}
      size="xs"
      columns={[
        { key: 'name', label: 'Package', width: '40%' },
        { key: 'version', label: 'This version' },
        { key: 'base', label: `v${base}, approved` },
      ]}
    >
      {rows.map(({ name, version, base: other }) => (
        <Row key={name}>
          <RowHead>
            <code className="font-mono">{name}</code>
          </RowHead>
          <Cell nothing="not there">{version && <code className="font-mono">{version}</code>}</Cell>
          <Cell nothing="not there">{other && <code className="font-mono">{other}</code>}</Cell>
        </Row>
      ))}
    </Table>
  )
  const rest = changes.slice(shownAtOnce)
  return (
    <>
      {table(changes.slice(0, shownAtOnce), 'Packages that differ')}
      {rest.length > 0 && (
        <Disclosure
          summary={`${plural(rest.length, 'more package')} that ${rest.length === 1 ? 'differs' : 'differ'}`}
        >
          {table(rest, 'More packages that differ')}
        </Disclosure>
      )}
    </>
  )
}

function Packages({ packages }: Pick<Environment, 'packages'>) {
  return (
    <Disclosure summary={plural(packages.length, 'package')} open={packages.length <= 5}>
      <ul className="max-h-72 overflow-y-auto font-mono print:max-h-none print:columns-3 print:overflow-visible">
        {packages.map(({ name, version }) => (
          <li key={`${name} ${version}`}>
            {name} <span className="text-ink-2">{version}</span>
          </li>
        ))}
      </ul>
    </Disclosure>
  )
}

function comparison(
  run: Environment,
  base: NonNullable<EnvironmentEvidenceProps['base']>,
  changes: readonly PackageChange[],
): string {
  const differs = [
    ...(run.image === base.run.image ? [] : ['another image']),
    ...(changes.length > 0 ? [plural(changes.length, 'other package')] : []),
  ]
  if (differs.length > 0) return `Not as v${base.version}: ${differs.join(', ')}`
  const unknown = !run.image && run.packages.length === 0
  return unknown ? 'Not on record' : `The same as v${base.version}`
}

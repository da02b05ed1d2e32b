import { plural } from '@/lib/format'
import type { OutsideData } from '@/lib/lineage/openlineage/outside-data'
import { paths } from '@/lib/paths'
import { PageHeader } from '../shell/page-header'
import { Time } from '../time'
import { ButtonLink } from '../ui/button'
import { Columns } from '../ui/columns'
import { Properties } from '../ui/properties'
import { Section } from '../ui/section'
import { Cell, type Column, Row, RowHead, Table } from '../ui/table'
import { TextLink } from '../ui/text-link'
import { Uri } from '../uri'
import { FacetList } from './facet-list'
import { NodeList } from './node-list'

interface DataViewProps {
  org: string
  data: OutsideData
  now: Date
}

/** All that was heard of data that the hub does not hold. */
export function OutsideDataView({ org, data, now }: DataViewProps) {
  const { uri, name, version, isFile, fields, madeBy, usedBy, facets } = data
  return (
    <>
      <PageHeader
        title={version ? `${name || uri}, version ${version}` : name || uri}
        trail={[{ href: paths.lineage(org), label: 'Lineage' }]}
        uri={uri}
        actions={<ButtonLink href={paths.lineage(org, { uri })}>Lineage</ButtonLink>}
      />
      <Columns
        main={
          <>
            <Section title="Made by">
              {madeBy.length > 0 ? (
                <NodeList nodes={madeBy} />
              ) : (
                <p className="text-ink-2">Nobody has told what made it.</p>
              )}
            </Section>
            <Section title="Used by">
              {usedBy.length > 0 ? (
                <NodeList nodes={usedBy} />
              ) : (
                <p className="text-ink-2">Nobody has told what used it.</p>
              )}
            </Section>
            {fields.length > 0 && (
              <Section title="Columns" aside={plural(fields.length, 'column')}>
                <FieldTable fields={fields} />
              </Section>
            )}
            {Object.keys(facets).length > 0 && (
              <Section title="Facets">
                <FacetList of="the data" facets={facets} />
              </Section>
            )}
          </>
        }
        aside={
          <Properties
            columns={1}
            items={[
              { label: 'Kind', value: isFile ? 'File, outside' : 'Dataset, outside' },
              {
                label: 'Namespace',
                value: <span className="wrap-anywhere">{data.namespace}</span>,
              },
              { label: 'Name', value: name && <span className="wrap-anywhere">{name}</span> },
              {
                label: 'Version',
                value: version && <span className="wrap-anywhere">{version}</span>,
              },
              { label: 'Known', value: <Time at={data.knownSince} now={now} exact /> },
              {
                label: 'About',
                value: data.documentation && (
                  <span className="line-clamp-6 wrap-anywhere">{data.documentation}</span>
                ),
              },
              {
                label: 'Also named',
                value: data.aliases.length > 0 && <Aliases {...{ org, data }} />,
              },
              {
                label: 'Other versions',
                value: data.versions.length > 0 && <Versions {...{ org, data }} />,
              },
            ].filter(({ value }) => value)}
          />
        }
      />
    </>
  )
}

type Part = Pick<DataViewProps, 'org' | 'data'>

function Aliases({ org, data }: Part) {
  return (
    <ul className="flex flex-col gap-1">
      {data.aliases.map(({ id, uri }) => (
        <li key={uri} className="wrap-anywhere">
          {id ? (
            <TextLink href={paths.outsideData(org, id)}>
              <Uri uri={uri} copy={false} />
            </TextLink>
          ) : (
            <Uri uri={uri} copy={false} />
          )}
        </li>
      ))}
    </ul>
  )
}

function Versions({ org, data }: Part) {
  return (
    <ul className="flex flex-col gap-1">
      {data.versions.map(({ id, version }) => (
        <li key={id} className="wrap-anywhere">
          <TextLink href={paths.outsideData(org, id)}>{version || 'without a version'}</TextLink>
        </li>
      ))}
    </ul>
  )
}

const fieldColumns: readonly Column[] = [
  { key: 'name', label: 'Name' },
  { key: 'type', label: 'Type' },
  { key: 'about', label: 'About' },
]

function FieldTable({ fields }: Pick<OutsideData, 'fields'>) {
  const rows = fields.map((field, place) => ({ ...field, place }))
  return (
    <Table caption="Columns" columns={fieldColumns} size="sm">
      {rows.map(({ place, name, type, description }) => (
        <Row key={place}>
          <RowHead>
            <code className="block max-w-[min(20rem,40vw)] font-mono wrap-anywhere">{name}</code>
          </RowHead>
          <Cell nothing="not said">
            {type && <code className="font-mono wrap-anywhere">{type}</code>}
          </Cell>
          <Cell nothing="not said">{description}</Cell>
        </Row>
      ))}
    </Table>
  )
}

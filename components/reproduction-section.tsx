import { plural } from '@/lib/format'
import type { Reproduction } from '@/lib/runs/reproduction-view'
import { ReproductionList } from './reproduction-list'
import { Commit } from './run-summary'
import { Snippet } from './snippets'
import { Disclosure } from './ui/disclosure'
import { Notice } from './ui/notice'
import { Properties } from './ui/properties'
import { Section } from './ui/section'
import { Uri } from './uri'

interface ReproductionSectionProps {
  org: string
  record: Reproduction
  title: string
}

/** What to type to run something again, the record that is then followed, and how it went before. */
export function ReproductionSection({ org, record, title }: ReproductionSectionProps) {
  const { command_line, problems, reproductions } = record
  return (
    <Section title={title}>
      <Snippet what="the command" code={command_line} />
      {problems.length > 0 && (
        <Notice>
          <p>It can be followed only in part:</p>
          <ul className="list-disc pl-5">
            {problems.map((problem) => (
              <li key={problem} className="wrap-anywhere">
                {problem}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <div data-screen-only="">
        <Disclosure summary="The exact record">
          <Record org={org} record={record} />
        </Disclosure>
      </div>
      {reproductions.length > 0 ? (
        <ReproductionList org={org} reproductions={reproductions} />
      ) : (
        <p className="text-ink-2">Nobody has run it again yet.</p>
      )}
    </Section>
  )
}

function Record({ org, record }: Omit<ReproductionSectionProps, 'title'>) {
  const { uri, commit, code, image, command, params, packages, inputs } = record
  return (
    <Properties
      columns={1}
      items={[
        { label: 'Run', value: <Uri uri={uri} org={org} copy={false} /> },
        {
          label: 'Command',
          value: command && <code className="block font-mono whitespace-pre-wrap">{command}</code>,
        },
        { label: 'Commit', value: commit && <Commit commit={commit} /> },
        {
          label: 'Code',
          value: code && (
            <a href={code.url} download className="link">
              code.tar.gz
            </a>
          ),
        },
        { label: 'Image', value: image && <code className="font-mono">{image}</code> },
        { label: 'Parameters', value: counted(Object.keys(params).length, 'parameter') },
        { label: 'Packages', value: counted(packages.length, 'package') },
        { label: 'Inputs', value: inputs.length > 0 && <Pinned org={org} inputs={inputs} /> },
      ]}
    />
  )
}

const counted = (count: number, what: string) => (count > 0 ? plural(count, what) : null)

function Pinned({ org, inputs }: { org: string; inputs: Reproduction['inputs'] }) {
  return (
    <ul className="flex flex-col gap-1">
      {inputs.map(({ name, resolved }) => (
        <li key={`${name} ${resolved}`} className="min-w-0">
          <span className="text-ink-2">{name}</span> <Uri uri={resolved} org={org} copy={false} />
        </li>
      ))}
    </ul>
  )
}
